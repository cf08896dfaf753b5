/// Everything the collectors found for one service before a deployment. A fact that the plan does not need is `nil`.
package struct Facts: Hashable, Sendable, Codable {
    package var takenAt: Moment
    /// Who we are.
    package var caller: Fact<CallerFact>?
    package var cluster: Fact<ClusterFact>?
    package var service: Fact<ServiceFact>?
    /// What the service runs now.
    package var taskDefinition: Fact<TaskDefinitionFact>?
    /// The ECR repository of the plan's image; `nil` when the image lives elsewhere.
    package var repository: Fact<RepositoryFact>?
    package var image: Fact<ImageFact>?
    /// By `SecretReference.identifier`; one entry for each secret of the plan.
    package var secrets: [String: Fact<SecretFact>]
    /// By `SecretReference.identifier`; one entry for each parameter of the plan.
    package var parameters: [String: Fact<ParameterFact>]
    package var logGroup: Fact<LogGroupFact>?
    package var targetGroup: Fact<TargetGroupFact>?
    /// The load balancers in front of the target group.
    package var loadBalancers: Fact<[LoadBalancerFact]>?
    /// Permissions asked about, in the order asked.
    package var permissions: [PermissionFact]
    /// How long earlier releases took from a task's start to its first passing check, where that was recorded.
    package var usualBoot: Duration?
    /// Why ECS itself could not be asked: without it nothing can be deployed, whatever the other facts say.
    package var obstacle: Problem?

    // What follows is filled in by collectors after the start; a fact that nobody asked about is `nil` or empty.

    /// What this run would register, in the form of a registered one: the same rules judge both.
    package var definition: TaskDefinitionFact?
    /// By what the plan or the service calls them, a name or an ARN.
    package var roles: [String: Fact<RoleFact>] = [:]
    /// `AWSServiceRoleForECS`.
    package var serviceLinkedRole: Fact<RoleFact>?
    /// When our own credentials end.
    package var credentialsExpireAt: Moment?
    /// The network that the tasks stand in.
    package var network: Fact<NetworkFact>?
    /// The most memory that the running release used in the last week, in per cent of what its tasks have.
    package var memoryPeak: Fact<Double>?
    /// What the application is told to reach, from its variables and secrets; the hosts only.
    package var addresses: [AddressFact] = []
    package var databases: Fact<[DatabaseFact]>?
    package var quotas: [QuotaFact] = []
    /// Container instances of the cluster; `nil` where tasks run on Fargate.
    package var instances: Fact<[InstanceFact]>?
    package var capacityProviders: Fact<[CapacityProviderFact]>?
    package var certificates: [String: Fact<CertificateFact>] = [:]
    package var alarms: Fact<[AlarmFact]>?
    /// What a rollback would go back to.
    package var lastGood: Fact<LastGoodFact>?
    package var scaling: Fact<ScalingFact>?
    /// ARNs of tasks under protection and until when.
    package var protectedTasks: [String: Moment] = [:]
    /// Whether this run can make the image; `nil` where it is there already.
    package var imageMaking: Fact<ImageMakingFact>?
    /// How the image is to be run, and which of the files that matter are in it.
    package var imageContents: Fact<ImageContentsFact>?
    /// What the same service is given in the manifest's other environments.
    package var siblings: [SiblingFact] = []
    /// Names of variables that the application says it reads, from its contract file.
    package var contract: Fact<[String]>?
    /// Stacks that own the service, or that were asked about.
    package var stacks: [String: Fact<StackFact>] = [:]
    package var fileSystems: [String: Fact<FileSystemFact>] = [:]
    /// The service's `volumeConfigurations`.
    package var managedVolumes: Fact<[ManagedVolumeFact]>?
    package var environmentFiles: [String: Fact<EnvironmentFileFact>] = [:]
    /// What a probe task with the service's own roles, network and secrets saw.
    package var probe: Fact<ProbeFact>?
    /// Schedules that start tasks of this family: the rule's name and the task definition that it names.
    package var schedules: Fact<[PlainVariable]>?
    /// Actions that were refused while the facts were collected, sorted: also those whose answer is only part of a fact.
    package var unanswered: [String] = []

    package init(
        takenAt: Moment, caller: Fact<CallerFact>? = nil, cluster: Fact<ClusterFact>? = nil,
        service: Fact<ServiceFact>? = nil, taskDefinition: Fact<TaskDefinitionFact>? = nil,
        repository: Fact<RepositoryFact>? = nil, image: Fact<ImageFact>? = nil,
        secrets: [String: Fact<SecretFact>] = [:], parameters: [String: Fact<ParameterFact>] = [:],
        logGroup: Fact<LogGroupFact>? = nil, targetGroup: Fact<TargetGroupFact>? = nil,
        loadBalancers: Fact<[LoadBalancerFact]>? = nil, permissions: [PermissionFact] = [], usualBoot: Duration? = nil,
        obstacle: Problem? = nil
    ) {
        self.takenAt = takenAt
        self.caller = caller
        self.cluster = cluster
        self.service = service
        self.taskDefinition = taskDefinition
        self.repository = repository
        self.image = image
        self.secrets = secrets
        self.parameters = parameters
        self.logGroup = logGroup
        self.targetGroup = targetGroup
        self.loadBalancers = loadBalancers
        self.permissions = permissions
        self.usualBoot = usualBoot
        self.obstacle = obstacle
    }
}

/// Who AWS says we are.
package struct CallerFact: Hashable, Sendable, Codable {
    package var account: String
    package var arn: String

    package init(account: String, arn: String) {
        self.account = account
        self.arn = arn
    }
}

/// Whether an action is allowed to someone.
package struct PermissionFact: Hashable, Sendable, Codable {
    /// `deployer`, or a role's ARN.
    package var principal: String
    /// Such as `ecs:UpdateService`.
    package var action: String
    package var resource: String
    /// `known(true)` allowed, `known(false)` refused.
    package var allowed: Fact<Bool>

    package init(principal: String, action: String, resource: String, allowed: Fact<Bool>) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.allowed = allowed
    }
}
