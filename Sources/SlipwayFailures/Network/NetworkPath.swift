import SlipwayDomain

/// Whether tasks reach what they need to start, from each of their subnets (recipes P-NET-1, P-NET-2 and P-NET-3).
///
/// Every subnet is judged: ECS spreads tasks over all of them, so one bad subnet fails some of the tasks.
struct NetworkPath {
    /// Something that a task must reach before it runs.
    enum Need: Hashable {
        /// By the short name of its interface endpoint: `ecr.api`, `logs`.
        case service(String)
        /// S3, where ECR keeps layers. ECS reaches it by a gateway endpoint only (facts: ecs-behaviour 5).
        case storage
        /// A registry outside of AWS, for which there is no endpoint: its host.
        case registry(String)

        var name: String {
            switch self {
            case .service(let name), .registry(let name): name
            case .storage: "s3"
            }
        }
    }

    /// What stands in the way.
    enum Flaw: Hashable {
        /// The subnet leads to the internet, and the tasks have no public address.
        case noPublicAddress(SubnetFact, [Need])
        case noRoute(SubnetFact, [Need])
        /// Nothing but endpoints leads out, and these are missing.
        case endpointMissing(SubnetFact, [Need])
        /// The endpoint's security groups let the tasks not in.
        case endpointClosed(EndpointFact, SubnetFact)
        /// The tasks' own security groups let nothing out to these.
        case egressClosed([Need])
        case aclClosed(SubnetFact)
    }

    /// Where a subnet leads.
    enum Way: Hashable {
        case open
        /// It cannot be seen from here where it ends.
        case unseen(String)
        case none
    }

    var network: NetworkFact
    /// Whether tasks get a public address; absent where nobody knows.
    var hasPublicAddress: Bool?
    /// The tasks' security groups.
    var groups: [String]
    var needs: [Need]

    func way(_ subnet: SubnetFact) -> Way {
        switch subnet.egress {
        case .internetGateway: hasPublicAddress.map { $0 ? .open : .none } ?? .unseen("an internet gateway")
        case .nat(_, let state): state == "available" || state == "pending" ? .open : .none
        case .elsewhere(let target): .unseen(target)
        case .blackhole, .none: .none
        }
    }

    /// The interface endpoint that a need is answered by from anywhere in the VPC, whatever else leads out: private DNS
    /// names win.
    func endpoint(for need: Need) -> EndpointFact? {
        guard case .service(let name) = need else { return nil }
        return network.endpoints.first {
            $0.service == name && !$0.isGateway && $0.state == "available" && $0.hasPrivateNames
        }
    }

    /// What no endpoint serves from that subnet.
    func unserved(_ subnet: SubnetFact) -> [Need] {
        needs.filter { need in
            need == .storage ? !subnet.gatewayEndpoints.contains("s3") : endpoint(for: need) == nil
        }
    }

    func flaws(_ subnet: SubnetFact) -> [Flaw] {
        var found: [Flaw] = []
        let unserved = unserved(subnet)
        if way(subnet) == .none, !unserved.isEmpty { found.append(blocked(subnet, unserved)) }
        if !subnet.isACLOpen { found.append(.aclClosed(subnet)) }
        for endpoint in used where letsIn(endpoint, from: subnet) == false {
            found.append(.endpointClosed(endpoint, subnet))
        }
        let closed = needs.filter { letsOut($0, from: subnet) == false }
        if !closed.isEmpty { found.append(.egressClosed(closed)) }
        return found
    }

    /// Interface endpoints that the needs are answered by.
    var used: [EndpointFact] {
        var used: [EndpointFact] = []
        for endpoint in needs.compactMap(endpoint) where !used.contains(endpoint) { used.append(endpoint) }
        return used
    }

    /// Which of three flaws it is that nothing leads out: the way that was meant tells.
    private func blocked(_ subnet: SubnetFact, _ unserved: [Need]) -> Flaw {
        switch subnet.egress {
        case .internetGateway: return .noPublicAddress(subnet, unserved)
        case .nat, .blackhole, .elsewhere: return .noRoute(subnet, unserved)
        case .none:
            let isSealed =
                subnet.gatewayEndpoints.contains("s3") || network.endpoints.contains { !$0.isGateway }
            let isOutside = unserved.contains { if case .registry = $0 { true } else { false } }
            return isSealed && !isOutside ? .endpointMissing(subnet, unserved) : .noRoute(subnet, unserved)
        }
    }

