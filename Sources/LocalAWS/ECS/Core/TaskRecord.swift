package import AWSRuntime

/// `lastStatus` of a task, in the order in which a task walks it.
package enum TaskStatus: Int, Hashable, Comparable, Sendable {
    case provisioning, pending, activating, running, deactivating, stopping, deprovisioning, stopped

    /// As ECS writes it.
    package var wire: String {
        switch self {
        case .provisioning: "PROVISIONING"
        case .pending: "PENDING"
        case .activating: "ACTIVATING"
        case .running: "RUNNING"
        case .deactivating: "DEACTIVATING"
        case .stopping: "STOPPING"
        case .deprovisioning: "DEPROVISIONING"
        case .stopped: "STOPPED"
        }
    }

    package static func < (left: TaskStatus, right: TaskStatus) -> Bool { left.rawValue < right.rawValue }
}

/// `stopCode` of a task (botocore `TaskStopCode`), as far as LocalAWS gives it.
package enum TaskStopCode: String, Hashable, Sendable {
    case taskFailedToStart = "TaskFailedToStart"
    case essentialContainerExited = "EssentialContainerExited"
    case userInitiated = "UserInitiated"
    case serviceSchedulerInitiated = "ServiceSchedulerInitiated"
}

/// Health as ECS reports it of containers and tasks.
package enum HealthVerdict: String, Hashable, Sendable {
    case healthy = "HEALTHY"
    case unhealthy = "UNHEALTHY"
    case unknown = "UNKNOWN"
}

/// Subnets and security groups of a task; LocalAWS keeps and shows them.
package struct VPCConfiguration: Hashable, Sendable {
    package var subnets: [String]
    package var securityGroups: [String]
    /// `ENABLED` or `DISABLED`; nil when it was not said.
    package var assignPublicIP: String?

    package init(subnets: [String], securityGroups: [String] = [], assignPublicIP: String? = nil) {
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.assignPublicIP = assignPublicIP
    }
}

/// What RunTask changes about the containers of one task.
package struct ContainerChange: Hashable, Sendable {
    package var name: String
    package var command: [String]?
    package var environment: [ContainerSpec.EnvironmentVariable]
    package var cpu: Int?
    package var memoryMiB: Int?
    package var memoryReservationMiB: Int?

    package init(
        name: String, command: [String]? = nil, environment: [ContainerSpec.EnvironmentVariable] = [], cpu: Int? = nil,
        memoryMiB: Int? = nil, memoryReservationMiB: Int? = nil
    ) {
        self.name = name
        self.command = command
        self.environment = environment
        self.cpu = cpu
        self.memoryMiB = memoryMiB
        self.memoryReservationMiB = memoryReservationMiB
    }
}

/// Task-level overrides of RunTask.
package struct TaskChanges: Hashable, Sendable {
    package var containers: [ContainerChange] = []
    package var cpu: String?
    package var memory: String?
    package var taskRoleARN: String?
    package var executionRoleARN: String?

    package init() {}
}

/// A target that a task has in a target group.
package struct TaskTarget: Hashable, Sendable {
    package var targetGroupARN: String
    package var containerName: String
    package var containerPort: Int
    package var target: Target
    /// The last health seen; nil before the first look and when the target is not registered.
    package var health: TargetHealthSummary?
    /// Deregistered and no longer draining.
    package var released = false
}

/// One container of a task as it is now.
package struct ContainerState: Hashable, Sendable {
    package enum Phase: Hashable, Sendable { case waiting, starting, running, stopping, stopped }

    package var blueprint: ContainerBlueprint
    package var arn: String
    package var phase: Phase = .waiting
    /// What ECS reports: PENDING, RUNNING or STOPPED.
    package var lastStatus: String {
        switch phase {
        case .waiting, .starting: "PENDING"
        case .running, .stopping: "RUNNING"
        case .stopped: "STOPPED"
        }
    }
    package var startedAt: Timestamp?
    package var exit: ExitStatus?
    /// `CannotPullContainerError: …`, at most 1024 characters.
    package var reason: String?
    package var imageDigest: String?
    package var health: HealthVerdict = .unknown
    /// Consecutive failures of the health check outside the start period.
    package var healthFailures = 0
    /// A failed check counts from here on: the start period is over or a check passed.
    package var startPeriodOver = false
    /// It ran, so that START is fulfilled for those that depend on it.
    package var hasRun = false

    package init(blueprint: ContainerBlueprint, arn: String) {
        self.blueprint = blueprint
        self.arn = arn
    }
}

/// One task: what DescribeTasks tells and what the scheduler needs to go on.
package struct TaskRecord: Hashable, Sendable {
    /// Where the task stands between two reported states.
    package enum Step: Hashable, Sendable {
        case attachingNetwork(attached: Bool)
        case fetchingSecrets
        /// Another task of the same revision is resolving the tags.
        case awaitingDigests
        case resolvingImages
        case preparingImages
        case openingLogs
        case startingContainers
        case registeringTargets
        case running
        case draining
        case stoppingContainers
        case detaching(removed: Bool, waited: Bool)
        case stopped
    }

    package var id: TaskID
    package var arn: String
    package var clusterARN: String
    package var serviceARN: String?
    /// `ecs-svc/…` for tasks of a service.
    package var deploymentID: String?
    package var revisionARN: String?
    package var group: String
    package var startedBy: String?
    package var blueprint: TaskBlueprint
    package var changes = TaskChanges()
    package var network: VPCConfiguration?
    package var platformVersion: String
    package var tags: [ResourceTag]
    package var enableExecuteCommand: Bool
    package var attachmentID: String
    package var networkInterfaceID: String

    package var step: Step = .attachingNetwork(attached: false)
    package var lastStatus: TaskStatus = .provisioning
    package var desiredRunning = true
    package var version = 1
    package var containers: [ContainerState]
    package var address: TaskNetwork?
    package var networkRequested = false
    package var targets: [TaskTarget] = []
    package var loadBalancers: [LoadBalancerBinding] = []

    package var createdAt: Timestamp
    package var connectivityAt: Timestamp?
    package var pullStartedAt: Timestamp?
    package var pullStoppedAt: Timestamp?
    package var startedAt: Timestamp?
    package var stoppingAt: Timestamp?
    package var executionStoppedAt: Timestamp?
    package var stoppedAt: Timestamp?
    package var stopCode: TaskStopCode?
    package var stoppedReason: String?

    /// The round of starts of its deployment in which it was launched.
    package var launchRound = 0
    /// It was healthy once, and the deployment's failures were reset for it.
    package var wasHealthy = false
    /// The unhealthy target was told in the service's events.
    package var toldUnhealthy = false
    /// A look at its targets is under way.
    package var pollInFlight = false

    /// Reached RUNNING at any time.
    package var hasRun: Bool { startedAt != nil }
    package var isPending: Bool { desiredRunning && lastStatus < .running }
    package var isLive: Bool { lastStatus != .stopped }

    package func index(of container: String) -> Int? {
        containers.firstIndex { $0.blueprint.name == container }
    }

    /// Over the essential containers: any UNHEALTHY, else any UNKNOWN, else HEALTHY (botocore `HealthCheck`).
    package var healthStatus: HealthVerdict {
        let verdicts = containers.filter(\.blueprint.essential).map {
            $0.blueprint.healthCheck == nil ? .unknown : $0.health
        }
        if verdicts.contains(.unhealthy) { return .unhealthy }
        return verdicts.contains(.unknown) ? .unknown : .healthy
    }
}
