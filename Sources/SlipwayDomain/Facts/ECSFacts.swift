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
    /// The last service deployment, whether it is under way or has ended; absent where there was none.
    package var currentServiceDeployment: String?
    /// Whether ECS is still at a deployment: one of the service's is IN_PROGRESS.
    package var isDeploying = false
    /// `ECS`, `CODE_DEPLOY`, `EXTERNAL`.
    package var controller: String
    /// Whether no instance may run two of its tasks: the `distinctInstance` placement constraint.
    package var needsDistinctInstances = false
    /// Expressions of its `memberOf` placement constraints.
    package var placementExpressions: [String] = []
    /// `REPLICA` or `DAEMON`.
    package var scheduling = "REPLICA"
    /// `ROLLING`, `BLUE_GREEN`, `LINEAR`, `CANARY`.
    package var strategy = "ROLLING"
    /// What counts as success before all tasks are healthy; absent where all of them must be.
    package var earlySuccess: EarlySuccessFact?
    /// How long a finished rollout is still watched by its alarms; absent where the service does not say.
    package var bakeTime: Duration?
    /// How traffic moves from one target group to another; empty for rolling updates.
    package var trafficShifts: [TrafficShiftFact] = []
    /// What a deployment waits for on its way.
    package var hooks: [HookFact] = []
    /// When the oldest of its running tasks started; absent where none runs or nobody looked.
    package var oldestTaskStartedAt: Moment?
    /// What it has Service Connect tell others.
    package var connects: [ConnectFact] = []
    /// Roles with which ECS works on other services' things for it; those of traffic shifts stand there.
    package var infrastructureRoles: [InfrastructureRoleFact] = []

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

/// A name under which a service can be reached by Service Connect.
package struct ConnectFact: Hashable, Sendable, Codable {
    /// The name of a port mapping in the task definition.
    package var portName: String
    /// What it is called in the namespace; the port's name where nothing else was said.
    package var discoveryName: String
    /// The namespace's ARN.
    package var namespace: String
    /// The ARN of whatever else holds the name there; absent for none.
    package var takenBy: String?

    package init(portName: String, discoveryName: String, namespace: String, takenBy: String? = nil) {
        self.portName = portName
        self.discoveryName = discoveryName
        self.namespace = namespace
        self.takenBy = takenBy
    }
}

/// What a service needs an infrastructure role for, and which it names.
package struct InfrastructureRoleFact: Hashable, Sendable, Codable {
    package enum Purpose: String, Hashable, Sendable, Codable {
        /// EBS volumes that are attached to tasks.
        case volumes
        /// TLS of Service Connect.
        case serviceConnectTLS
        case lattice
    }

    package var purpose: Purpose
    /// The role's ARN; absent where none is given.
    package var role: String?

    package init(purpose: Purpose, role: String?) {
        self.purpose = purpose
        self.role = role
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
    /// `requiresCompatibilities`: `FARGATE`, `EC2`, `EXTERNAL`.
    package var compatibilities: [String] = []
    package var volumes: [VolumeFact] = []
    /// GiB of ephemeral storage; absent for Fargate's 20.
    package var ephemeralStorage: Int?
    /// Attributes that a container instance must have.
    package var requiredAttributes: [String] = []
    /// Expressions of its `memberOf` placement constraints.
    package var placementExpressions: [String] = []
    /// Bytes of the definition as JSON; absent where it was not counted.
    package var bytes: Int?
    /// A hash of all that registering it writes, the values of variables among them: two definitions with the same hash
    /// are the same but for their revision. Absent where it was not made.
    package var contentHash: String?

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
    /// The container health check's interval; absent for ECS's 30 s.
    package var healthInterval: Duration?
    /// Failing checks in a row until the container counts as unhealthy; absent for ECS's 3.
    package var healthRetries: Int?
    /// `awslogs` and so on.
    package var logDriver: String?
    package var logGroup: String?
    package var logStreamPrefix: String?
    package var stopTimeout: Duration?
    /// CPU units reserved; 0 for none.
    package var cpu = 0
    /// Soft limit in MiB.
    package var memoryReservation: Int?
    /// Ports of the host that differ from the container's; 0 for one chosen by the agent.
    package var hostPorts: [Int] = []
    /// Ports of the host that it takes for itself: in bridge mode those that are given and not 0, in host mode all.
    package var fixedHostPorts: [Int] = []
    /// GPUs that it asks for.
    package var gpus = 0
    /// Names that Service Connect knows the ports by.
    package var portNames: [String] = []
    /// Containers that it waits for, and how they must be: `START`, `COMPLETE`, `SUCCESS`, `HEALTHY`.
    package var dependsOn: [PlainVariable] = []
    package var startTimeout: Duration?
    /// Options of the log driver beside group and prefix, sorted by name.
    package var logOptions: [PlainVariable] = []
    /// `fluentbit` or `fluentd` for a FireLens router.
    package var firelens: String?
    package var isPrivileged = false
    package var readonlyRootFilesystem = false
    /// Whether a volume is mounted that can be written to.
    package var hasWritableMount = false
    /// `linuxParameters.initProcessEnabled`.
    package var hasInitProcess = false
    package var user: String?
    /// Links, devices, extra hosts and other fields that only instances honour, by name.
    package var instanceOnlyFields: [String] = []
    /// S3 ARNs of environment files.
    package var environmentFiles: [String] = []
    /// The secret that holds a private registry's login.
    package var repositoryCredentials: String?
    /// Whether `versionConsistency` is `disabled`.
    package var isVersionConsistencyOff = false

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

/// A volume of a task definition.
package struct VolumeFact: Hashable, Sendable, Codable {
    package enum Kind: Hashable, Sendable, Codable {
        /// Scratch space or a folder of the host.
        case host(path: String?)
        case efs(fileSystem: String, accessPoint: String?, root: String?, usesIAM: Bool, encryptsTransit: Bool)
        /// Configured when the service is created.
        case ebs
        case other
    }

    package var name: String
    package var kind: Kind

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
