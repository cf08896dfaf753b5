extension ELB {
    /// What `CreateTargetGroup` asks for.
    package struct NewTargetGroup: Hashable, Sendable {
        package var name: String
        package var port: Int
        package var vpc: String?
        package var targetType: TargetGroup.TargetType
        package var healthCheck: HealthCheckChange
        package var tags: [Tag]

        package init(
            name: String, port: Int, vpc: String? = nil, targetType: TargetGroup.TargetType = .instance,
            healthCheck: HealthCheckChange = HealthCheckChange(), tags: [Tag] = []
        ) {
            self.name = name
            self.port = port
            self.vpc = vpc
            self.targetType = targetType
            self.healthCheck = healthCheck
            self.tags = tags
        }
    }
}

extension ELB.Store {
    /// Creates it, or finds the one that was created with the same settings before.
    package mutating func createTargetGroup(
        _ new: ELB.NewTargetGroup, id: String, in scope: Scope
    ) throws(Refusal) -> ELB.TargetGroup {
        try Self.checkName(new.name, of: "target group")
        guard (1...65535).contains(new.port) else {
            throw .invalid("Port '\(new.port)' must be in the range 1-65535 inclusive")
        }
        try Self.checkTags(new.tags)
        let healthCheck = try ELB.HealthCheck().applying(new.healthCheck)
        if let found = targetGroups.first(where: { $0.name == new.name && $0.scope == scope }) {
            guard
                found.port == new.port, found.vpc == new.vpc, found.targetType == new.targetType,
                found.healthCheck == healthCheck, found.tags == new.tags
            else {
                throw Refusal(
                    .duplicateTargetGroupName,
                    "A target group with the same name '\(new.name)' exists, but with different settings")
            }
            return found
        }
        guard targetGroups.count(where: { $0.scope == scope }) < ELB.Quota.targetGroups else {
            throw Refusal(.tooManyTargetGroups, "The maximum number of target groups has been reached")
        }
        let made = ELB.TargetGroup(
            arn: scope.targetGroupARN(name: new.name, id: id), name: new.name, scope: scope, port: new.port,
            vpc: new.vpc, targetType: new.targetType, healthCheck: healthCheck, tags: new.tags)
        targetGroups.append(made)
        return made
    }

    /// All, or the named ones, or those of a load balancer.
    package func describeTargetGroups(
        arns: [String] = [], names: [String] = [], loadBalancer: String? = nil, in scope: Scope
    ) throws(Refusal) -> [ELB.TargetGroup] {
        guard [!arns.isEmpty, !names.isEmpty, loadBalancer != nil].count(where: { $0 }) <= 1 else {
            throw .invalid(
                "Only one of target group ARNs, target group names and a load balancer ARN can be specified")
        }
        let own = targetGroups.filter { $0.scope == scope }
        if let loadBalancer {
            _ = try loadBalancerIndex(loadBalancer, scope)
            return own.filter { loadBalancers(using: $0.arn).contains(loadBalancer) }
        }
        if arns.contains(where: { arn in !own.contains { $0.arn == arn } })
            || names.contains(where: { name in !own.contains { $0.name == name } })
        {
            throw Refusal(.targetGroupNotFound, "One or more target groups not found")
        }
        return own.filter { (arns.isEmpty || arns.contains($0.arn)) && (names.isEmpty || names.contains($0.name)) }
    }

    package mutating func modifyTargetGroup(
        _ arn: String, _ change: ELB.HealthCheckChange, in scope: Scope
    ) throws(Refusal) -> ELB.TargetGroup {
        let index = try targetGroupIndex(arn, scope)
        targetGroups[index].healthCheck = try targetGroups[index].healthCheck.applying(change)
        return targetGroups[index]
    }

    /// One that is not there is no error.
    package mutating func deleteTargetGroup(_ arn: String, in scope: Scope) throws(Refusal) {
        guard let index = targetGroups.firstIndex(where: { $0.arn == arn && $0.scope == scope }) else { return }
        guard loadBalancers(using: arn).isEmpty else {
            throw Refusal(.resourceInUse, "Target group '\(arn)' is currently in use by a listener or a rule")
        }
        targetGroups.remove(at: index)
    }

    package func targetGroupAttributes(_ arn: String, in scope: Scope) throws(Refusal) -> ELB.Attributes {
        targetGroups[try targetGroupIndex(arn, scope)].attributes
    }

    package mutating func modifyTargetGroupAttributes(
        _ arn: String, _ values: [(key: String, value: String)], in scope: Scope
    ) throws(Refusal) -> ELB.Attributes {
        let index = try targetGroupIndex(arn, scope)
        try targetGroups[index].attributes.set(values)
        return targetGroups[index].attributes
    }
}
