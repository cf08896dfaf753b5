/// A service deployment as `ecs:DescribeServiceDeployments` shows it.
package struct ServiceDeploymentObservation: Hashable, Sendable, Codable {
    /// ECS's status machine (facts: ecs-behaviour 4.2). `unknown` is one that ECS added since.
    package enum Status: String, Hashable, Sendable, Codable {
        case pending = "PENDING"
        case inProgress = "IN_PROGRESS"
        case successful = "SUCCESSFUL"
        case stopped = "STOPPED"
        case stopRequested = "STOP_REQUESTED"
        case rollbackRequested = "ROLLBACK_REQUESTED"
        case rollbackInProgress = "ROLLBACK_IN_PROGRESS"
        case rollbackSuccessful = "ROLLBACK_SUCCESSFUL"
        case rollbackFailed = "ROLLBACK_FAILED"
        case unknown = ""

        /// Nothing changes any more.
        package var isFinal: Bool {
            switch self {
            case .successful, .stopped, .rollbackSuccessful, .rollbackFailed: true
            case .pending, .inProgress, .stopRequested, .rollbackRequested, .rollbackInProgress, .unknown: false
            }
        }
    }

    package enum Monitor: String, Hashable, Sendable, Codable {
        case triggered = "TRIGGERED"
        case monitoring = "MONITORING"
        case complete = "MONITORING_COMPLETE"
        case disabled = "DISABLED"
    }

    package var arn: String
    package var status: Status
    package var statusReason: String?
    /// The service revision it brings: what we asked for, when it is ours.
    package var targetRevision: RevisionObservation?
    package var sourceRevisions: [RevisionObservation]
    package var lifecycleStage: String?
    package var hooks: [HookObservation]
    package var circuitBreaker: BreakerObservation?
    package var alarms: AlarmObservation?
    /// Why it rolls back, where it does.
    package var rollbackReason: String?
    package var rollbackRevision: String?
    package var createdAt: Moment?
    package var startedAt: Moment?
    package var finishedAt: Moment?

    package init(
        arn: String, status: Status, statusReason: String? = nil, targetRevision: RevisionObservation? = nil,
        sourceRevisions: [RevisionObservation] = [], lifecycleStage: String? = nil, hooks: [HookObservation] = [],
        circuitBreaker: BreakerObservation? = nil, alarms: AlarmObservation? = nil, rollbackReason: String? = nil,
        rollbackRevision: String? = nil, createdAt: Moment? = nil, startedAt: Moment? = nil,
        finishedAt: Moment? = nil
    ) {
        self.arn = arn
        self.status = status
        self.statusReason = statusReason
        self.targetRevision = targetRevision
        self.sourceRevisions = sourceRevisions
        self.lifecycleStage = lifecycleStage
        self.hooks = hooks
        self.circuitBreaker = circuitBreaker
        self.alarms = alarms
        self.rollbackReason = rollbackReason
        self.rollbackRevision = rollbackRevision
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// A service revision inside a service deployment, with its counts.
package struct RevisionObservation: Hashable, Sendable, Codable {
    package var arn: String
    /// From `ecs:DescribeServiceRevisions`; absent while not looked up.
    package var taskDefinition: String?
    package var requestedCount: Int
    package var runningCount: Int
    package var pendingCount: Int

    package init(
        arn: String, taskDefinition: String? = nil, requestedCount: Int = 0, runningCount: Int = 0,
        pendingCount: Int = 0
    ) {
        self.arn = arn
        self.taskDefinition = taskDefinition
        self.requestedCount = requestedCount
        self.runningCount = runningCount
        self.pendingCount = pendingCount
    }
}

/// ECS's circuit breaker during a deployment.
package struct BreakerObservation: Hashable, Sendable, Codable {
    package var status: ServiceDeploymentObservation.Monitor
    package var failureCount: Int
    package var threshold: Int

    package init(status: ServiceDeploymentObservation.Monitor, failureCount: Int = 0, threshold: Int = 0) {
        self.status = status
        self.failureCount = failureCount
        self.threshold = threshold
    }
}

/// The alarms watched during a deployment.
package struct AlarmObservation: Hashable, Sendable, Codable {
    package var status: ServiceDeploymentObservation.Monitor
    package var triggered: [String]

    package init(status: ServiceDeploymentObservation.Monitor, triggered: [String] = []) {
        self.status = status
        self.triggered = triggered
    }
}

/// A lifecycle hook during a deployment.
package struct HookObservation: Hashable, Sendable, Codable {
    package var id: String?
    package var target: String?
    /// `AWAITING_ACTION`, `IN_PROGRESS`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`.
    package var status: String

    package init(id: String? = nil, target: String? = nil, status: String) {
        self.id = id
        self.target = target
        self.status = status
    }
}
