import SlipwayDomain

extension TaskDefinitionFact {
    /// What was registered, or runs already, from the plan that it was made of.
    init(_ plan: TaskDefinitionPlan, arn: String) {
        self.init(
            arn: arn, family: plan.family, revision: arn.split(separator: ":").last.flatMap { Int($0) } ?? 0,
            cpu: plan.cpu, memory: plan.memory, platform: plan.platform, networkMode: "awsvpc",
            executionRole: plan.executionRole, taskRole: plan.taskRole,
            containers: plan.containers.map { container in
                var fact = ContainerFact(
                    name: container.name, image: container.image, essential: container.isEssential,
                    ports: container.ports, command: container.command, entryPoint: container.entryPoint,
                    variables: container.variables.map(\.name), secrets: container.secrets,
                    healthCommand: container.health?.command ?? [],
                    healthStartPeriod: container.health?.startPeriod, logDriver: container.logs.map { _ in "awslogs" },
                    logGroup: container.logs?.group, logStreamPrefix: container.logs?.streamPrefix,
                    stopTimeout: container.stopTimeout)
                fact.healthInterval = container.health?.interval
                fact.healthRetries = container.health?.retries
                return fact
            })
        compatibilities = ["FARGATE"]
        contentHash = plan.contentHash
    }
}

extension DefinitionBuilder {
    /// What a plan would register, given the facts: nothing while an ARN or the image's digest is not known.
    static func expected(_ plan: ServicePlan, _ facts: Facts) -> TaskDefinitionPlan? {
        guard case .reference(let reference) = plan.image, let digest = facts.image?.value?.digest else { return nil }
        var image = reference
        if reference.registry == nil, let uri = facts.repository?.value?.uri {
            guard let named = try? ImageReference(parsing: uri) else { return nil }
            image = named
        }
        var arns: [String: String] = [:]
        for (id, fact) in facts.secrets { arns[id] = fact.value?.arn }
        for (id, fact) in facts.parameters { arns[id] = fact.value?.arn }
        let (execution, task) = (role(plan.roles.execution, facts), role(plan.roles.task, facts))
        guard (plan.roles.execution == nil) == (execution == nil), (plan.roles.task == nil) == (task == nil) else {
            return nil
        }
        let resolved = Resolved(
            image: image.pinned(to: digest), secretARNs: arns, executionRole: execution, taskRole: task)
        // A secret without an ARN: another fact tells of it.
        return try? definition(plan, resolved)
    }

    /// As a release resolves it: in the caller's account.
    private static func role(_ name: String?, _ facts: Facts) -> String? {
        guard let name, !name.hasPrefix("arn:") else { return name }
        guard let caller = facts.caller?.value else { return nil }
        let partition = caller.arn.split(separator: ":").dropFirst().first.map(String.init) ?? "aws"
        return "arn:\(partition):iam::\(caller.account):role/\(name)"
    }
}
