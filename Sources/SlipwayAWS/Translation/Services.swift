import AWSServices
import SlipwayDeploy
import SlipwayDomain

extension ServiceSettings {
    init(_ service: ECS.Service) {
        let deployment = service.deploymentConfiguration
        let strategy = service.capacityProviderStrategy ?? []
        self.init(
            taskDefinition: service.taskDefinition ?? "", desiredCount: service.desiredCount ?? 0,
            percent: PercentBounds(
                minimum: deployment?.minimumHealthyPercent ?? 100, maximum: deployment?.maximumPercent ?? 200),
            launchType: strategy.isEmpty ? service.launchType?.rawValue : nil,
            capacityProviders: strategy.map(CapacityShare.init), platformVersion: service.platformVersion,
            network: service.networkConfiguration?.awsvpcConfiguration.map(NetworkSettings.init),
            loadBalancers: (service.loadBalancers ?? []).compactMap(LoadBalancerBinding.init),
            registries: (service.serviceRegistries ?? []).map(RegistryBinding.init),
            gracePeriod: service.healthCheckGracePeriodSeconds.map { .seconds($0) },
            circuitBreaker: deployment?.deploymentCircuitBreaker.map {
                CircuitBreakerSettings(enable: $0.enable, rollback: $0.rollback)
            },
            alarms: deployment?.alarms.map { $0.enable ? $0.alarmNames : [] } ?? [],
            enableExecuteCommand: service.enableExecuteCommand ?? false)
    }

    /// The fields that a service revision holds, on top of those it does not.
    init(_ revision: ECS.ServiceRevision, remaining live: ServiceSettings) {
        self = live
        taskDefinition = revision.taskDefinition ?? live.taskDefinition
        let strategy = revision.capacityProviderStrategy ?? []
        capacityProviders = strategy.map(CapacityShare.init)
        launchType = strategy.isEmpty ? revision.launchType?.rawValue : nil
        platformVersion = revision.platformVersion ?? live.platformVersion
        network = revision.networkConfiguration?.awsvpcConfiguration.map(NetworkSettings.init) ?? live.network
        loadBalancers = (revision.loadBalancers ?? []).compactMap(LoadBalancerBinding.init)
        registries = (revision.serviceRegistries ?? []).map(RegistryBinding.init)
    }

    var ecsNetwork: ECS.NetworkConfiguration? {
        network.map {
            ECS.NetworkConfiguration(
                awsvpcConfiguration: ECS.AwsVpcConfiguration(
                    subnets: $0.subnets, securityGroups: $0.securityGroups.isEmpty ? nil : $0.securityGroups,
                    assignPublicIp: .init(rawValue: $0.assignPublicIP ? "ENABLED" : "DISABLED")))
        }
    }

    var ecsLoadBalancers: [ECS.LoadBalancer] {
        loadBalancers.map {
            ECS.LoadBalancer(targetGroupArn: $0.targetGroup, containerName: $0.container, containerPort: $0.port)
        }
    }

    var ecsRegistries: [ECS.ServiceRegistry] {
        registries.map {
            ECS.ServiceRegistry(
                registryArn: $0.registryARN, port: $0.port, containerName: $0.container,
                containerPort: $0.containerPort)
        }
    }

    var ecsStrategy: [ECS.CapacityProviderStrategyItem] {
        capacityProviders.map {
            ECS.CapacityProviderStrategyItem(capacityProvider: $0.provider, weight: $0.weight, base: $0.base)
        }
    }

    var ecsDeploymentConfiguration: ECS.DeploymentConfiguration {
        var configuration = ECS.DeploymentConfiguration()
        configuration.minimumHealthyPercent = percent.minimum
        configuration.maximumPercent = percent.maximum
        configuration.deploymentCircuitBreaker = circuitBreaker.map {
            ECS.DeploymentCircuitBreaker(enable: $0.enable, rollback: $0.rollback)
        }
        if !alarms.isEmpty {
            configuration.alarms = ECS.DeploymentAlarms(alarmNames: alarms, rollback: true, enable: true)
        }
        return configuration
    }
}

