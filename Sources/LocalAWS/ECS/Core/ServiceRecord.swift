package import AWSRuntime

/// Which container port of a service's tasks is registered in which target group.
package struct LoadBalancerBinding: Hashable, Sendable {
    package var targetGroupARN: String
    package var containerName: String
    package var containerPort: Int

    package init(targetGroupARN: String, containerName: String, containerPort: Int) {
        self.targetGroupARN = targetGroupARN
        self.containerName = containerName
        self.containerPort = containerPort
    }
}

/// What a service revision fixes: a change of any of it is a new deployment.
package struct RevisionConfiguration: Hashable, Sendable {
    package var blueprint: TaskBlueprint
    package var network: VPCConfiguration?
    package var loadBalancers: [LoadBalancerBinding]
    package var platformVersion: String

    package init(
        blueprint: TaskBlueprint, network: VPCConfiguration? = nil, loadBalancers: [LoadBalancerBinding] = [],
        platformVersion: String = "1.4.0"
    ) {
        self.blueprint = blueprint
        self.network = network
        self.loadBalancers = loadBalancers
        self.platformVersion = platformVersion
    }
}

/// `deploymentConfiguration` of a service, with ECS's defaults.
package struct RolloutPolicy: Hashable, Sendable {
    package var minimumHealthyPercent = 100
    package var maximumPercent = 200
    package var breakerEnabled = false
    package var breakerRollsBack = false
    /// Whether failures go back to 0 when a task becomes healthy.
    package var resetOnHealthyTask = true
    package var threshold: BreakerThreshold = .boundedPercent(50)
    /// The threshold was given, so that it is shown again.
    package var thresholdIsExplicit = false
    package var resetIsExplicit = false
    /// Nil where the service never had any.
    package var alarms: AlarmPolicy?

    package init() {}
}

/// `deploymentConfiguration.alarms`.
package struct AlarmPolicy: Hashable, Sendable {
    package var names: [String]
    package var isEnabled: Bool
    package var rollsBack: Bool

    package init(names: [String], isEnabled: Bool, rollsBack: Bool) {
        self.names = names
        self.isEnabled = isEnabled
        self.rollsBack = rollsBack
    }
}

/// What UpdateService changes without a new deployment.
package struct ServiceOptions: Hashable, Sendable {
    package var desiredCount = 1
    package var policy = RolloutPolicy()
    package var healthCheckGracePeriod: Duration = .zero
    /// The grace period was given.
    package var graceIsExplicit = false
    package var enableExecuteCommand = false
    package var enableManagedTags = false
    /// `NONE`, `SERVICE` or `TASK_DEFINITION`.
    package var propagateTags = "NONE"
    /// `ENABLED` or `DISABLED`; with one zone there is nothing to balance.
    package var availabilityZoneRebalancing = "DISABLED"

    package init() {}
}

package enum RolloutState: String, Hashable, Sendable {
    case inProgress = "IN_PROGRESS", completed = "COMPLETED", failed = "FAILED"
}

/// One row of `deployments[]`.
package struct DeploymentRecord: Hashable, Sendable {
    /// `ecs-svc/…`
    package var id: String
    package var revisionARN: String
    package var taskDefinitionARN: String
    package var isPrimary = true
    /// How many tasks the scheduler keeps of it: all for the primary, what is left of it for older ones.
    package var desiredCount: Int
    package var failedTasks = 0
    package var rolloutState: RolloutState = .inProgress
    package var rolloutStateReason: String
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// It was COMPLETED once: its own tasks are replaced by tasks of it while a newer one rolls out.
    package var hasCompleted = false
    /// It was told that its starts keep failing; cleared when a task runs.
    package var startRound = 0
    /// No start of it before this moment.
    package var nextStart: Timestamp?

    package init(id: String, revisionARN: String, taskDefinitionARN: String, desiredCount: Int, now: Timestamp) {
        self.id = id
        self.revisionARN = revisionARN
        self.taskDefinitionARN = taskDefinitionARN
        self.desiredCount = desiredCount
        rolloutStateReason = "ECS deployment \(id) in progress."
        createdAt = now
        updatedAt = now
    }
}

