/// ARNs of what plans name.
package enum PolicyResources {
    /// The AWS partition of a region.
    package static func partition(ofRegion region: String) -> String {
        if region.hasPrefix("cn-") { return "aws-cn" }
        return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// Sorted, each once; empty where the plans name nothing of the kind.
    static func of(_ target: RequiredAction.Target, _ plans: [ServicePlan], account: String) -> [String] {
        let all = plans.flatMap { resources(target, $0, account) }
        return all.contains("*") ? ["*"] : Set(all).sorted()
    }

    private static func resources(
        _ target: RequiredAction.Target, _ plan: ServicePlan, _ account: String
    ) -> [String] {
        let service = plan.service
        let partition = partition(ofRegion: service.region)
        let base = "arn:\(partition)"
        let (cluster, name) = (service.clusterName, service.name)
        func here(_ kind: String) -> String { "\(base):\(kind):\(service.region):\(account)" }
        switch target {
        case .everything: return ["*"]
        case .cluster: return ["\(here("ecs")):cluster/\(cluster)"]
        case .service: return ["\(here("ecs")):service/\(cluster)/\(name)"]
        case .serviceDeployments: return ["\(here("ecs")):service-deployment/\(cluster)/\(name)/*"]
        case .serviceRevisions: return ["\(here("ecs")):service-revision/\(cluster)/\(name)/*"]
        case .tasks: return ["\(here("ecs")):task/\(cluster)/*"]
        case .taskDefinitions: return ["\(here("ecs")):task-definition/\(plan.family):*"]
        case .containerInstances: return ["\(here("ecs")):container-instance/\(cluster)/*"]
        case .repository: return [repository(plan, here("ecr"), base)].compactMap(\.self)
        case .secrets: return secrets(plan, .secretsManager) { "\(here("secretsmanager")):secret:\($0)-??????" }
        case .parameters:
            return secrets(plan, .parameterStore) { name in
                "\(here("ssm")):parameter\(name.hasPrefix("/") ? "" : "/")\(name)"
            }
        case .keys: return plan.secrets.isEmpty ? [] : ["\(here("kms")):key/*"]
        case .logGroup: return ["\(here("logs")):log-group:\(plan.logs.group):*"]
        case .logStreams: return ["\(here("logs")):log-group:\(plan.logs.group):log-stream:*"]
        case .roles, .passedRoles:
            let roles = [plan.roles.execution, plan.roles.task].compactMap(\.self)
            // Looked at, but nobody hands it over.
            let linked = target == .roles ? ["aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"] : []
            return (roles + linked).map { role in
                role.hasPrefix("arn:") ? role : "\(base):iam::\(account):role/\(role)"
            }
        case .certificates: return plan.targetGroup == nil ? [] : ["\(here("acm")):certificate/*"]
        case .rules: return ["\(here("events")):rule/*"]
        case .stacks: return ["\(here("cloudformation")):stack/*"]
        }
    }

    private static func secrets(
        _ plan: ServicePlan, _ store: SecretReference.Store, _ arn: (String) -> String
    ) -> [String] {
        plan.secrets.map(\.reference).filter { $0.store == store }.map { $0.isARN ? $0.identifier : arn($0.identifier) }
    }

    private static func repository(_ plan: ServicePlan, _ here: String, _ base: String) -> String? {
        switch plan.image {
        case .build(let build): return "\(here):repository/\(build.repository)"
        case .executable(let executable): return "\(here):repository/\(executable.repository)"
        case .reference(let reference):
            if let ecr = reference.ecr {
                return "\(base):ecr:\(ecr.region):\(ecr.account):repository/\(reference.repository)"
            }
            // A name without a registry is looked for in ECR first.
            return reference.registry == nil ? "\(here):repository/\(reference.repository)" : nil
        }
    }
}
