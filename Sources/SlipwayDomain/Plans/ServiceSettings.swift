/// A service's settings as ECS keeps them: what an update writes and what a restore writes back.
package struct ServiceSettings: Hashable, Sendable, Codable {
    /// The task definition's ARN with its revision.
    package var taskDefinition: String
    package var desiredCount: Int
    package var percent: PercentBounds
    /// Such as `FARGATE`; absent where capacity providers decide.
    package var launchType: String?
    package var capacityProviders: [CapacityShare]
    /// Such as `1.4.0` or `LATEST`.
    package var platformVersion: String?
    package var network: NetworkSettings?
    package var loadBalancers: [LoadBalancerBinding]
    package var registries: [RegistryBinding]
    /// `healthCheckGracePeriodSeconds`; absent where ECS holds none.
    package var gracePeriod: Duration?
    package var circuitBreaker: CircuitBreakerSettings?
    /// CloudWatch alarms that fail a deployment; empty where none or switched off.
    package var alarms: [String]
    package var enableExecuteCommand: Bool

    package init(
        taskDefinition: String, desiredCount: Int, percent: PercentBounds = .standard, launchType: String? = nil,
        capacityProviders: [CapacityShare] = [], platformVersion: String? = nil, network: NetworkSettings? = nil,
        loadBalancers: [LoadBalancerBinding] = [], registries: [RegistryBinding] = [], gracePeriod: Duration? = nil,
        circuitBreaker: CircuitBreakerSettings? = nil, alarms: [String] = [], enableExecuteCommand: Bool = false
    ) {
        self.taskDefinition = taskDefinition
        self.desiredCount = desiredCount
        self.percent = percent
        self.launchType = launchType
        self.capacityProviders = capacityProviders
        self.platformVersion = platformVersion
        self.network = network
        self.loadBalancers = loadBalancers
        self.registries = registries
        self.gracePeriod = gracePeriod
        self.circuitBreaker = circuitBreaker
        self.alarms = alarms
        self.enableExecuteCommand = enableExecuteCommand
    }
}

/// One row of a capacity provider strategy.
package struct CapacityShare: Hashable, Sendable, Codable {
    /// Such as `FARGATE_SPOT`.
    package var provider: String
    package var weight: Int
    package var base: Int

    package init(provider: String, weight: Int, base: Int = 0) {
        self.provider = provider
        self.weight = weight
        self.base = base
    }
}

/// Where a task's network interface stands.
package struct NetworkSettings: Hashable, Sendable, Codable {
    package var subnets: [String]
    package var securityGroups: [String]
    package var assignPublicIP: Bool

    package init(subnets: [String], securityGroups: [String] = [], assignPublicIP: Bool = false) {
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.assignPublicIP = assignPublicIP
    }
}

/// A target group that the service's tasks register with.
package struct LoadBalancerBinding: Hashable, Sendable, Codable {
    package var targetGroup: String
    package var container: String
    package var port: Int

    package init(targetGroup: String, container: String, port: Int) {
        self.targetGroup = targetGroup
        self.container = container
        self.port = port
    }
}

/// A Cloud Map service that the tasks register with.
package struct RegistryBinding: Hashable, Sendable, Codable {
    package var registryARN: String
    package var container: String?
    package var containerPort: Int?
    package var port: Int?

    package init(registryARN: String, container: String? = nil, containerPort: Int? = nil, port: Int? = nil) {
        self.registryARN = registryARN
        self.container = container
        self.containerPort = containerPort
        self.port = port
    }
}

/// ECS's own circuit breaker.
package struct CircuitBreakerSettings: Hashable, Sendable, Codable {
    package var enable: Bool
    package var rollback: Bool

    package init(enable: Bool, rollback: Bool) {
        self.enable = enable
        self.rollback = rollback
    }
}
