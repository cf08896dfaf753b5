import AWSRuntime

/// What the scheduler wants done outside; each is answered by a `SchedulerReport` of the same task.
package enum SchedulerEffect: Hashable, Sendable {
    case createNetwork(TaskID, ports: [Int])
    case fetchSecrets(TaskID)
    /// Find the images: by digest where the deployment's first task found one, else as the task definition says.
    case resolveImages(TaskID, [ImageRequest])
    case prepareImages(TaskID)
    case openLogStreams(TaskID)
    case startContainer(ContainerKey)
    /// The stop signal, then SIGKILL after the time-out.
    case stopContainer(ContainerKey, timeout: Duration)
    case checkHealth(ContainerKey, argv: [String], timeout: Duration)
    case registerTargets(TaskID, [TargetRegistration])
    case deregisterTargets(TaskID, [TargetRegistration])
    case observeTargets(TaskID, [TargetRegistration])
    /// Containers, network, files and what the shell keeps of the task.
    case removeTask(TaskID)
    /// Of a service deployment, by their ARNs.
    case observeAlarms(service: String, deployment: String, [String])
    /// A fault sends them to ALARM.
    case ringAlarms(service: String, [String])
}

package struct ImageRequest: Hashable, Sendable {
    package var container: String
    package var reference: String
    package var platform: String
}

package struct TargetRegistration: Hashable, Sendable {
    package var targetGroupARN: String
    package var target: Target
}

/// What happened outside.
package enum SchedulerReport: Hashable, Sendable {
    /// Time passed; nothing else.
    case tick
    case networkCreated(TaskID, TaskNetwork)
    case networkFailed(TaskID, RuntimeFailure)
    case secretsFetched(TaskID)
    case imagesResolved(TaskID, [ResolvedImage])
    case imagesPrepared(TaskID)
    case logStreamsOpened(TaskID)
    /// One of the steps before the first container failed; `container` when it was about one.
    case preparationFailed(TaskID, RuntimeFailure, container: String?)
    case containerStarted(ContainerKey)
    case containerStartFailed(ContainerKey, RuntimeFailure)
    case containerExited(ContainerKey, ExitStatus)
    /// The runtime's `stop` returned.
    case containerStopped(ContainerKey)
    case healthChecked(ContainerKey, passed: Bool)
    case targetsRegistered(TaskID)
    case targetsObserved(TaskID, [ObservedTarget])
    case taskRemoved(TaskID)
    /// Those of a service deployment's alarms that are in ALARM.
    case alarmsObserved(service: String, deployment: String, ringing: [String])
}

package struct ObservedTarget: Hashable, Sendable {
    package var registration: TargetRegistration
    /// Nil when it is not registered.
    package var health: TargetHealthSummary?

    package init(registration: TargetRegistration, health: TargetHealthSummary?) {
        self.registration = registration
        self.health = health
    }
}
