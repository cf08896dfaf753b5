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
