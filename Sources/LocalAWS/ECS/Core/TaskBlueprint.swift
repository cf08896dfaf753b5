/// What of a task definition matters when a task of it is placed and run.
package struct TaskBlueprint: Hashable, Sendable {
    package var arn: String
    package var family: String
    package var containers: [ContainerBlueprint]
    /// As the task definition says, `256`.
    package var cpu: String?
    package var memory: String?
    /// `linux/amd64` or `linux/arm64`.
    package var platform: String
    /// `Linux` or what the runtime platform names.
    package var platformFamily: String
    package var ephemeralStorageGiB: Int
    package var tags: [ResourceTag]

    package init(
        arn: String, family: String, containers: [ContainerBlueprint], cpu: String? = "256", memory: String? = "512",
        platform: String = "linux/amd64", platformFamily: String = "Linux", ephemeralStorageGiB: Int = 20,
        tags: [ResourceTag] = []
    ) {
        self.arn = arn
        self.family = family
        self.containers = containers
        self.cpu = cpu
        self.memory = memory
        self.platform = platform
        self.platformFamily = platformFamily
        self.ephemeralStorageGiB = ephemeralStorageGiB
        self.tags = tags
    }
}

/// A tag of any resource.
package struct ResourceTag: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// One container of a task definition, with ECS's defaults filled in.
package struct ContainerBlueprint: Hashable, Sendable {
    package var name: String
    package var image: String
    package var essential = true
    package var entryPoint: [String]?
    package var command: [String]?
    package var workingDirectory: String?
    package var user: String?
    package var environment: [ContainerSpec.EnvironmentVariable] = []
    package var secrets: [SecretReference] = []
    package var ports: [Int] = []
    package var cpu = 0
    /// The hard limit.
    package var memoryMiB: Int?
    package var memoryReservationMiB: Int?
    package var readOnlyRootFilesystem = false
    package var runInit = false
    package var dependencies: [ContainerDependency] = []
    /// How long others wait for this one to fulfil SUCCESS, COMPLETE or HEALTHY, from its own start; nil is for ever.
    package var startTimeout: Duration?
    package var stopTimeout: Duration = .seconds(30)
    package var healthCheck: ContainerHealthCheck?
    package var log: ContainerLog?
    /// Runs in place of the image's own program.
    package var standIn: StandIn?
    /// `versionConsistency` is enabled: the digest of the first task of a deployment holds for all of them.
    package var pinsImage = true

    package init(name: String, image: String) {
        self.name = name
        self.image = image
    }
}

/// An environment variable whose value is read when the task starts.
package struct SecretReference: Hashable, Sendable {
    package var name: String
    /// A secret's ARN, alone or with `:key:stage:version`; a parameter's name or ARN.
    package var valueFrom: String

    package init(name: String, valueFrom: String) {
        self.name = name
        self.valueFrom = valueFrom
    }
}

package struct ContainerDependency: Hashable, Sendable {
    package enum Condition: String, Hashable, Sendable {
        case start = "START", complete = "COMPLETE", success = "SUCCESS", healthy = "HEALTHY"
    }
    package var container: String
    package var condition: Condition

    package init(_ container: String, _ condition: Condition) {
        self.container = container
        self.condition = condition
    }
}

/// A container health check with its defaults (botocore `HealthCheck`).
package struct ContainerHealthCheck: Hashable, Sendable {
    /// With `CMD` or `CMD-SHELL` first, as declared.
    package var command: [String]
    package var interval: Duration = .seconds(30)
    package var timeout: Duration = .seconds(5)
    package var retries = 3
    package var startPeriod: Duration = .zero

    package init(command: [String]) {
        self.command = command
    }

    /// What is run in the container.
    package var argv: [String] {
        switch command.first {
        case "CMD": Array(command.dropFirst())
        case "CMD-SHELL": ["/bin/sh", "-c", command.dropFirst().joined(separator: " ")]
        default: command
        }
    }
}

/// Where the awslogs driver writes.
package struct ContainerLog: Hashable, Sendable {
    package var group: String
    package var region: String
    package var streamPrefix: String?
    package var createGroup: Bool

    package init(group: String, region: String, streamPrefix: String?, createGroup: Bool) {
        self.group = group
        self.region = region
        self.streamPrefix = streamPrefix
        self.createGroup = createGroup
    }

    /// `prefix/container/task`; without a prefix the container's own name stands first.
    package func stream(container: String, task: TaskID) -> String {
        (streamPrefix.map { "\($0)/" } ?? "") + "\(container)/\(task)"
    }
}
