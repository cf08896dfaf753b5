package import SlipwayDomain

/// A task definition in the words of this project: what a revision is registered from, and what a registered one is
/// read back to, so that the two can be compared.
///
/// Values that AWS fills in when they are left out are always filled in here, so an unchanged definition compares equal.
package struct TaskDefinitionPlan: Hashable, Sendable {
    package var family: String
    /// CPU units, 1024 a processor.
    package var cpu: Int
    /// MiB.
    package var memory: Int
    package var platform: Platform
    /// ARNs.
    package var executionRole: String?
    package var taskRole: String?
    package var containers: [ContainerPlan]
    /// What a registered definition holds that this project does not speak of, by name. A plan has none; registering
    /// anew would drop them, so a difference here is shown before it happens.
    package var foreign: [String]

    package init(
        family: String, cpu: Int, memory: Int, platform: Platform, executionRole: String? = nil,
        taskRole: String? = nil, containers: [ContainerPlan], foreign: [String] = []
    ) {
        self.family = family
        self.cpu = cpu
        self.memory = memory
        self.platform = platform
        self.executionRole = executionRole
        self.taskRole = taskRole
        self.containers = containers
        self.foreign = foreign
    }
}

/// A container of a task definition.
package struct ContainerPlan: Hashable, Sendable {
    package var name: String
    /// With its digest.
    package var image: String
    package var isEssential: Bool
    package var ports: [Int]
    package var command: [String]
    package var entryPoint: [String]
    /// Sorted by name.
    package var variables: [PlainVariable]
    /// Name and `valueFrom`, sorted by name.
    package var secrets: [PlainVariable]
    package var health: ContainerHealthPlan?
    package var logs: ContainerLogPlan?
    package var stopTimeout: Duration?

    package init(
        name: String, image: String, isEssential: Bool = true, ports: [Int] = [], command: [String] = [],
        entryPoint: [String] = [], variables: [PlainVariable] = [], secrets: [PlainVariable] = [],
        health: ContainerHealthPlan? = nil, logs: ContainerLogPlan? = nil, stopTimeout: Duration? = nil
    ) {
        self.name = name
        self.image = image
        self.isEssential = isEssential
        self.ports = ports
        self.command = command
        self.entryPoint = entryPoint
        self.variables = variables
        self.secrets = secrets
        self.health = health
        self.logs = logs
        self.stopTimeout = stopTimeout
    }
}

/// A check inside the container (ECS `healthCheck`).
package struct ContainerHealthPlan: Hashable, Sendable {
    package var command: [String]
    package var interval: Duration
    package var timeout: Duration
    package var retries: Int
    package var startPeriod: Duration

    package init(
        command: [String], interval: Duration = .seconds(30), timeout: Duration = .seconds(5), retries: Int = 3,
        startPeriod: Duration = .zero
    ) {
        self.command = command
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.startPeriod = startPeriod
    }
}

/// The awslogs driver of a container.
package struct ContainerLogPlan: Hashable, Sendable {
    package var group: String
    package var region: String
    package var streamPrefix: String

    package init(group: String, region: String, streamPrefix: String) {
        self.group = group
        self.region = region
        self.streamPrefix = streamPrefix
    }
}
