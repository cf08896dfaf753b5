import AWSServices
import SlipwayDomain

extension ServiceObservation {
    /// - Parameter since: earlier events are left out.
    init(_ service: ECS.Service, since: Moment) {
        let deployment = service.deploymentConfiguration
        self.init(
            arn: service.serviceArn ?? "", status: service.status ?? "ACTIVE",
            taskDefinition: service.taskDefinition ?? "", desiredCount: service.desiredCount ?? 0,
            runningCount: service.runningCount ?? 0, pendingCount: service.pendingCount ?? 0,
            currentServiceDeployment: service.currentServiceDeployment,
            deployments: (service.deployments ?? []).map(DeploymentObservation.init),
            events: (service.events ?? []).compactMap(ServiceEvent.init).filter { $0.createdAt >= since }.reversed(),
            gracePeriod: service.healthCheckGracePeriodSeconds.map { .seconds($0) },
            percent: PercentBounds(
                minimum: deployment?.minimumHealthyPercent ?? 100, maximum: deployment?.maximumPercent ?? 200))
    }
}

extension DeploymentObservation {
    init(_ deployment: ECS.Deployment) {
        self.init(
            id: deployment.id ?? "", status: deployment.status.flatMap(Status.init),
            taskDefinition: deployment.taskDefinition ?? "", desiredCount: deployment.desiredCount ?? 0,
            runningCount: deployment.runningCount ?? 0, pendingCount: deployment.pendingCount ?? 0,
            failedTasks: deployment.failedTasks ?? 0,
            rolloutState: deployment.rolloutState.flatMap { Rollout(rawValue: $0.rawValue) },
            rolloutStateReason: deployment.rolloutStateReason, createdAt: deployment.createdAt?.moment,
            updatedAt: deployment.updatedAt?.moment)
    }
}

extension ServiceEvent {
    init?(_ event: ECS.ServiceEvent) {
        guard let id = event.id, let createdAt = event.createdAt else { return nil }
        self.init(id: id, createdAt: createdAt.moment, message: event.message ?? "")
    }
}

extension ServiceDeploymentObservation {
    init(_ deployment: ECS.ServiceDeployment, targetDefinition: String?) {
        self.init(
            arn: deployment.serviceDeploymentArn ?? "",
            status: deployment.status.flatMap { Status(rawValue: $0.rawValue) } ?? .unknown,
            statusReason: deployment.statusReason,
            targetRevision: deployment.targetServiceRevision.map {
                RevisionObservation($0, taskDefinition: targetDefinition)
            },
            sourceRevisions: (deployment.sourceServiceRevisions ?? []).map {
                RevisionObservation($0, taskDefinition: nil)
            },
            lifecycleStage: deployment.lifecycleStage?.rawValue,
            circuitBreaker: deployment.deploymentCircuitBreaker.map {
                BreakerObservation(
                    status: $0.status.flatMap { Monitor(rawValue: $0.rawValue) } ?? .monitoring,
                    failureCount: $0.failureCount ?? 0, threshold: $0.threshold ?? 0)
            },
            alarms: deployment.alarms.map {
                AlarmObservation(
                    status: $0.status.flatMap { Monitor(rawValue: $0.rawValue) } ?? .monitoring,
                    triggered: $0.triggeredAlarmNames ?? [])
            },
            rollbackReason: deployment.rollback?.reason, rollbackRevision: deployment.rollback?.serviceRevisionArn,
            createdAt: deployment.createdAt?.moment, startedAt: deployment.startedAt?.moment,
            finishedAt: deployment.finishedAt?.moment)
    }
}

extension RevisionObservation {
    init(_ summary: ECS.ServiceRevisionSummary, taskDefinition: String?) {
        self.init(
            arn: summary.arn ?? "", taskDefinition: taskDefinition, requestedCount: summary.requestedTaskCount ?? 0,
            runningCount: summary.runningTaskCount ?? 0, pendingCount: summary.pendingTaskCount ?? 0)
    }
}

extension TaskObservation {
    init(_ task: ECS.Task) {
        self.init(
            arn: task.taskArn ?? "", taskDefinition: task.taskDefinitionArn ?? "", startedBy: task.startedBy,
            group: task.group, lastStatus: task.lastStatus ?? "", desiredStatus: task.desiredStatus ?? "",
            stopCode: task.stopCode?.rawValue, stoppedReason: task.stoppedReason,
            containers: (task.containers ?? []).map(ContainerObservation.init),
            healthStatus: task.healthStatus?.rawValue, createdAt: task.createdAt?.moment,
            pullStartedAt: task.pullStartedAt?.moment, pullStoppedAt: task.pullStoppedAt?.moment,
            startedAt: task.startedAt?.moment, stoppingAt: task.stoppingAt?.moment,
            executionStoppedAt: task.executionStoppedAt?.moment, stoppedAt: task.stoppedAt?.moment,
            privateIP: task.privateAddress)
    }
}

extension ECS.Task {
    /// Of the awsvpc interface.
    var privateAddress: String? {
        let details = (attachments ?? []).flatMap { $0.details ?? [] }
        if let found = details.first(where: { $0.name == "privateIPv4Address" })?.value { return found }
        return (containers ?? []).lazy.flatMap { $0.networkInterfaces ?? [] }.compactMap(\.privateIpv4Address).first
    }
}

extension ContainerObservation {
    init(_ container: ECS.Container) {
        self.init(
            name: container.name ?? "", image: container.image, imageDigest: container.imageDigest,
            lastStatus: container.lastStatus, exitCode: container.exitCode, reason: container.reason,
            health: container.healthStatus?.rawValue)
    }
}
