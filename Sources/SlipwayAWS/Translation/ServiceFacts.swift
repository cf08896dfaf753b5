import AWSServices
import SlipwayDomain

extension ServiceFact {
    /// - Parameter name: for answers without one.
    init(_ live: ECS.Service, called name: String) {
        self.init(
            arn: live.serviceArn ?? "", name: live.serviceName ?? name, status: live.status ?? "",
            settings: ServiceSettings(live), runningCount: live.runningCount ?? 0, pendingCount: live.pendingCount ?? 0,
            currentServiceDeployment: live.currentServiceDeployment,
            controller: live.deploymentController?.type.rawValue ?? "ECS")
        isDeploying = (live.deployments ?? []).contains { $0.rolloutState?.rawValue == "IN_PROGRESS" }
        let constraints = live.placementConstraints ?? []
        needsDistinctInstances = constraints.contains { $0.type?.rawValue == "distinctInstance" }
        placementExpressions = constraints.filter { $0.type?.rawValue == "memberOf" }.compactMap(\.expression)
        scheduling = live.schedulingStrategy?.rawValue ?? "REPLICA"
        let configuration = live.deploymentConfiguration
        strategy = configuration?.strategy?.rawValue ?? "ROLLING"
        bakeTime = configuration?.bakeTimeInMinutes.map { .seconds($0 * 60) }
        if let criteria = configuration?.earlySuccessCriteria, criteria.enable {
            earlySuccess = EarlySuccessFact(
                percent: criteria.healthyPercent ?? 100,
                isCleanupDeferred: criteria.sourceServiceRevisionCleanup?.rawValue == "DEFERRED")
        }
        hooks = (configuration?.lifecycleHooks ?? []).map(HookFact.init)
        trafficShifts = (live.loadBalancers ?? []).compactMap(TrafficShiftFact.init)
        guard let primary = (live.deployments ?? []).first(where: { $0.status == "PRIMARY" }) else { return }
        connects = primary.serviceConnectConfiguration.map(ConnectFact.all) ?? []
        infrastructureRoles = InfrastructureRoleFact.all(primary)
    }

    /// Whether its tasks run on container instances.
    var usesInstances: Bool {
        settings.capacityProviders.isEmpty
            ? settings.launchType == "EC2"
            : settings.capacityProviders.contains { !$0.provider.hasPrefix("FARGATE") }
    }
}

extension HookFact {
    init(_ hook: ECS.DeploymentLifecycleHook) {
        self.init(
            target: hook.hookTargetArn, stages: (hook.lifecycleStages ?? []).map(\.rawValue), role: hook.roleArn,
            timeout: hook.timeoutConfiguration?.timeoutInMinutes.map { .seconds($0 * 60) })
    }
}

extension TrafficShiftFact {
    /// Nothing for a load balancer without a second target group.
    init?(_ balancer: ECS.LoadBalancer) {
        guard let group = balancer.targetGroupArn, let shift = balancer.advancedConfiguration else { return nil }
        self.init(
            targetGroup: group, alternateTargetGroup: shift.alternateTargetGroupArn,
            productionRule: shift.productionListenerRule, testRule: shift.testListenerRule, role: shift.roleArn)
    }
}

extension ConnectFact {
    static func all(_ configuration: ECS.ServiceConnectConfiguration) -> [ConnectFact] {
        guard configuration.enabled else { return [] }
        return (configuration.services ?? []).map {
            ConnectFact(
                portName: $0.portName, discoveryName: $0.discoveryName ?? $0.portName,
                namespace: configuration.namespace ?? "")
        }
    }
}

extension InfrastructureRoleFact {
    static func all(_ deployment: ECS.Deployment) -> [InfrastructureRoleFact] {
        let volumes = (deployment.volumeConfigurations ?? []).compactMap(\.managedEBSVolume).map {
            InfrastructureRoleFact(purpose: .volumes, role: $0.roleArn)
        }
        let tls = (deployment.serviceConnectConfiguration?.services ?? []).compactMap(\.tls).map {
            InfrastructureRoleFact(purpose: .serviceConnectTLS, role: $0.roleArn)
        }
        let lattice = (deployment.vpcLatticeConfigurations ?? []).map {
            InfrastructureRoleFact(purpose: .lattice, role: $0.roleArn)
        }
        var seen: Set<InfrastructureRoleFact> = []
        return (volumes + tls + lattice).filter { seen.insert($0).inserted }
    }
}