    private func letsIn(_ endpoint: EndpointFact, from subnet: SubnetFact) -> Bool? {
        let theirs = endpoint.securityGroups.compactMap(network.securityGroup)
        guard !theirs.isEmpty, theirs.count == endpoint.securityGroups.count else { return nil }
        return theirs.letsIn(tcp: 443, from: groups, ranges: subnet.cidr.isEmpty ? [] : [subnet.cidr])
    }

    private func letsOut(_ need: Need, from subnet: SubnetFact) -> Bool? {
        let own = groups.compactMap(network.securityGroup)
        guard !own.isEmpty, own.count == groups.count else { return nil }
        if let endpoint = endpoint(for: need) {
            let ranges = endpoint.subnets.map { id in network.subnets.first { $0.id == id }?.cidr ?? "" }
            let known = ranges.allSatisfy { !$0.isEmpty } ? ranges : []
            return own.letsOut(tcp: 443, to: endpoint.securityGroups, ranges: known)
        }
        guard own.letsOut(tcp: 443, to: [], ranges: ["0.0.0.0/0"]) == false else { return true }
        // A rule for some public addresses may be just the right ones.
        let isPartlyOpen = own.flatMap(\.outbound).filter { $0.covers(tcp: 443) }.contains { rule in
            guard case .addresses(let cidr) = rule.peer, let range = AddressRange(cidr) else { return false }
            return !Self.privateRanges.contains { $0.contains(range) }
        }
        return isPartlyOpen ? nil : false
    }

    private static let privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
        .compactMap(AddressRange.init)
}

extension NetworkPath {
    /// What this run's tasks would need.
    init?(_ plan: ServicePlan, _ facts: Facts) {
        guard let network = facts.network?.value, TemplateWords.isFargate(facts) else { return nil }
        let settings = TemplateWords.network(plan, facts)
        self.init(
            network: network, hasPublicAddress: settings?.assignPublicIP, groups: settings?.securityGroups ?? [],
            needs: Self.needs(plan, facts))
    }

    private static func needs(_ plan: ServicePlan, _ facts: Facts) -> [Need] {
        if let definition = facts.definition { return needs(definition) }
        var needs: [Need] = []
        switch plan.image {
        case .build, .executable: needs += registry
        case .reference(let reference): needs += self.needs(reference)
        }
        if plan.secrets.contains(where: { $0.reference.store == .secretsManager }) {
            needs.append(.service("secretsmanager"))
        }
        if plan.secrets.contains(where: { $0.reference.store == .parameterStore }) { needs.append(.service("ssm")) }
        return needs + [.service("logs")]
    }

    /// What a task of that definition needs before it runs.
    static func needs(_ definition: TaskDefinitionFact) -> [Need] {
        var needs: [Need] = []
        func add(_ more: [Need]) { needs += more.filter { !needs.contains($0) } }
        for container in definition.containers {
            if let reference = try? ImageReference(parsing: container.image) { add(self.needs(reference)) }
            for secret in container.secrets {
                add([.service(secret.value.contains(":secretsmanager:") ? "secretsmanager" : "ssm")])
            }
            if container.repositoryCredentials != nil { add([.service("secretsmanager")]) }
            if container.logDriver == "awslogs" { add([.service("logs")]) }
            if !container.environmentFiles.isEmpty { add([.storage]) }
        }
        return needs
    }

    private static let registry: [Need] = [.service("ecr.api"), .service("ecr.dkr"), .storage]

    private static func needs(_ reference: ImageReference) -> [Need] {
        if reference.ecr != nil { return registry }
        let host = reference.registry ?? "docker.io"
        // A registry on this machine is a rehearsal's.
        let isLocal = host.hasPrefix("localhost") || host.hasPrefix("127.")
        return isLocal ? [] : [.registry(host)]
    }
}
