import SlipwayDomain

/// Gathers what `aws ec2 describe-…` says of a network, and joins it: a subnet's way out stands in its route table, and
/// the state of that way with the gateway.
struct NetworkCollection {
    private var subnets: [JSON] = []
    private var tables: [JSON] = []
    private var gateways: [String: String] = [:]
    private var endpoints: [JSON] = []
    private var groups: [JSON] = []
    private var vpcs: [JSON] = []

    /// Whether the object is a part of a network.
    mutating func take(_ value: JSON) -> Bool {
        if value["SubnetId"] != nil, value["CidrBlock", "AvailabilityZone"] != nil, value["VpcId"] != nil {
            subnets.append(value)
        } else if value["RouteTableId"] != nil, value["Routes"] != nil {
            tables.append(value)
        } else if let id = value["NatGatewayId"]?.text, let state = value["State"]?.text {
            gateways[id] = state
        } else if value["VpcEndpointId"] != nil, value["ServiceName"] != nil {
            endpoints.append(value)
        } else if value["GroupId"] != nil, value["IpPermissions", "IpPermissionsEgress"] != nil {
            groups.append(value)
        } else if value["VpcId"] != nil, value["CidrBlock", "EnableDnsSupport", "EnableDnsHostnames"] != nil {
            vpcs.append(value)
        } else {
            return false
        }
        return true
    }

    /// Nothing where no subnet was described.
    var network: NetworkFact? {
        guard let first = subnets.first else { return nil }
        var vpc = VPCFact(id: first["VpcId"]?.text ?? "")
        for known in vpcs where known["VpcId"]?.text == vpc.id {
            vpc.cidr = known["CidrBlock"]?.text ?? vpc.cidr
            if let on = known["EnableDnsSupport"]?["Value"] { vpc.resolvesNames = on.isTrue }
            if let on = known["EnableDnsHostnames"]?["Value"] { vpc.givesNames = on.isTrue }
        }
        return NetworkFact(
            vpc: vpc, subnets: subnets.map(subnet), securityGroups: groups.map(SecurityGroupFact.init),
            endpoints: endpoints.map(EndpointFact.init))
    }

    private func subnet(_ json: JSON) -> SubnetFact {
        let id = json["SubnetId"]?.text ?? ""
        let vpc = json["VpcId"]?.text ?? ""
        let table = table(of: id, in: vpc)
        let routes = table?["Routes"]?.list ?? []
        let way = routes.first { $0["DestinationCidrBlock"]?.text == "0.0.0.0/0" }
        // Without its route table nobody knows where a subnet leads.
        let egress = table == nil ? SubnetFact.Egress.elsewhere("an unknown route table") : way.map(egress) ?? .none
        var subnet = SubnetFact(
            id: id, vpc: vpc, zone: json["AvailabilityZone"]?.text ?? "", egress: egress)
        subnet.zoneID = json["AvailabilityZoneId"]?.text
        subnet.cidr = json["CidrBlock"]?.text ?? ""
        subnet.freeAddresses = json["AvailableIpAddressCount"]?.number
        let used = Set(routes.compactMap { $0["GatewayId"]?.text })
        subnet.gatewayEndpoints = endpoints.map(EndpointFact.init).filter { $0.isGateway && used.contains($0.id) }
            .map(\.service)
        return subnet
    }

    /// The table that names the subnet, else the VPC's main one.
    private func table(of subnet: String, in vpc: String) -> JSON? {
        func associations(_ table: JSON) -> [JSON] { table["Associations"]?.list ?? [] }
        return tables.first { associations($0).contains { $0["SubnetId"]?.text == subnet } }
            ?? tables.first { table in
                table["VpcId"]?.text == vpc && associations(table).contains { $0["Main"]?.isTrue ?? false }
            }
    }

    private func egress(_ route: JSON) -> SubnetFact.Egress {
        if route["State"]?.text == "blackhole" { return .blackhole }
        if let id = route["NatGatewayId"]?.text { return .nat(id: id, state: gateways[id] ?? "available") }
        if let id = route["GatewayId"]?.text, id.hasPrefix("igw-") { return .internetGateway }
        let target = route[
            "TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId", "GatewayId"]
        return .elsewhere(target?.text ?? "another gateway")
    }
}

extension EndpointFact {
    init(_ json: JSON) {
        let name = json["ServiceName"]?.text ?? ""
        // com.amazonaws.REGION.ecr.api
        let short = name.split(separator: ".").dropFirst(3).joined(separator: ".")
        self.init(
            id: json["VpcEndpointId"]?.text ?? "", service: short.isEmpty ? name : short,
            isGateway: json["VpcEndpointType"]?.text == "Gateway", state: json["State"]?.text ?? "available",
            hasPrivateNames: json["PrivateDnsEnabled"]?.isTrue ?? false,
            subnets: (json["SubnetIds"]?.list ?? []).compactMap(\.text),
            securityGroups: (json["Groups"]?.list ?? []).compactMap { $0["GroupId"]?.text })
    }
}

extension SecurityGroupFact {
    init(_ json: JSON) {
        self.init(
            id: json["GroupId"]?.text ?? "", vpc: json["VpcId"]?.text ?? "",
            inbound: (json["IpPermissions"]?.list ?? []).flatMap(TrafficRule.rules),
            outbound: (json["IpPermissionsEgress"]?.list ?? []).flatMap(TrafficRule.rules))
    }
}

extension TrafficRule {
    /// One rule for each other side that a permission names.
    static func rules(_ json: JSON) -> [TrafficRule] {
        let proto = json["IpProtocol"]?.text ?? "-1"
        var ports: ClosedRange<Int>?
        if proto != "-1", let from = json["FromPort"]?.number, let to = json["ToPort"]?.number, from >= 0, from <= to {
            ports = from...to
        }
        func peers(_ list: String, _ key: String, _ make: (String) -> Peer) -> [Peer] {
            (json[list]?.list ?? []).compactMap { $0[key]?.text.map(make) }
        }
        let all =
            peers("IpRanges", "CidrIp") { .addresses($0) } + peers("UserIdGroupPairs", "GroupId") { .group($0) }
            + peers("PrefixListIds", "PrefixListId") { .prefixList($0) }
        return all.map { TrafficRule(proto: proto, ports: ports, peer: $0) }
    }
}
