package import AWSRuntime

extension ELB {
    /// What `CreateLoadBalancer` asks for.
    package struct NewLoadBalancer: Hashable, Sendable {
        package var name: String
        package var scheme: LoadBalancer.Scheme
        package var subnets: [String]
        package var securityGroups: [String]
        package var tags: [Tag]

        package init(
            name: String, scheme: LoadBalancer.Scheme = .internetFacing, subnets: [String],
            securityGroups: [String] = [], tags: [Tag] = []
        ) {
            self.name = name
            self.scheme = scheme
            self.subnets = subnets
            self.securityGroups = securityGroups
            self.tags = tags
        }
    }
}

extension ELB.Store {
    /// Creates it, or finds the one that was created with the same settings before.
    /// - Parameter id: 16 hexadecimal digits, used once.
    package mutating func createLoadBalancer(
        _ new: ELB.NewLoadBalancer, id: String, at now: Timestamp, in scope: Scope
    ) throws(Refusal) -> ELB.LoadBalancer {
        try Self.checkName(new.name, of: "load balancer")
        guard !new.name.hasPrefix("internal-") else {
            throw .invalid("The load balancer name '\(new.name)' cannot begin with 'internal-'")
        }
        guard new.subnets.count >= 2, Set(new.subnets).count == new.subnets.count else {
            throw .invalid("At least two subnets in two different Availability Zones must be specified")
        }
        try Self.checkTags(new.tags)
        if let found = loadBalancers.first(where: { $0.name == new.name && $0.scope == scope }) {
            guard
                found.scheme == new.scheme, found.subnets == new.subnets, found.tags == new.tags,
                found.securityGroups == new.securityGroups
            else {
                throw Refusal(
                    .duplicateLoadBalancerName,
                    "A load balancer with the same name '\(new.name)' exists, but with different settings")
            }
            return found
        }
        guard loadBalancers.count(where: { $0.scope == scope }) < ELB.Quota.loadBalancers else {
            throw Refusal(.tooManyLoadBalancers, "The maximum number of load balancers has been reached")
        }
        let made = ELB.LoadBalancer(
            arn: scope.loadBalancerARN(name: new.name, id: id), name: new.name, scope: scope, scheme: new.scheme,
            subnets: new.subnets, securityGroups: new.securityGroups, createdTime: now, tags: new.tags)
        loadBalancers.append(made)
        return made
    }

    /// Those of one account and region: all, or the named ones, each of which must be there.
    package func describeLoadBalancers(
        arns: [String] = [], names: [String] = [], in scope: Scope
    ) throws(Refusal) -> [ELB.LoadBalancer] {
        let own = loadBalancers.filter { $0.scope == scope }
        guard arns.isEmpty || names.isEmpty else {
            throw .invalid("Load balancer ARNs and names cannot be specified at the same time")
        }
        if arns.contains(where: { arn in !own.contains { $0.arn == arn } }) {
            throw Refusal(.loadBalancerNotFound, "One or more load balancers not found")
        }
        let missing = names.filter { name in !own.contains { $0.name == name } }
        guard missing.isEmpty else {
            throw Refusal(.loadBalancerNotFound, "Load balancers '[\(missing.joined(separator: ", "))]' not found")
        }
        return own.filter { (arns.isEmpty || arns.contains($0.arn)) && (names.isEmpty || names.contains($0.name)) }
    }

    /// Deletes it with its listeners and rules; one that is not there is no error. Its target groups stay.
    package mutating func deleteLoadBalancer(_ arn: String, in scope: Scope) throws(Refusal) {
        guard let index = loadBalancers.firstIndex(where: { $0.arn == arn && $0.scope == scope }) else { return }
        guard !loadBalancers[index].attributes.isProtectedFromDeletion else {
            throw Refusal(
                .operationNotPermitted,
                "Load balancer '\(arn)' cannot be deleted because deletion protection is enabled")
        }
        let gone = Set(listeners.filter { $0.loadBalancer == arn }.map(\.arn))
        rules.removeAll { gone.contains($0.listener) }
        listeners.removeAll { gone.contains($0.arn) }
        loadBalancers.remove(at: index)
        refreshUse()
    }

    package func loadBalancerAttributes(_ arn: String, in scope: Scope) throws(Refusal) -> ELB.Attributes {
        loadBalancers[try loadBalancerIndex(arn, scope)].attributes
    }

    package mutating func modifyLoadBalancerAttributes(
        _ arn: String, _ values: [(key: String, value: String)], in scope: Scope
    ) throws(Refusal) -> ELB.Attributes {
        let index = try loadBalancerIndex(arn, scope)
        try loadBalancers[index].attributes.set(values)
        return loadBalancers[index].attributes
    }

    /// Tells where its listeners are reached, once a socket is bound.
    package mutating func nameLoadBalancer(_ arn: String, dnsName: String) {
        guard let index = loadBalancers.firstIndex(where: { $0.arn == arn }) else { return }
        loadBalancers[index].dnsName = dnsName
    }
}
