import AWSRuntime
import AWSServices

extension RevisionConfiguration {
    /// `LATEST` is 1.4.0 for Linux.
    package var resolvedPlatformVersion: String { platformVersion == "LATEST" ? "1.4.0" : platformVersion }

    var wireNetwork: ECS.NetworkConfiguration? {
        network.map { network in
            ECS.NetworkConfiguration(
                awsvpcConfiguration: ECS.AwsVpcConfiguration(
                    subnets: network.subnets, securityGroups: network.securityGroups,
                    assignPublicIp: .init(rawValue: network.assignPublicIP ?? "DISABLED")))
        }
    }

    var wireLoadBalancers: [ECS.LoadBalancer] {
        loadBalancers.map { binding in
            ECS.LoadBalancer(
                targetGroupArn: binding.targetGroupARN, containerName: binding.containerName,
                containerPort: binding.containerPort)
        }
    }
}

extension BreakerThreshold {
    var wire: ECS.ThresholdConfiguration {
        switch self {
        case .boundedPercent(let value): ECS.ThresholdConfiguration(type: .boundedPercent, value: value)
        case .unboundedPercent(let value): ECS.ThresholdConfiguration(type: .unboundedPercent, value: value)
        case .count(let value): ECS.ThresholdConfiguration(type: .count, value: value)
        }
    }
}

extension RolloutPolicy {
    var wire: ECS.DeploymentConfiguration {
        ECS.DeploymentConfiguration(
            deploymentCircuitBreaker: ECS.DeploymentCircuitBreaker(
                enable: breakerEnabled, rollback: breakerRollsBack,
                resetOnHealthyTask: resetIsExplicit ? resetOnHealthyTask : nil,
                thresholdConfiguration: thresholdIsExplicit ? threshold.wire : nil),
            maximumPercent: maximumPercent, minimumHealthyPercent: minimumHealthyPercent,
            alarms: alarms.map { alarms in
                ECS.DeploymentAlarms(alarmNames: alarms.names, rollback: alarms.rollsBack, enable: alarms.isEnabled)
            }, strategy: .rolling,
            bakeTimeInMinutes: 0)
    }
}

/// RUNNING and pending tasks of something.
struct TaskCounts {
    var running = 0
    var pending = 0
}

extension ControlPlane {
    func counts(_ service: ServiceRecord, where matches: (TaskRecord) -> Bool) -> TaskCounts {
        var counts = TaskCounts()
        for task in service.liveTasks.compactMap({ scheduler.tasks[$0] }) where matches(task) {
            if task.lastStatus == .running { counts.running += 1 }
            if task.isPending { counts.pending += 1 }
        }
        return counts
    }

    func view(_ service: ServiceRecord, withTags: Bool) -> ECS.Service {
        let all = counts(service) { _ in true }
        let configuration = service.configuration
        let options = service.options
        return ECS.Service(
            serviceArn: service.arn, serviceName: service.name, clusterArn: service.clusterARN,
            loadBalancers: configuration?.wireLoadBalancers ?? [], serviceRegistries: [],
            status: service.status.rawValue,
            desiredCount: options.desiredCount, runningCount: all.running, pendingCount: all.pending,
            launchType: .fargate,
            platformVersion: configuration?.platformVersion, platformFamily: configuration?.blueprint.platformFamily,
            taskDefinition: configuration?.blueprint.arn, deploymentConfiguration: options.policy.wire,
            deployments: service.deployments.map { view($0, of: service) },
            roleArn: "arn:aws:iam::\(service.account):role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
            events: service.events.events.map { event in
                ECS.ServiceEvent(id: event.id, createdAt: event.createdAt, message: event.message)
            }, createdAt: service.createdAt, currentServiceDeployment: service.serviceDeployments.last?.arn,
            currentServiceRevisions: service.deployments.map { deployment in
                let counts = counts(service) { $0.deploymentID == deployment.id }
                return ECS.ServiceCurrentRevisionSummary(
                    arn: deployment.revisionARN, requestedTaskCount: deployment.desiredCount,
                    runningTaskCount: counts.running, pendingTaskCount: counts.pending)
            }, placementConstraints: [], placementStrategy: [], networkConfiguration: configuration?.wireNetwork,
            healthCheckGracePeriodSeconds: options.graceIsExplicit || configuration?.loadBalancers.isEmpty == false
                ? Int(options.healthCheckGracePeriod.components.seconds) : nil, schedulingStrategy: .replica,
            deploymentController: ECS.DeploymentController(type: .ecs), tags: withTags ? service.tags.map(\.wire) : nil,
            createdBy: service.createdBy, enableECSManagedTags: options.enableManagedTags,
            propagateTags: .init(rawValue: options.propagateTags), enableExecuteCommand: options.enableExecuteCommand,
            availabilityZoneRebalancing: .init(rawValue: options.availabilityZoneRebalancing),
            resourceManagementType: .customer)
    }

    private func view(_ deployment: DeploymentRecord, of service: ServiceRecord) -> ECS.Deployment {
        let counts = counts(service) { $0.deploymentID == deployment.id }
        let configuration = service.revision(deployment.revisionARN)?.configuration
        return ECS.Deployment(
            id: deployment.id, status: deployment.isPrimary ? "PRIMARY" : "ACTIVE",
            taskDefinition: deployment.taskDefinitionARN, desiredCount: deployment.desiredCount,
            pendingCount: counts.pending, runningCount: counts.running, failedTasks: deployment.failedTasks,
            createdAt: deployment.createdAt, updatedAt: deployment.updatedAt, launchType: .fargate,
            platformVersion: configuration?.resolvedPlatformVersion,
            platformFamily: configuration?.blueprint.platformFamily, networkConfiguration: configuration?.wireNetwork,
            rolloutState: .init(rawValue: deployment.rolloutState.rawValue),
            rolloutStateReason: deployment.rolloutStateReason)
    }
}
