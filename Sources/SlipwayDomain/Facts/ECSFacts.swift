/// An ECS cluster.
package struct ClusterFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    /// `ACTIVE`, `INACTIVE`, `PROVISIONING`…
    package var status: String
    package var capacityProviders: [String]

    package init(arn: String, name: String, status: String, capacityProviders: [String] = []) {
        self.arn = arn
        self.name = name
        self.status = status
        self.capacityProviders = capacityProviders
    }
}

/// A service as it is.
package struct ServiceFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    /// `ACTIVE`, `DRAINING`, `INACTIVE`.
    package var status: String
    package var settings: ServiceSettings
    package var runningCount: Int
    package var pendingCount: Int
    /// The service deployment that is under way; absent when none is.
    package var currentServiceDeployment: String?
    /// `ECS`, `CODE_DEPLOY`, `EXTERNAL`.
    package var controller: String

    package init(
        arn: String, name: String, status: String, settings: ServiceSettings, runningCount: Int = 0,
        pendingCount: Int = 0, currentServiceDeployment: String? = nil, controller: String = "ECS"
    ) {
        self.arn = arn
        self.name = name
        self.status = status
        self.settings = settings
        self.runningCount = runningCount
        self.pendingCount = pendingCount
        self.currentServiceDeployment = currentServiceDeployment
        self.controller = controller
    }
}

/// A task definition, as far as deciding needs it.
package struct TaskDefinitionFact: Hashable, Sendable, Codable {
    package var arn: String
    package var family: String
    package var revision: Int
    /// `ACTIVE`, `INACTIVE`, `DELETE_IN_PROGRESS`.
    package var status: String
    /// CPU units of the task; absent where only containers say.
    package var cpu: Int?
    /// MiB of the task.
    package var memory: Int?
    package var platform: Platform
    package var networkMode: String?
    package var executionRole: String?
    package var taskRole: String?
    package var containers: [ContainerFact]

    package init(
        arn: String, family: String, revision: Int, status: String = "ACTIVE", cpu: Int? = nil, memory: Int? = nil,
        platform: Platform = .linuxX86, networkMode: String? = nil, executionRole: String? = nil,
        taskRole: String? = nil, containers: [ContainerFact]
    ) {
        self.arn = arn
        self.family = family
        self.revision = revision
        self.status = status
        self.cpu = cpu
        self.memory = memory
        self.platform = platform
        self.networkMode = networkMode
        self.executionRole = executionRole
        self.taskRole = taskRole
        self.containers = containers
    }
}

/// A container of a task definition.
package struct ContainerFact: Hashable, Sendable, Codable {
    package var name: String
    package var image: String
    package var essential: Bool
    /// Hard limit in MiB.
    package var memory: Int?
    package var ports: [Int]
    package var command: [String]
    package var entryPoint: [String]
    /// Names of plain variables, never their values.
    package var variables: [String]
    /// Secret variables: the name and what `valueFrom` says.
    package var secrets: [PlainVariable]
    /// The container health check's command; empty for none.
    package var healthCommand: [String]
    package var healthStartPeriod: Duration?
    /// `awslogs` and so on.
    package var logDriver: String?
    package var logGroup: String?
    package var logStreamPrefix: String?
    package var stopTimeout: Duration?

    package init(
        name: String, image: String, essential: Bool = true, memory: Int? = nil, ports: [Int] = [],
        command: [String] = [], entryPoint: [String] = [], variables: [String] = [],
        secrets: [PlainVariable] = [], healthCommand: [String] = [], healthStartPeriod: Duration? = nil,
        logDriver: String? = nil, logGroup: String? = nil, logStreamPrefix: String? = nil,
        stopTimeout: Duration? = nil
    ) {
        self.name = name
        self.image = image
        self.essential = essential
        self.memory = memory
        self.ports = ports
        self.command = command
        self.entryPoint = entryPoint
        self.variables = variables
        self.secrets = secrets
        self.healthCommand = healthCommand
        self.healthStartPeriod = healthStartPeriod
        self.logDriver = logDriver
        self.logGroup = logGroup
        self.logStreamPrefix = logStreamPrefix
        self.stopTimeout = stopTimeout
    }
}
