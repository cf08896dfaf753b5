/// A task as `ecs:DescribeTasks` shows it, with its targets' health joined.
package struct TaskObservation: Hashable, Sendable, Codable {
    package var arn: String
    package var taskDefinition: String
    /// `ecs-svc/…` of the deployment that started it, or a name.
    package var startedBy: String?
    /// `service:NAME` or `family:NAME`.
    package var group: String?
    /// `PROVISIONING`, `PENDING`, `ACTIVATING`, `RUNNING`, `DEACTIVATING`, `STOPPING`, `DEPROVISIONING`, `STOPPED`.
    package var lastStatus: String
    /// `RUNNING` or `STOPPED`.
    package var desiredStatus: String
    /// `TaskFailedToStart`, `EssentialContainerExited`, `UserInitiated`, `ServiceSchedulerInitiated`…
    package var stopCode: String?
    package var stoppedReason: String?
    /// In the order of the answer, which means nothing: the first may be an injected sidecar.
    package var containers: [ContainerObservation]
    /// `HEALTHY`, `UNHEALTHY`, `UNKNOWN`.
    package var healthStatus: String?
    package var createdAt: Moment?
    package var pullStartedAt: Moment?
    package var pullStoppedAt: Moment?
    package var startedAt: Moment?
    package var stoppingAt: Moment?
    package var executionStoppedAt: Moment?
    package var stoppedAt: Moment?
    /// Its targets in every target group of the service.
    package var targets: [TargetObservation]
    package var privateIP: String?
    /// Its network interfaces and volumes; absent where they were not read.
    package var attachments: [AttachmentObservation]?
    /// The subnet that its network interface stands in.
    package var subnet: String?

    package init(
        arn: String, taskDefinition: String, startedBy: String? = nil, group: String? = nil, lastStatus: String,
        desiredStatus: String, stopCode: String? = nil, stoppedReason: String? = nil,
        containers: [ContainerObservation] = [], healthStatus: String? = nil, createdAt: Moment? = nil,
        pullStartedAt: Moment? = nil, pullStoppedAt: Moment? = nil, startedAt: Moment? = nil,
        stoppingAt: Moment? = nil, executionStoppedAt: Moment? = nil, stoppedAt: Moment? = nil,
        targets: [TargetObservation] = [], privateIP: String? = nil
    ) {
        self.arn = arn
        self.taskDefinition = taskDefinition
        self.startedBy = startedBy
        self.group = group
        self.lastStatus = lastStatus
        self.desiredStatus = desiredStatus
        self.stopCode = stopCode
        self.stoppedReason = stoppedReason
        self.containers = containers
        self.healthStatus = healthStatus
        self.createdAt = createdAt
        self.pullStartedAt = pullStartedAt
        self.pullStoppedAt = pullStoppedAt
        self.startedAt = startedAt
        self.stoppingAt = stoppingAt
        self.executionStoppedAt = executionStoppedAt
        self.stoppedAt = stoppedAt
        self.targets = targets
        self.privateIP = privateIP
    }

    /// The last part of the ARN: what people and log streams call it.
    package var id: String { String(arn.split(separator: "/").last ?? Substring(arn)) }

    /// It ends or has ended: from then on its reasons can be read, though it may still be winding down.
    package var isStopping: Bool { desiredStatus == "STOPPED" || lastStatus == "STOPPED" }
}

/// A container of a task.
package struct ContainerObservation: Hashable, Sendable, Codable {
    package var name: String
    package var image: String?
    package var imageDigest: String?
    package var lastStatus: String?
    /// Absent when it never ran.
    package var exitCode: Int?
    package var reason: String?
    /// `HEALTHY`, `UNHEALTHY`, `UNKNOWN`.
    package var health: String?
    /// How the agent behind `aws ecs execute-command` is: `PENDING`, `RUNNING`, `STOPPED`; absent where there is none.
    package var executeAgent: String?

    package init(
        name: String, image: String? = nil, imageDigest: String? = nil, lastStatus: String? = nil,
        exitCode: Int? = nil, reason: String? = nil, health: String? = nil
    ) {
        self.name = name
        self.image = image
        self.imageDigest = imageDigest
        self.lastStatus = lastStatus
        self.exitCode = exitCode
        self.reason = reason
        self.health = health
    }
}

/// A network interface or a volume of a task.
package struct AttachmentObservation: Hashable, Sendable, Codable {
    /// `ElasticNetworkInterface`, `AmazonElasticBlockStorage`, `Service Connect`…
    package var type: String
    /// `PRECREATED`, `CREATED`, `ATTACHING`, `ATTACHED`, `DETACHING`, `DETACHED`, `DELETED`, `FAILED`.
    package var status: String

    package init(type: String, status: String) {
        self.type = type
        self.status = status
    }
}

/// A task's target in one target group, as `elasticloadbalancing:DescribeTargetHealth` shows it.
package struct TargetObservation: Hashable, Sendable, Codable {
    package var targetGroup: String
    package var port: Int?
    /// `initial`, `healthy`, `unhealthy`, `unused`, `draining`, `unavailable`…
    package var state: String
    /// Such as `Target.ResponseCodeMismatch`.
    package var reason: String?
    package var description: String?

    package init(
        targetGroup: String, port: Int? = nil, state: String, reason: String? = nil, description: String? = nil
    ) {
        self.targetGroup = targetGroup
        self.port = port
        self.state = state
        self.reason = reason
        self.description = description
    }
}

/// The last lines that a container wrote, oldest first. The collector has taken secrets' values out.
package struct LogTail: Hashable, Sendable, Codable {
    /// The task's ARN.
    package var task: String
    package var container: String
    package var lines: [String]

    package init(task: String, container: String, lines: [String]) {
        self.task = task
        self.container = container
        self.lines = lines
    }
}
