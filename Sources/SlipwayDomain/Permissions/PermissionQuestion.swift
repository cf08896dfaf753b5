/// Whether somebody may do something: what is asked of IAM's simulation before a deployment.
package struct PermissionQuestion: Hashable, Sendable {
    /// Whoever runs Slipway, as `PermissionFact.principal` calls him.
    package static let deployer = "deployer"
    /// A release goes without it, but says less about what fails.
    package static let logReading = "logs:GetLogEvents"

    /// ECS makes its own role on its first use, for whoever has this.
    package static let linkedRole = "iam:CreateServiceLinkedRole"

    /// `deployer`, or a role's ARN.
    package var principal: String
    package var action: String
    package var resource: String
    /// What the call would carry, by its condition key.
    package var context: [PlainVariable]

    package init(principal: String, action: String, resource: String, context: [PlainVariable] = []) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }

    /// Questions that one call can ask: each action on each resource.
    package struct Batch: Hashable, Sendable {
        package var principal: String
        package var context: [PlainVariable]
        package var actions: [String]
        package var resources: [String]

        package var questions: [PermissionQuestion] {
            resources.flatMap { resource in
                actions.map {
                    PermissionQuestion(principal: principal, action: $0, resource: resource, context: context)
                }
            }
        }
    }

    /// As few calls as there can be without asking what nobody wanted to know.
    package static func batches(_ questions: [PermissionQuestion]) -> [Batch] {
        var single: [Batch] = []
        for question in questions {
            let index = single.firstIndex {
                $0.principal == question.principal && $0.context == question.context
                    && $0.resources == [question.resource]
            }
            if let index {
                if !single[index].actions.contains(question.action) { single[index].actions.append(question.action) }
            } else {
                single.append(
                    Batch(
                        principal: question.principal, context: question.context, actions: [question.action],
                        resources: [question.resource]))
            }
        }
        return single.reduce(into: []) { batches, next in
            let index = batches.firstIndex {
                $0.principal == next.principal && $0.context == next.context && $0.actions == next.actions
                    && $0.resources != ["*"] && next.resources != ["*"]
            }
            if let index { batches[index].resources += next.resources } else { batches.append(next) }
        }
    }
}

extension PermissionQuestion {
    /// All questions that a plan raises, given what is known: whoever deploys first, then the execution role.
    package static func all(for plan: ServicePlan, _ facts: Facts) -> [PermissionQuestion] {
        let questions = ofDeployer(plan, facts) + ofExecutionRole(plan, facts)
        var seen: Set<PermissionQuestion> = []
        return questions.filter { seen.insert($0).inserted }
    }

    /// Recipes P-IAM-2 and P-IAM-5: what a deployment changes, and cannot do without.
    private static func ofDeployer(_ plan: ServicePlan, _ facts: Facts) -> [PermissionQuestion] {
        guard let caller = facts.caller?.value else { return [] }
        let base =
            "arn:\(PolicyResources.partition(ofRegion: plan.service.region)):ecs:\(plan.service.region):"
            + "\(caller.account):"
        let path = "\(plan.service.clusterName)/\(plan.service.name)"
        var wanted: [(action: String, resource: String)] = [("ecs:RegisterTaskDefinition", "*")]
        let isNew = facts.service == .missing
        wanted.append((isNew ? "ecs:CreateService" : "ecs:UpdateService", "\(base)service/\(path)"))
        wanted.append(("ecs:DescribeServiceDeployments", "\(base)service-deployment/\(path)/*"))
        if plan.deployment.rollback, !isNew {
            wanted.append(("ecs:StopServiceDeployment", "\(base)service-deployment/\(path)/*"))
        }
        if plan.targetGroup != nil { wanted.append(("elasticloadbalancing:DescribeTargetHealth", "*")) }
        if !plan.before.isEmpty {
            wanted.append(("ecs:RunTask", "\(base)task-definition/\(plan.family):*"))
            wanted.append(("ecs:StopTask", "\(base)task/\(plan.service.clusterName)/*"))
        }
        if plan.image.repository != nil, let repository = repository(plan, facts) {
            wanted.append(("ecr:GetAuthorizationToken", "*"))
            let pushes = [
                "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart",
                "ecr:CompleteLayerUpload", "ecr:PutImage",
            ]
            wanted += pushes.map { ($0, repository) }
        }
        let logs =
            "arn:\(PolicyResources.partition(ofRegion: plan.service.region)):logs:\(plan.service.region):"
            + "\(caller.account):log-group:\(plan.logs.group):log-stream:*"
        wanted.append((logReading, logs))
        let passed = [PlainVariable(name: "iam:PassedToService", value: "ecs-tasks.amazonaws.com")]
        let roles = [plan.roles.execution, plan.roles.task].compactMap { $0 }.compactMap { roleARN($0, plan, facts) }
        var questions =
            wanted.map { PermissionQuestion(principal: deployer, action: $0.action, resource: $0.resource) }
            + roles.map {
                PermissionQuestion(principal: deployer, action: "iam:PassRole", resource: $0, context: passed)
            }
        if isNew, facts.serviceLinkedRole == .missing {
            questions.append(
                PermissionQuestion(
                    principal: deployer, action: linkedRole, resource: "*",
                    context: [PlainVariable(name: "iam:AWSServiceName", value: "ecs.amazonaws.com")]))
        }
        return questions
    }

