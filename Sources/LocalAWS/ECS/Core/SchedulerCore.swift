package import AWSRuntime

/// The whole state of LocalAWS's ECS scheduler and what it decides.
///
/// Reports and requests come in with the time, effects go out as values. It reads no clock, draws no random numbers
/// but from its seed, and waits for nothing: wake-ups are asked for through `nextWake`.
package struct SchedulerCore: Sendable {
    package var timings: SchedulerTimings
    /// What is broken on purpose.
    package var faults: [SchedulerFault] = [] { didSet { superseded = [] } }
    /// Services whose deployment a fault has superseded already.
    var superseded: Set<String> = []
    package internal(set) var tasks = OrderedTable<TaskID, TaskRecord>()
    package internal(set) var services = OrderedTable<String, ServiceRecord>()
    package internal(set) var ids: IdentifierSource

    var timers = TimerQueue()
    var effects: [SchedulerEffect] = []
    var dirty: [String] = []
    /// Tasks that are STOPPED, oldest first.
    var stopped: [TaskID] = []

    /// How often one call may run passes over the services that its own passes touched.
    private static let passesAtOnce = 16
    /// How many STOPPED tasks are kept at most; a crash loop makes thousands within the hour that they are kept.
    static let stoppedTaskLimit = 2000

    package init(timings: SchedulerTimings = SchedulerTimings(), seed: UInt64) {
        self.timings = timings
        ids = IdentifierSource(seed: seed)
    }

    /// When `handle(.tick)` is wanted next, nil when nothing waits.
    package var nextWake: Timestamp? { timers.next }

    /// Takes a report in.
    /// - Returns: what is to be done outside, in order.
    package mutating func handle(_ report: SchedulerReport, at now: Timestamp) -> [SchedulerEffect] {
        apply(report, at: now)
        return settle(at: now)
    }

    /// Fires what is due, runs the passes that are wanted, and hands out the effects gathered since the last call.
    ///
    /// Every request (`createService`, `stopTask`…) is followed by it.
    package mutating func settle(at now: Timestamp) -> [SchedulerEffect] {
        while let wake = timers.popDue(at: now) {
            fire(wake, at: now)
        }
        for _ in 0..<Self.passesAtOnce where !dirty.isEmpty {
            let touched = dirty
            dirty = []
            for service in touched { runPass(service, at: now) }
        }
        // What is left comes with the cadence, which every service has.
        dirty = []
        defer { effects = [] }
        return effects
    }

    mutating func forgetStopped(_ id: TaskID) {
        tasks[id] = nil
        stopped.removeAll { $0 == id }
    }

    mutating func touch(_ service: String?) {
        guard let service, !dirty.contains(service) else { return }
        dirty.append(service)
    }

    /// Adds an event to a service.
    mutating func tell(_ service: String?, at now: Timestamp, _ text: (String) -> String) {
        guard let service else { return }
        let id = ids.uuid()
        services.update(service) { $0.events.add(text($0.name), id: id, at: now) }
    }

    private mutating func fire(_ wake: SchedulerWake, at now: Timestamp) {
        switch wake {
        case .cadence(let arn, let createdAt):
            guard let service = services[arn], service.status != .inactive, service.createdAt == createdAt else {
                return
            }
            touch(arn)
            timers.add(wake, at: now.advanced(by: timings.paced(timings.pass)))
        case .pass(let arn):
            touch(arn)
        case .networkAttached(let id):
            networkAttached(id, at: now)
        case .imageFetched(let id):
            if tasks[id]?.step == .preparingImages { effects.append(.prepareImages(id)) }
        case .networkDetached(let id):
            detachProgressed(id, waited: true, at: now)
        case .healthCheckDue(let key):
            beginHealthCheck(key)
        case .startTimeout(let key):
            startReadyContainers(key.task, at: now)
        case .pollTargets(let id):
            pollTargets(id)
        case .exitOverdue(let key):
            containerEnded(key, status: nil, at: now)
        case .forgetTask(let id):
            forgetStopped(id)
        case .forgetService(let arn):
            if services[arn]?.status == .inactive { services[arn] = nil }
        }
    }

    private mutating func apply(_ report: SchedulerReport, at now: Timestamp) {
        switch report {
        case .tick: break
        case .networkCreated(let id, let network): networkCreated(id, network, at: now)
        case .networkFailed(let id, let failure): networkFailed(id, failure, at: now)
        case .secretsFetched(let id): secretsFetched(id, at: now)
        case .imagesResolved(let id, let images): imagesResolved(id, images, at: now)
        case .imagesPrepared(let id): imagesPrepared(id, at: now)
        case .logStreamsOpened(let id): logStreamsOpened(id, at: now)
        case .preparationFailed(let id, let failure, let container):
            preparationFailed(id, failure, container: container, at: now)
        case .containerStarted(let key): containerStarted(key, at: now)
        case .containerStartFailed(let key, let failure): containerStartFailed(key, failure, at: now)
        case .containerExited(let key, let status): containerExited(key, status, at: now)
        case .containerStopped(let key): containerStopReturned(key, at: now)
        case .healthChecked(let key, let passed): healthChecked(key, passed: passed, at: now)
        case .targetsRegistered(let id): targetsRegistered(id, at: now)
        case .targetsObserved(let id, let observed): targetsObserved(id, observed, at: now)
        case .taskRemoved(let id): detachProgressed(id, removed: true, at: now)
        case .alarmsObserved(let service, let deployment, let ringing):
            alarmsObserved(service, deployment, ringing, at: now)
        }
    }
}
