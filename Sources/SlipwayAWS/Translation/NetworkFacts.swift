import AWSServices
import SlipwayDomain

extension SubnetFact {
    init(_ subnet: EC2.Subnet) {
        self.init(
            id: subnet.subnetId ?? "", vpc: subnet.vpcId ?? "", zone: subnet.availabilityZone ?? "", egress: .none)
        zoneID = subnet.availabilityZoneId
        cidr = subnet.cidrBlock ?? ""
        freeAddresses = subnet.availableIpAddressCount
    }
}

extension SecurityGroupFact {
    init(_ group: EC2.SecurityGroup) {
        self.init(
            id: group.groupId ?? "", vpc: group.vpcId ?? "",
            inbound: (group.ipPermissions ?? []).flatMap(TrafficRule.all),
            outbound: (group.ipPermissionsEgress ?? []).flatMap(TrafficRule.all))
    }
}

extension TrafficRule {
    /// One for each peer of a permission. IPv6 ranges are left out: tasks are judged by their IPv4 addresses.
    static func all(in permission: EC2.IpPermission) -> [TrafficRule] {
        let proto = permission.ipProtocol ?? "-1"
        var ports: ClosedRange<Int>?
        // ICMP has types where others have ports, and -1 stands for all.
        if let from = permission.fromPort, let to = permission.toPort, from >= 0, to >= from { ports = from...to }
        let peers =
            (permission.ipRanges ?? []).compactMap(\.cidrIp).map(Peer.addresses)
            + (permission.userIdGroupPairs ?? []).compactMap(\.groupId).map(Peer.group)
            + (permission.prefixListIds ?? []).compactMap(\.prefixListId).map(Peer.prefixList)
        return peers.map { TrafficRule(proto: proto, ports: proto == "-1" ? nil : ports, peer: $0) }
    }
}

/// An endpoint with the route tables that lead to it; interface endpoints have none.
struct RoutedEndpoint: Hashable, Sendable, Codable {
    var fact: EndpointFact
    var routeTables: [String]

    init(_ endpoint: EC2.VpcEndpoint) {
        let isGateway = endpoint.vpcEndpointType?.rawValue == "Gateway"
        fact = EndpointFact(
            id: endpoint.vpcEndpointId ?? "", service: Self.shortName(endpoint.serviceName ?? ""),
            isGateway: isGateway, state: endpoint.state?.rawValue.lowercased() ?? "",
            hasPrivateNames: endpoint.privateDnsEnabled ?? false, subnets: endpoint.subnetIds ?? [],
            securityGroups: (endpoint.groups ?? []).compactMap(\.groupId))
        fact.isPolicyOpen = endpoint.policyDocument.map(Self.isOpen) ?? true
        routeTables = endpoint.routeTableIds ?? []
    }

    /// `ecr.api` of `com.amazonaws.eu-west-1.ecr.api`.
    static func shortName(_ name: String) -> String {
        let parts = name.split(separator: ".")
        guard let start = parts.firstIndex(of: "amazonaws"), parts.count > start + 2 else { return name }
        return parts[(start + 2)...].joined(separator: ".")
    }

    /// Whether everybody may do everything through it.
    private static func isOpen(_ text: String) -> Bool {
        guard let policy = PolicyDocument(text) else { return false }
        let opens = policy.statements.contains { statement in
            statement.isAllow && statement.conditions.isEmpty && statement.actions.contains("*")
                && statement.resources.contains("*")
                && (statement.principals["*"] ?? statement.principals["AWS"] ?? []).contains("*")
        }
        return opens && policy.statements.allSatisfy(\.isAllow)
    }
}

/// Where the default routes of a VPC's subnets lead.
struct WaysOut: Hashable, Sendable, Codable {
    private struct Table: Hashable, Codable {
        var id: String
        var egress: SubnetFact.Egress
    }

    private var bySubnet: [String: Table] = [:]
    private var main: Table?
    /// Of NAT gateways, by their ids.
    var states: [String: String] = [:]

    init(_ tables: [EC2.RouteTable]) {
        for table in tables {
            let entry = Table(id: table.routeTableId ?? "", egress: Self.egress(table.routes ?? []))
            for association in table.associations ?? [] {
                if association.main ?? false { main = entry }
                if let subnet = association.subnetId { bySubnet[subnet] = entry }
            }
        }
    }

    var natGateways: [String] {
        let all = (Array(bySubnet.values) + [main].compactMap(\.self)).compactMap { table -> String? in
            if case .nat(let id, _) = table.egress { id } else { nil }
        }
        return Set(all).sorted()
    }

    private static func egress(_ routes: [EC2.Route]) -> SubnetFact.Egress {
        guard let route = routes.first(where: { $0.destinationCidrBlock == "0.0.0.0/0" }) else { return .none }
        if route.state?.rawValue == "blackhole" { return .blackhole }
        if let id = route.natGatewayId { return .nat(id: id, state: "unknown") }
        if let id = route.gatewayId, id.hasPrefix("igw-") { return .internetGateway }
        let next = [
            route.transitGatewayId, route.vpcPeeringConnectionId, route.networkInterfaceId, route.instanceId,
            route.gatewayId, route.localGatewayId, route.carrierGatewayId, route.coreNetworkArn,
        ].compactMap(\.self).first
        return .elsewhere(next ?? "unknown")
    }

    /// The subnet with its way out: that of its own route table, else of the VPC's main one.
    func applied(to subnet: SubnetFact, _ endpoints: [RoutedEndpoint], isOpen: Bool) -> SubnetFact {
        var subnet = subnet
        subnet.isACLOpen = isOpen
        guard let table = bySubnet[subnet.id] ?? main else { return subnet }
        subnet.egress = table.egress
        // A gateway that AWS no longer describes was deleted.
        if case .nat(let id, _) = table.egress { subnet.egress = .nat(id: id, state: states[id] ?? "deleted") }
        subnet.gatewayEndpoints = endpoints.filter { $0.fact.isGateway && $0.routeTables.contains(table.id) }
            .map(\.fact.service).sorted()
        return subnet
    }
}

/// A network ACL: its entries hold in the order of their numbers, the first that fits decides.
struct AccessList {
    private let entries: [EC2.NetworkAclEntry]

    init(_ entries: [EC2.NetworkAclEntry]) {
        self.entries = entries.sorted { ($0.ruleNumber ?? .max) < ($1.ruleNumber ?? .max) }
    }

    /// Whether HTTPS goes out to anywhere, and answers come in to the ports that Linux connects from.
    var isOpen: Bool { lets(out: true, 443...443) && lets(out: false, 32_768...60_999) }

    /// Entries for a part of the addresses are passed over: they decide about that part only.
    private func lets(out: Bool, _ ports: ClosedRange<Int>) -> Bool {
        for entry in entries where entry.egress == out && entry.cidrBlock == "0.0.0.0/0" {
            guard entry.`protocol` == "-1" || entry.`protocol` == "6" || entry.`protocol` == "tcp" else { continue }
            let range = entry.portRange.map { ($0.from ?? 0)...max($0.from ?? 0, $0.to ?? 65_535) } ?? 0...65_535
            let isAllow = entry.ruleAction?.rawValue == "allow"
            if isAllow, range.lowerBound <= ports.lowerBound, ports.upperBound <= range.upperBound { return true }
            if !isAllow, range.overlaps(ports) { return false }
        }
        return false
    }
}
