/// A quota of the account with what is used of it.
package struct QuotaFact: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        /// vCPUs that run on demand on Fargate.
        case fargateProcessors
        /// vCPUs that run on Fargate Spot.
        case fargateSpotProcessors
        case tasksPerService
        case servicesPerCluster
        case rulesPerLoadBalancer
    }

    package var kind: Kind
    package var limit: Fact<Double>
    package var used: Fact<Double>

    package init(kind: Kind, limit: Fact<Double>, used: Fact<Double>) {
        self.kind = kind
        self.limit = limit
        self.used = used
    }
}

/// A container instance.
package struct InstanceFact: Hashable, Sendable, Codable {
    package var arn: String
    /// `ACTIVE`, `DRAINING`…
    package var status: String
    package var isAgentConnected: Bool
    package var remainingCPU: Int
    package var remainingMemory: Int
    package var registeredCPU: Int
    package var registeredMemory: Int
    package var usedPorts: [Int] = []
    /// Names, or `name=value` where they have one.
    package var attributes: [String] = []
    /// GPUs that no task uses.
    package var gpus = 0
    package var registeredGPUs = 0
    /// Network interfaces still to be had; absent where unknown.
    package var freeInterfaces: Int?
    /// Running tasks of this service on it; absent where nobody counted.
    package var ownTasks: Int?

    package init(
        arn: String, status: String = "ACTIVE", isAgentConnected: Bool = true, remainingCPU: Int,
        remainingMemory: Int, registeredCPU: Int, registeredMemory: Int
    ) {
        self.arn = arn
        self.status = status
        self.isAgentConnected = isAgentConnected
        self.remainingCPU = remainingCPU
        self.remainingMemory = remainingMemory
        self.registeredCPU = registeredCPU
        self.registeredMemory = registeredMemory
    }
}

/// A capacity provider backed by an Auto Scaling group.
package struct CapacityProviderFact: Hashable, Sendable, Codable {
    package var name: String
    package var managesScaling: Bool
    package var instances: Int
    package var maximum: Int
    /// The newest failed scaling activity of the last hour.
    package var failedActivity: String?

    package init(name: String, managesScaling: Bool, instances: Int, maximum: Int, failedActivity: String? = nil) {
        self.name = name
        self.managesScaling = managesScaling
        self.instances = instances
        self.maximum = maximum
        self.failedActivity = failedActivity
    }
}

/// What Application Auto Scaling does with the service.
package struct ScalingFact: Hashable, Sendable, Codable {
    package var minimum: Int
    package var maximum: Int

    package init(minimum: Int, maximum: Int) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// A CloudWatch alarm that watches deployments.
package struct AlarmFact: Hashable, Sendable, Codable {
    package var name: String
    /// `OK`, `ALARM`, `INSUFFICIENT_DATA`; absent where there is no such alarm.
    package var state: String?

    package init(name: String, state: String?) {
        self.name = name
        self.state = state
    }
}

/// What a rollback would go back to: the last service deployment that reached SUCCESSFUL.
package struct LastGoodFact: Hashable, Sendable, Codable {
    package var serviceDeployment: String
    package var taskDefinition: String
    /// `ACTIVE`, `INACTIVE`…
    package var taskDefinitionStatus: String
    /// Images of it that are gone from their repositories.
    package var goneImages: [String] = []
    /// Digests that its containers ran.
    package var digests: [String] = []

    package init(serviceDeployment: String, taskDefinition: String, taskDefinitionStatus: String = "ACTIVE") {
        self.serviceDeployment = serviceDeployment
        self.taskDefinition = taskDefinition
        self.taskDefinitionStatus = taskDefinitionStatus
    }
}