/// A service deployment: one attempt to move a service to a revision.
package struct ServiceDeploymentRecord: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case pending = "PENDING"
        case inProgress = "IN_PROGRESS"
        case successful = "SUCCESSFUL"
        case stopRequested = "STOP_REQUESTED"
        case stopped = "STOPPED"
        case rollbackRequested = "ROLLBACK_REQUESTED"
        case rollbackInProgress = "ROLLBACK_IN_PROGRESS"
        case rollbackSuccessful = "ROLLBACK_SUCCESSFUL"
        case rollbackFailed = "ROLLBACK_FAILED"

        package var isFinal: Bool {
            switch self {
            case .successful, .stopped, .rollbackSuccessful, .rollbackFailed: true
            case .pending, .inProgress, .stopRequested, .rollbackRequested, .rollbackInProgress: false
            }
        }
    }

    /// Of the circuit breaker or the alarms.
    package enum MonitorStatus: String, Hashable, Sendable {
        case triggered = "TRIGGERED", monitoring = "MONITORING", complete = "MONITORING_COMPLETE", disabled = "DISABLED"
    }

    package struct Rollback: Hashable, Sendable {
        package var reason: String
        package var startedAt: Timestamp
        package var revisionARN: String
    }

    package var arn: String
    /// The deployment that it moves the service to.
    package var deploymentID: String
    package var targetRevisionARN: String
    package var sourceRevisionARNs: [String]
    package var status: Status = .pending
    package var statusReason: String?
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    package var stoppedAt: Timestamp?
    package var updatedAt: Timestamp
    package var policy: RolloutPolicy
    package var breakerStatus: MonitorStatus
    package var failureCount = 0
    package var breakerThreshold: Int
    package var rollback: Rollback?
    package var alarmStatus: MonitorStatus = .disabled
    /// Those that ended it.
    package var triggeredAlarms: [String] = []
    /// Whether somebody has looked at the alarms since it began.
    package var hasSeenAlarms = false
    /// Since when everything is as it shall be, and only the alarms are still watched.
    package var bakingSince: Timestamp?
}

/// What a service ran with at one time, and the digests its tags stood for.
package struct ServiceRevisionRecord: Hashable, Sendable {
    package var arn: String
    package var configuration: RevisionConfiguration
    package var createdAt: Timestamp
    /// By container, in the task definition's order; filled by the first task of a deployment.
    package var images: [ResolvedImage] = []
    /// The task that is resolving the tags now.
    package var resolver: TaskID?
    /// Attempts to resolve the tags that failed.
    package var failedResolutions = 0
}

/// A container's image with its digest.
package struct ResolvedImage: Hashable, Sendable {
    package var container: String
    package var image: String
    package var digest: String

    package init(container: String, image: String, digest: String) {
        self.container = container
        self.image = image
        self.digest = digest
    }
}

/// A service and all that happened to it.
package struct ServiceRecord: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case active = "ACTIVE", draining = "DRAINING", inactive = "INACTIVE"
    }

    package var arn: String
    package var name: String
    package var clusterARN: String
    package var clusterName: String
    package var region: String
    package var account: String
    package var status: Status = .active
    package var options: ServiceOptions
    package var tags: [ResourceTag]
    package var createdAt: Timestamp
    package var createdBy: String
    package var clientToken: String?
    /// The primary first, then older ones, newest first.
    package var deployments: [DeploymentRecord] = []
    /// Deployments that reached COMPLETED and can be gone back to, oldest first.
    package var completed: [DeploymentRecord] = []
    package var revisions: [ServiceRevisionRecord] = []
    /// Oldest first.
    package var serviceDeployments: [ServiceDeploymentRecord] = []
    package var events = ServiceEventLog()
    /// Tasks that are not STOPPED, oldest first.
    package var liveTasks: [TaskID] = []
    package var isSteady = false
    /// How the service's tasks ended since the last pass.
    package var outcomes: [TaskOutcome] = []

    package var primary: DeploymentRecord? { deployments.first }

    package func revision(_ arn: String) -> ServiceRevisionRecord? { revisions.first { $0.arn == arn } }

    /// The configuration in force: that of the primary deployment's revision.
    package var configuration: RevisionConfiguration? {
        primary.flatMap { revision($0.revisionARN) }?.configuration ?? revisions.last?.configuration
    }
}

/// How a task of a service ended, as far as its deployment cares.
package struct TaskOutcome: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// It never reached RUNNING.
        case failedToStart
        /// It exited after RUNNING.
        case crashed
        /// The scheduler stopped it for failing health checks.
        case failedHealthChecks
    }
    package var kind: Kind
    package var deploymentID: String
    package var launchRound: Int
}