extension ECS.CreateServiceRequest {
    init(_ settings: ServiceSettings, service: Service, clientToken: String) {
        self.init(serviceName: service.name)
        cluster = service.cluster
        taskDefinition = settings.taskDefinition
        desiredCount = settings.desiredCount
        self.clientToken = clientToken
        launchType = settings.launchType.map { .init(rawValue: $0) }
        if !settings.capacityProviders.isEmpty { capacityProviderStrategy = settings.ecsStrategy }
        platformVersion = settings.platformVersion
        networkConfiguration = settings.ecsNetwork
        if !settings.loadBalancers.isEmpty { loadBalancers = settings.ecsLoadBalancers }
        if !settings.registries.isEmpty { serviceRegistries = settings.ecsRegistries }
        deploymentConfiguration = settings.ecsDeploymentConfiguration
        healthCheckGracePeriodSeconds = settings.gracePeriod.map { Int($0.wholeSeconds) }
        if settings.enableExecuteCommand { enableExecuteCommand = true }
    }
}

extension ECS.UpdateServiceRequest {
    /// Only the fields in which `settings` differs from `live`: a field that is sent may start a deployment.
    init(_ settings: ServiceSettings, service: Service, live: ServiceSettings) {
        self.init(service: service.name)
        cluster = service.cluster
        if settings.taskDefinition != live.taskDefinition { taskDefinition = settings.taskDefinition }
        if settings.desiredCount != live.desiredCount { desiredCount = settings.desiredCount }
        if settings.capacityProviders != live.capacityProviders {
            capacityProviderStrategy = settings.ecsStrategy
            // ECS takes another strategy only together with a new deployment.
            forceNewDeployment = true
        }
        if settings.platformVersion != live.platformVersion { platformVersion = settings.platformVersion }
        if settings.network != live.network { networkConfiguration = settings.ecsNetwork }
        if settings.loadBalancers != live.loadBalancers { loadBalancers = settings.ecsLoadBalancers }
        if settings.registries != live.registries { serviceRegistries = settings.ecsRegistries }
        if settings.percent != live.percent || settings.circuitBreaker != live.circuitBreaker
            || settings.alarms != live.alarms
        {
            var configuration = settings.ecsDeploymentConfiguration
            // What is left out stays as it is in ECS: going back to none must be said.
            if settings.circuitBreaker == nil, live.circuitBreaker != nil {
                configuration.deploymentCircuitBreaker = ECS.DeploymentCircuitBreaker(enable: false, rollback: false)
            }
            if settings.alarms.isEmpty, !live.alarms.isEmpty {
                configuration.alarms = ECS.DeploymentAlarms(alarmNames: [], rollback: false, enable: false)
            }
            deploymentConfiguration = configuration
        }
        if settings.gracePeriod != live.gracePeriod {
            healthCheckGracePeriodSeconds = settings.gracePeriod.map { Int($0.wholeSeconds) } ?? 0
        }
        if settings.enableExecuteCommand != live.enableExecuteCommand {
            enableExecuteCommand = settings.enableExecuteCommand
        }
    }
}

extension CapacityShare {
    init(_ item: ECS.CapacityProviderStrategyItem) {
        self.init(provider: item.capacityProvider, weight: item.weight ?? 0, base: item.base ?? 0)
    }
}

extension NetworkSettings {
    init(_ network: ECS.AwsVpcConfiguration) {
        self.init(
            subnets: network.subnets, securityGroups: network.securityGroups ?? [],
            assignPublicIP: network.assignPublicIp?.rawValue == "ENABLED")
    }
}

extension LoadBalancerBinding {
    init?(_ binding: ECS.LoadBalancer) {
        guard let group = binding.targetGroupArn else { return nil }
        self.init(targetGroup: group, container: binding.containerName ?? "", port: binding.containerPort ?? 0)
    }
}

extension RegistryBinding {
    init(_ registry: ECS.ServiceRegistry) {
        self.init(
            registryARN: registry.registryArn ?? "", container: registry.containerName,
            containerPort: registry.containerPort, port: registry.port)
    }
}
