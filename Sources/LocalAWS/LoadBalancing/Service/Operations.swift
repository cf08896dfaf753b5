import AWSRuntime
import AWSServices

extension ElasticLoadBalancing {
    /// What it answers. Operations and members that are not here are refused by name.
    package nonisolated func operations() -> OperationTable {
        var table = OperationTable(service: ELBv2.service)
        loadBalancerOperations(&table)
        targetGroupOperations(&table)
        targetOperations(&table)
        listenerOperations(&table)
        ruleOperations(&table)
        tagOperations(&table)
        return table
    }
}

extension OperationTable {
    /// An operation whose refusals are the service's errors, and whose other members than `honoured` are refused.
    mutating func on<O: AWSOperation>(
        _ operation: O.Type, honouring honoured: [String],
        answer: @escaping @Sendable (O.Input, ELB.Scope) async throws -> O.Output
    ) {
        on(operation) { input, context in
            do {
                try ELB.onlyHonoured(input.awsValue, honoured, in: O.name)
                return try await answer(input, ELB.Scope(account: context.account, region: context.region))
            } catch let refusal as ELB.Refusal {
                throw refusal.shape
            }
        }
    }
}

// Load balancers.
extension ElasticLoadBalancing {
    private nonisolated func loadBalancerOperations(_ table: inout OperationTable) {
        table.on(
            ELBv2.CreateLoadBalancer.self,
            honouring: [
                "Name", "Subnets", "SubnetMappings", "SecurityGroups", "Scheme", "Tags", "Type", "IpAddressType",
            ]
        ) { input, scope in try await self.createLoadBalancer(input, scope) }
        table.on(
            ELBv2.DescribeLoadBalancers.self, honouring: ["LoadBalancerArns", "Names", "Marker", "PageSize"]
        ) { input, scope in try await self.describeLoadBalancers(input, scope) }
        table.on(ELBv2.DeleteLoadBalancer.self, honouring: ["LoadBalancerArn"]) { input, scope in
            try await self.deleteLoadBalancer(input.loadBalancerArn, scope)
            return .init()
        }
        table.on(ELBv2.DescribeLoadBalancerAttributes.self, honouring: ["LoadBalancerArn"]) { input, scope in
            let found = try await self.store.loadBalancerAttributes(input.loadBalancerArn, in: scope)
            return .init(attributes: found.all.map { .init(key: $0.key, value: $0.value) })
        }
        table.on(ELBv2.ModifyLoadBalancerAttributes.self, honouring: ["LoadBalancerArn", "Attributes"]) {
            input, scope in
            let values = input.attributes.map { ($0.key ?? "", $0.value ?? "") }
            let changed = try await self.modifyLoadBalancerAttributes(input.loadBalancerArn, values, scope)
            return .init(attributes: changed.all.map { .init(key: $0.key, value: $0.value) })
        }
    }

    private func createLoadBalancer(
        _ input: ELBv2.CreateLoadBalancerInput, _ scope: ELB.Scope
    ) async throws -> ELBv2.CreateLoadBalancerOutput {
        try ELB.only(input.type?.rawValue, "application", in: "CreateLoadBalancer.Type")
        try ELB.only(input.ipAddressType?.rawValue, "ipv4", in: "CreateLoadBalancer.IpAddressType")
        guard let scheme = ELB.LoadBalancer.Scheme(rawValue: input.scheme?.rawValue ?? "internet-facing") else {
            throw ELB.Refusal(.invalidScheme, "The scheme '\(input.scheme?.rawValue ?? "")' is not valid")
        }
        for mapping in input.subnetMappings ?? [] {
            try ELB.onlyHonoured(mapping.awsValue, ["SubnetId"], in: "SubnetMappings")
        }
        guard input.subnets == nil || input.subnetMappings == nil else {
            throw ELB.Refusal.invalid("Subnets and subnet mappings cannot be specified at the same time")
        }
        let new = ELB.NewLoadBalancer(
            name: input.name, scheme: scheme,
            subnets: input.subnets ?? (input.subnetMappings ?? []).compactMap(\.subnetId),
            securityGroups: input.securityGroups ?? [], tags: ELB.tags(input.tags))
        let (id, now) = (newID(), time.now())
        let made = try change { store throws(ELB.Refusal) in
            try store.createLoadBalancer(new, id: id, at: now, in: scope)
        }
        if let dnsName = try await openFrontDoor(of: made.arn) {
            var named = made
            named.dnsName = dnsName
            return .init(loadBalancers: [named.awsShape(isNew: made.dnsName == nil)])
        }
        throw ELB.Refusal(.loadBalancerNotFound, "Load balancer '\(made.arn)' was deleted while it was being created")
    }

    /// - Returns: the name that it has now; nil when the load balancer was deleted meanwhile.
    private func openFrontDoor(of arn: String) async throws -> String? {
        let port: Int
        do {
            port = try await open(.loadBalancer(arn), preferring: nil)
        } catch {
            // Nobody could reach it.
            store.loadBalancers.removeAll { $0.arn == arn }
            throw error
        }
        guard store.loadBalancers.contains(where: { $0.arn == arn }) else {
            await close(.loadBalancer(arn))
            return nil
        }
        // An address, because not every resolver knows that names under `localhost` are this machine.
        let dnsName = "127.0.0.1:\(port)"
        store.nameLoadBalancer(arn, dnsName: dnsName)
        return dnsName
    }

    private func describeLoadBalancers(
        _ input: ELBv2.DescribeLoadBalancersInput, _ scope: ELB.Scope
    ) throws -> ELBv2.DescribeLoadBalancersOutput {
        let found = try store.describeLoadBalancers(
            arns: input.loadBalancerArns ?? [], names: input.names ?? [], in: scope)
        let page = try ELB.Page(found, marker: input.marker, size: input.pageSize, key: \.arn)
        return .init(loadBalancers: page.elements.map { $0.awsShape() }, nextMarker: page.nextMarker)
    }

    private func deleteLoadBalancer(_ arn: String, _ scope: ELB.Scope) async throws {
        let listeners = store.listeners.filter { $0.loadBalancer == arn }.map(\.arn)
        try change { store throws(ELB.Refusal) in try store.deleteLoadBalancer(arn, in: scope) }
        guard !store.loadBalancers.contains(where: { $0.arn == arn }) else { return }
        for listener in listeners { await close(.listener(listener)) }
        await close(.loadBalancer(arn))
    }

    private func modifyLoadBalancerAttributes(
        _ arn: String, _ values: [(key: String, value: String)], _ scope: ELB.Scope
    ) throws(ELB.Refusal) -> ELB.Attributes {
        try change { store throws(ELB.Refusal) in try store.modifyLoadBalancerAttributes(arn, values, in: scope) }
    }
}
