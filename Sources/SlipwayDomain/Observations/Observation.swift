/// What one poll of a service saw. Everything absent was not read in this poll; absent never means zero.
package struct Observation: Hashable, Sendable, Codable {
    package var takenAt: Moment
    package var service: ServiceObservation?
    /// Our service deployment, once its ARN is known.
    package var serviceDeployment: ServiceDeploymentObservation?
    /// Tasks of the service that still run or stopped since we began, sorted by `createdAt`, then ARN.
    package var tasks: [TaskObservation]
    /// The last lines of containers that failed.
    package var logs: [LogTail]

    package init(
        takenAt: Moment, service: ServiceObservation? = nil,
        serviceDeployment: ServiceDeploymentObservation? = nil, tasks: [TaskObservation] = [], logs: [LogTail] = []
    ) {
        self.takenAt = takenAt
        self.service = service
        self.serviceDeployment = serviceDeployment
        self.tasks = tasks
        self.logs = logs
    }
}

extension Observation {
    /// The same without the service's events of these ids.
    package func without(events ids: Set<String>) -> Observation {
        var copy = self
        copy.service?.events.removeAll { ids.contains($0.id) }
        return copy
    }
}

/// A service as `ecs:DescribeServices` (or the answer to an update) shows it.
package struct ServiceObservation: Hashable, Sendable, Codable {
    package var arn: String
    package var status: String
    package var taskDefinition: String
    package var desiredCount: Int
    package var runningCount: Int
    package var pendingCount: Int
    /// ARN of the service deployment under way.
    package var currentServiceDeployment: String?
    package var deployments: [DeploymentObservation]
    /// Only those that are new since the last observation, oldest first.
    package var events: [ServiceEvent]
    /// `healthCheckGracePeriodSeconds`.
    package var gracePeriod: Duration?
    package var percent: PercentBounds?

    package init(
        arn: String, status: String = "ACTIVE", taskDefinition: String, desiredCount: Int, runningCount: Int = 0,
        pendingCount: Int = 0, currentServiceDeployment: String? = nil, deployments: [DeploymentObservation] = [],
        events: [ServiceEvent] = [], gracePeriod: Duration? = nil, percent: PercentBounds? = nil
    ) {
        self.arn = arn
        self.status = status
        self.taskDefinition = taskDefinition
        self.desiredCount = desiredCount
        self.runningCount = runningCount
        self.pendingCount = pendingCount
        self.currentServiceDeployment = currentServiceDeployment
        self.deployments = deployments
        self.events = events
        self.gracePeriod = gracePeriod
        self.percent = percent
    }
}

/// One entry of a service's `deployments`.
package struct DeploymentObservation: Hashable, Sendable, Codable {
    /// `PRIMARY` the newest, `ACTIVE` an older one that still has tasks, `INACTIVE` a replaced one.
    package enum Status: String, Hashable, Sendable, Codable {
        case primary = "PRIMARY", active = "ACTIVE", inactive = "INACTIVE"
    }

    package enum Rollout: String, Hashable, Sendable, Codable {
        case completed = "COMPLETED"
        case failed = "FAILED"
        case inProgress = "IN_PROGRESS"
    }

    /// `ecs-svc/` and a number: what tasks carry in `startedBy`.
    package var id: String
    package var status: Status?
    package var taskDefinition: String
    package var desiredCount: Int
    package var runningCount: Int
    package var pendingCount: Int
    package var failedTasks: Int
    package var rolloutState: Rollout?
    package var rolloutStateReason: String?
    package var createdAt: Moment?
    package var updatedAt: Moment?

    package init(
        id: String, status: Status?, taskDefinition: String, desiredCount: Int, runningCount: Int = 0,
        pendingCount: Int = 0, failedTasks: Int = 0, rolloutState: Rollout? = nil,
        rolloutStateReason: String? = nil, createdAt: Moment? = nil, updatedAt: Moment? = nil
    ) {
        self.id = id
        self.status = status
        self.taskDefinition = taskDefinition
        self.desiredCount = desiredCount
        self.runningCount = runningCount
        self.pendingCount = pendingCount
        self.failedTasks = failedTasks
        self.rolloutState = rolloutState
        self.rolloutStateReason = rolloutStateReason
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One of a service's events.
package struct ServiceEvent: Hashable, Sendable, Codable {
    package var id: String
    package var createdAt: Moment
    package var message: String

    package init(id: String, createdAt: Moment, message: String) {
        self.id = id
        self.createdAt = createdAt
        self.message = message
    }
}
