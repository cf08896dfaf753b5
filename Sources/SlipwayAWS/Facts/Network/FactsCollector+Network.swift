import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// The databases that the application is told to reach, and the network with the groups of all that matters there.
    func surroundings(
        of plan: ServicePlan, _ facts: Facts
    ) async -> (network: Fact<NetworkFact>?, databases: Fact<[DatabaseFact]>?) {
        let databases = await databases(at: facts.addresses)
        let groups =
            (facts.loadBalancers?.value ?? []).flatMap(\.securityGroups)
            + (databases?.value ?? []).flatMap(\.securityGroups)
        guard let settings = plan.network ?? facts.service?.value?.settings.network else { return (nil, databases) }
        return (await network(settings, others: groups), databases)
    }

    /// - Parameter others: security groups beside the service's own.
    private func network(_ settings: NetworkSettings, others: [String]) async -> Fact<NetworkFact> {
        await .of { () throws(Gap) in
            async let subnetAnswer = subnets(settings.subnets)
            async let ownAnswer = securityGroups(settings.securityGroups)
            let subnets = try await subnetAnswer.known()
            let own = try await ownAnswer.known()
            guard let vpc = subnets.first?.vpc ?? own.first?.vpc else { throw .missing }
            async let vpcAnswer = self.vpc(vpc)
            async let endpointAnswer = endpoints(in: vpc)
            async let defaultAnswer = settings.securityGroups.isEmpty ? defaultGroup(of: vpc) : .known([])
            async let ways = ways(out: vpc)
            async let lists = openSubnets(in: vpc)
            let endpoints = try await endpointAnswer.known()
            let standard = try await defaultAnswer.known()
            let known = Set((own + standard).map(\.id))
            let rest = Set(others + endpoints.flatMap(\.fact.securityGroups)).subtracting(known).sorted()
            let further = try await securityGroups(rest).known()
            let routes = try await ways.known()
            let isOpen = try await lists.known()
            var network = NetworkFact(
                vpc: try await vpcAnswer.known(),
                subnets: subnets.map {
                    routes.applied(to: $0, endpoints, isOpen: isOpen[$0.id] ?? isOpen["*"] ?? true)
                },
                securityGroups: own + standard + further, endpoints: endpoints.map(\.fact))
            let there = Set(subnets.map(\.id) + own.map(\.id))
            network.missing = (settings.subnets + settings.securityGroups).filter { !there.contains($0) }
            return network
        }
    }

    private static func filter(_ name: String, _ values: [String]) -> [EC2.Filter] {
        [EC2.Filter(name: name, values: values)]
    }

    /// In the order asked for. Asked by filter: an id that is not there is then left out, not an error for all.
    private func subnets(_ ids: [String]) async -> Fact<[SubnetFact]> {
        guard !ids.isEmpty else { return .known([]) }
        return await .of { () throws(Gap) in
            let input = EC2.DescribeSubnetsRequest(filters: Self.filter("subnet-id", ids))
            let found = try await all(clients.ec2.describeSubnetsPages(input)) { $0.subnets }.map(SubnetFact.init)
            return ids.compactMap { id in found.first { $0.id == id } }
        }
    }

    private func securityGroups(_ ids: [String]) async -> Fact<[SecurityGroupFact]> {
        guard !ids.isEmpty else { return .known([]) }
        return await .of { () throws(Gap) in
            let input = EC2.DescribeSecurityGroupsRequest(filters: Self.filter("group-id", ids))
            let found = try await all(clients.ec2.describeSecurityGroupsPages(input)) { $0.securityGroups }
                .map(SecurityGroupFact.init)
            return ids.compactMap { id in found.first { $0.id == id } }
        }
    }

    /// What a task gets that names no group.
    private func defaultGroup(of vpc: String) async -> Fact<[SecurityGroupFact]> {
        await .of { () throws(Gap) in
            let filters = Self.filter("vpc-id", [vpc]) + Self.filter("group-name", ["default"])
            let input = EC2.DescribeSecurityGroupsRequest(filters: filters)
            return try await all(clients.ec2.describeSecurityGroupsPages(input)) { $0.securityGroups }
                .map(SecurityGroupFact.init)
        }
    }

    private func vpc(_ id: String) async -> Fact<VPCFact> {
        await .of { () throws(Gap) in
            async let resolves = attribute("enableDnsSupport", of: id)
            async let names = attribute("enableDnsHostnames", of: id)
            let input = EC2.DescribeVpcsRequest(filters: Self.filter("vpc-id", [id]))
            let found = try await all(clients.ec2.describeVpcsPages(input)) { $0.vpcs }.first
            var fact = VPCFact(id: id, resolvesNames: try await resolves.known(), givesNames: try await names.known())
            fact.cidr = found?.cidrBlock ?? ""
            return fact
        }
    }

    private func attribute(_ name: String, of vpc: String) async -> Fact<Bool> {
        await .of { () throws(Gap) in
            let answer = try await ask(
                EC2.DescribeVpcAttribute.self,
                EC2.DescribeVpcAttributeRequest(attribute: .init(rawValue: name), vpcId: vpc),
                missing: ["InvalidVpcID.NotFound"])
            return (answer.enableDnsSupport ?? answer.enableDnsHostnames)?.value ?? false
        }
    }

    private func endpoints(in vpc: String) async -> Fact<[RoutedEndpoint]> {
        await .of { () throws(Gap) in
            let input = EC2.DescribeVpcEndpointsRequest(filters: Self.filter("vpc-id", [vpc]))
            return try await all(clients.ec2.describeVpcEndpointsPages(input)) { $0.vpcEndpoints }
                .map(RoutedEndpoint.init)
        }
    }

    private func ways(out vpc: String) async -> Fact<WaysOut> {
        await .of { () throws(Gap) in
            let input = EC2.DescribeRouteTablesRequest(filters: Self.filter("vpc-id", [vpc]))
            var ways = WaysOut(try await all(clients.ec2.describeRouteTablesPages(input)) { $0.routeTables })
            let gateways = ways.natGateways
            if !gateways.isEmpty {
                let input = EC2.DescribeNatGatewaysRequest(filter: Self.filter("nat-gateway-id", gateways))
                for found in try await all(clients.ec2.describeNatGatewaysPages(input), items: \.natGateways) {
                    ways.states[found.natGatewayId ?? ""] = found.state?.rawValue ?? "unknown"
                }
            }
            return ways
        }
    }

    /// By subnet, whether its network ACL lets HTTPS out and the answers in; under `*` that of the default one.
    private func openSubnets(in vpc: String) async -> Fact<[String: Bool]> {
        await .of { () throws(Gap) in
            let input = EC2.DescribeNetworkAclsRequest(filters: Self.filter("vpc-id", [vpc]))
            var open: [String: Bool] = [:]
            for list in try await all(clients.ec2.describeNetworkAclsPages(input), items: \.networkAcls) {
                let isOpen = AccessList(list.entries ?? []).isOpen
                if list.isDefault ?? false { open["*"] = isOpen }
                for subnet in (list.associations ?? []).compactMap(\.subnetId) { open[subnet] = isOpen }
            }
            return open
        }
    }
}
