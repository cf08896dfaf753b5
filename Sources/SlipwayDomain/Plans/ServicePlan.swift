/// What one service shall be, with everything resolved that needs no call: the manifest's side of a deployment.
package struct ServicePlan: Hashable, Sendable, Codable {
    package var application: Application
    package var environment: Environment
    package var service: Service
    /// The task definition family.
    package var family: String
    /// The name of the application's container.
    package var container: String
    package var image: PlannedImage
    package var platform: Platform
    /// The port the container listens on; absent for workers.
    package var port: Int?
    /// CPU units, 1024 a processor.
    package var cpu: Int
    /// MiB.
    package var memory: Int
    package var count: Int
    package var command: [String]?
    package var entryPoint: [String]?
    /// Plain variables, sorted by name.
    package var variables: [PlainVariable]
    /// Secret variables, sorted by name.
    package var secrets: [SecretBinding]
    /// Names that must be given exactly once by `variables` or `secrets`.
    package var required: [String]
    package var health: HealthPlan
    package var roles: RolePlan
    package var network: NetworkSettings?
    /// A target group's name or ARN.
    package var targetGroup: String?
    package var logs: LogPlan
    /// Tasks that run to their end before the service is touched, in order.
    package var before: [BeforePlan]
    package var deployment: DeploymentPlan
    package var verify: [VerifyPlan]
    /// How long a container may take to end after SIGTERM.
    package var stopTimeout: Duration

    package init(
        application: Application, environment: Environment, service: Service, family: String, container: String,
        image: PlannedImage, platform: Platform = .linuxX86, port: Int? = nil, cpu: Int = 256, memory: Int = 512,
        count: Int = 1, command: [String]? = nil, entryPoint: [String]? = nil, variables: [PlainVariable] = [],
        secrets: [SecretBinding] = [], required: [String] = [], health: HealthPlan = HealthPlan(),
        roles: RolePlan = RolePlan(), network: NetworkSettings? = nil, targetGroup: String? = nil,
        logs: LogPlan, before: [BeforePlan] = [], deployment: DeploymentPlan = DeploymentPlan(),
        verify: [VerifyPlan] = [], stopTimeout: Duration = .seconds(30)
    ) {
        self.application = application
        self.environment = environment
        self.service = service
        self.family = family
        self.container = container
        self.image = image
        self.platform = platform
        self.port = port
        self.cpu = cpu
        self.memory = memory
        self.count = count
        self.command = command
        self.entryPoint = entryPoint
        self.variables = variables
        self.secrets = secrets
        self.required = required
        self.health = health
        self.roles = roles
        self.network = network
        self.targetGroup = targetGroup
        self.logs = logs
        self.before = before
        self.deployment = deployment
        self.verify = verify
        self.stopTimeout = stopTimeout
    }
}

/// A variable that is not a secret.
package struct PlainVariable: Hashable, Sendable, Codable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Where the service's image comes from.
package enum PlannedImage: Hashable, Sendable, Codable {
    /// It is there already.
    case reference(ImageReference)
    /// Built from a Dockerfile and pushed to a repository of this account.
    case build(BuildPlan)
    /// Assembled from a program and its libraries, without an engine, and pushed.
    case executable(ExecutablePlan)

    /// The repository of this account that this run pushes to; nothing for a reference.
    package var repository: String? {
        switch self {
        case .reference: nil
        case .build(let plan): plan.repository
        case .executable(let plan): plan.repository
        }
    }
}

/// An image built from a Dockerfile. Paths are relative to the manifest's folder.
package struct BuildPlan: Hashable, Sendable, Codable {
    package var repository: String
    package var context: String
    package var dockerfile: String
    package var target: String?
    /// Build arguments, sorted by name. They are visible in the image: never secrets.
    package var arguments: [PlainVariable]

    package init(
        repository: String, context: String, dockerfile: String = "Dockerfile", target: String? = nil,
        arguments: [PlainVariable] = []
    ) {
        self.repository = repository
        self.context = context
        self.dockerfile = dockerfile
        self.target = target
        self.arguments = arguments
    }
}

/// An image assembled from a program. Paths are relative to the manifest's folder.
package struct ExecutablePlan: Hashable, Sendable, Codable {
    package var repository: String
    package var executable: String
    /// Files and folders that go into the image too, each `path` or `path:where/in/the/image`.
    package var include: [String]

    package init(repository: String, executable: String, include: [String] = []) {
        self.repository = repository
        self.executable = executable
        self.include = include
    }
}

/// The roles a task runs with: names or ARNs.
package struct RolePlan: Hashable, Sendable, Codable {
    /// What ECS uses to pull the image, read secrets and write logs.
    package var execution: String?
    /// What the application itself may do.
    package var task: String?

    package init(execution: String? = nil, task: String? = nil) {
        self.execution = execution
        self.task = task
    }
}