    /// Recipes P-IMG-7 and P-SEC-4, and the permissions of P-TD-6.
    private static func ofExecutionRole(_ plan: ServicePlan, _ facts: Facts) -> [PermissionQuestion] {
        guard let name = plan.roles.execution, let role = roleARN(name, plan, facts) else { return [] }
        var wanted: [(action: String, resource: String)] = []
        if let repository = repository(plan, facts) {
            wanted.append(("ecr:GetAuthorizationToken", "*"))
            for action in ["BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"] {
                wanted.append(("ecr:\(action)", repository))
            }
        }
        for binding in plan.secrets {
            let id = binding.reference.identifier
            switch binding.reference.store {
            case .secretsManager:
                let secret = facts.secrets[id]?.value
                guard let arn = binding.reference.isARN ? id : secret?.arn else { continue }
                wanted.append(("secretsmanager:GetSecretValue", arn))
                if let key = secret?.key?.value, !key.isManagedByAWS { wanted.append(("kms:Decrypt", key.arn)) }
            case .parameterStore:
                guard let arn = binding.reference.isARN ? id : facts.parameters[id]?.value?.arn else { continue }
                wanted.append(("ssm:GetParameters", arn))
            }
        }
        if let account = facts.caller?.value?.account {
            let partition = PolicyResources.partition(ofRegion: plan.service.region)
            let group = "arn:\(partition):logs:\(plan.service.region):\(account):log-group:\(plan.logs.group):*"
            wanted += [("logs:CreateLogStream", group), ("logs:PutLogEvents", group)]
        }
        return wanted.map { PermissionQuestion(principal: role, action: $0.action, resource: $0.resource) }
    }

    /// Of the task role, what the execution role was refused.
    package static func ofOtherRole(
        after answers: [PermissionFact], _ plan: ServicePlan, _ facts: Facts
    ) -> [PermissionQuestion] {
        guard let own = plan.roles.execution.flatMap({ roleARN($0, plan, facts) }),
            let other = plan.roles.task.flatMap({ roleARN($0, plan, facts) }), own != other
        else { return [] }
        return answers.filter { $0.principal == own && $0.allowed == .known(false) }.map {
            PermissionQuestion(principal: other, action: $0.action, resource: $0.resource)
        }
    }

    /// A role's ARN; nothing for one that is not there, and where nobody knows our account.
    private static func roleARN(_ name: String, _ plan: ServicePlan, _ facts: Facts) -> String? {
        switch facts.roles[name] {
        case .known(let role)?: return role.arn
        case .missing?: return nil
        default:
            if name.hasPrefix("arn:") { return name }
            guard let account = facts.caller?.value?.account else { return nil }
            let partition = PolicyResources.partition(ofRegion: plan.service.region)
            return "arn:\(partition):iam::\(account):role/\(name)"
        }
    }

    /// The ECR repository's ARN; nothing where the image lives elsewhere.
    private static func repository(_ plan: ServicePlan, _ facts: Facts) -> String? {
        guard case .known(let found)? = facts.repository else { return nil }
        let reference = try? ImageReference(parsing: found.uri)
        let region = reference?.ecr?.region ?? plan.service.region
        guard let account = reference?.ecr?.account ?? facts.caller?.value?.account else { return nil }
        return "arn:\(PolicyResources.partition(ofRegion: region)):ecr:\(region):\(account):repository/\(found.name)"
    }
}
