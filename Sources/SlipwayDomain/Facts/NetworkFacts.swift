/// The network that a service's tasks stand in.
package struct NetworkFact: Hashable, Sendable, Codable {
    package var vpc: VPCFact
    /// The service's own subnets, in the order of the plan. Ids that are not there stand in `missing`.
    package var subnets: [SubnetFact]
    /// The service's own security groups, and those of load balancers, endpoints and databases that matter.
    package var securityGroups: [SecurityGroupFact]
    package var endpoints: [EndpointFact]
    /// Ids that the plan names and that AWS does not know.
    package var missing: [String] = []

    package init(
        vpc: VPCFact, subnets: [SubnetFact], securityGroups: [SecurityGroupFact], endpoints: [EndpointFact] = []
    ) {
        self.vpc = vpc
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.endpoints = endpoints
    }

    package func securityGroup(_ id: String) -> SecurityGroupFact? { securityGroups.first { $0.id == id } }
}

/// A VPC.
package struct VPCFact: Hashable, Sendable, Codable {
    package var id: String
    /// `enableDnsSupport`.
    package var resolvesNames: Bool
    /// `enableDnsHostnames`.
    package var givesNames: Bool
    package var cidr: String = ""

    package init(id: String, resolvesNames: Bool = true, givesNames: Bool = true) {
        self.id = id
        self.resolvesNames = resolvesNames
        self.givesNames = givesNames
    }
}

/// A subnet with its way out.
package struct SubnetFact: Hashable, Sendable, Codable {
    /// Where its default route (0.0.0.0/0) leads.
    package enum Egress: Hashable, Sendable, Codable {
        /// To the internet, for those with a public address.
        case internetGateway
        /// Through a NAT gateway in the given state: `available`, `pending`, `failed`, `deleted`…
        case nat(id: String, state: String)
        /// To a transit gateway, firewall, peering or instance: what lies beyond cannot be seen from here.
        case elsewhere(String)
        /// To something that is gone.
        case blackhole
        case none
    }

    package var id: String
    package var vpc: String
    /// Such as `ap-northeast-2a`: each account has its own letters.
    package var zone: String
    /// Such as `apne2-az1`: the same zone for every account.
    package var zoneID: String?
    package var egress: Egress
    package var cidr: String = ""
    package var freeAddresses: Int?
    /// Services whose gateway endpoints its route table leads to: `s3`, `dynamodb`.
    package var gatewayEndpoints: [String] = []
    /// Whether its network ACL lets HTTPS out and the answers in.
    package var isACLOpen = true

    package init(id: String, vpc: String, zone: String, egress: Egress) {
        self.id = id
        self.vpc = vpc
        self.zone = zone
        self.egress = egress
    }
}

/// A security group.
package struct SecurityGroupFact: Hashable, Sendable, Codable {
    package var id: String
    package var vpc: String
    package var inbound: [TrafficRule]
    package var outbound: [TrafficRule]

    package init(id: String, vpc: String, inbound: [TrafficRule] = [], outbound: [TrafficRule] = [.everything]) {
        self.id = id
        self.vpc = vpc
        self.inbound = inbound
        self.outbound = outbound
    }
}

/// What one rule of a security group lets through.
package struct TrafficRule: Hashable, Sendable, Codable {
    /// Whom it speaks of.
    package enum Peer: Hashable, Sendable, Codable {
        case addresses(String)
        case group(String)
        /// A managed prefix list, such as S3's.
        case prefixList(String)
    }

    /// `tcp`, `udp`, `icmp`, or `-1` for all.
    package var proto: String
    /// Absent for all.
    package var ports: ClosedRange<Int>?
    package var peer: Peer

    package init(proto: String = "tcp", ports: ClosedRange<Int>?, peer: Peer) {
        self.proto = proto
        self.ports = ports
        self.peer = peer
    }

    package static let everything = TrafficRule(proto: "-1", ports: nil, peer: .addresses("0.0.0.0/0"))

    /// Whether it speaks of TCP on that port.
    package func covers(tcp port: Int) -> Bool {
        (proto == "tcp" || proto == "6" || proto == "-1") && (ports?.contains(port) ?? true)
    }
}

/// A VPC endpoint.
package struct EndpointFact: Hashable, Sendable, Codable {
    package var id: String
    /// The service's short name: `ecr.api`, `ecr.dkr`, `s3`, `logs`, `secretsmanager`, `ssm`.
    package var service: String
    package var isGateway: Bool
    /// `available`, `pending`…
    package var state: String
    package var hasPrivateNames: Bool
    package var subnets: [String]
    package var securityGroups: [String]
    /// Whether its policy is AWS's open one; a narrower one is not judged.
    package var isPolicyOpen = true

    package init(
        id: String, service: String, isGateway: Bool, state: String = "available", hasPrivateNames: Bool = true,
        subnets: [String] = [], securityGroups: [String] = []
    ) {
        self.id = id
        self.service = service
        self.isGateway = isGateway
        self.state = state
        self.hasPrivateNames = hasPrivateNames
        self.subnets = subnets
        self.securityGroups = securityGroups
    }
}
