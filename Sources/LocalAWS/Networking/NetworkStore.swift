import AWSRuntime
import AWSServices

/// The networks of one account in one region, in the words of EC2's own answers. Pure: time comes from outside.
///
/// It begins with the default VPC that AWS gives every account: three public subnets in three zones, an internet
/// gateway, a main route table, a security group and a network ACL.
struct NetworkStore: Sendable {
    let scope: CloudScope
    var ids: NetworkIDs
    var vpcs = OrderedTable<String, StoredVPC>()
    var subnets = OrderedTable<String, EC2.Subnet>()
    var routeTables = OrderedTable<String, EC2.RouteTable>()
    var internetGateways = OrderedTable<String, EC2.InternetGateway>()
    var natGateways = OrderedTable<String, EC2.NatGateway>()
    var endpoints = OrderedTable<String, EC2.VpcEndpoint>()
    var securityGroups = OrderedTable<String, EC2.SecurityGroup>()
    var networkACLs = OrderedTable<String, EC2.NetworkAcl>()
    var addresses: [String: String] = [:]
    /// Addresses that something else takes, by subnet: so many are left, whatever the tasks use.
    var freeAddresses: [String: Int] = [:]

    struct StoredVPC: Sendable {
        var vpc: EC2.Vpc
        /// `enableDnsSupport`.
        var resolvesNames = true
        /// `enableDnsHostnames`; on only in the default VPC until somebody asks for it.
        var givesNames = false
    }

    init(scope: CloudScope) {
        self.scope = scope
        ids = NetworkIDs(scope)
        makeDefault()
    }

    private mutating func makeDefault() {
        let vpc = addVPC("172.31.0.0/16", tags: [], isDefault: true)
        let gateway = ids.next("igw")
        internetGateways[gateway] = EC2.InternetGateway(
            attachments: [EC2.InternetGatewayAttachment(state: .unknown("available"), vpcId: vpc)],
            internetGatewayId: gateway, ownerId: scope.account, tags: [])
        if let main = mainTable(of: vpc)?.routeTableId {
            routeTables.update(main) { table in
                table.routes?.append(
                    EC2.Route(
                        destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway, origin: .createRoute, state: .active))
            }
        }
        for (index, zone) in Zones.names(scope.region).enumerated() {
            let subnet = addSubnet("172.31.\(index * 16).0/20", of: vpc, zone: zone, tags: [])
            subnets.update(subnet) { subnet in
                subnet.defaultForAz = true
                subnet.mapPublicIpOnLaunch = true
            }
        }
    }

    // MARK: VPCs

    mutating func createVPC(_ cidr: String, tags: [EC2.Tag]) throws -> EC2.Vpc {
        guard let network = IPv4Network(cidr), network.description == cidr else {
            throw AWSServiceError.ec2("InvalidParameterValue", "Value (\(cidr)) for parameter cidrBlock is invalid.")
        }
        guard (16...28).contains(network.prefix) else {
            throw AWSServiceError.ec2("InvalidVpc.Range", "The CIDR '\(cidr)' is invalid.")
        }
        let id = addVPC(cidr, tags: tags, isDefault: false)
        return try vpc(id).vpc
    }

    private mutating func addVPC(_ cidr: String, tags: [EC2.Tag], isDefault: Bool) -> String {
        let id = ids.next("vpc")
        let association = EC2.VpcCidrBlockAssociation(
            associationId: ids.next("vpc-cidr-assoc"), cidrBlock: cidr,
            cidrBlockState: EC2.VpcCidrBlockState(state: .associated))
        vpcs[id] = StoredVPC(
            vpc: EC2.Vpc(
                ownerId: scope.account, instanceTenancy: .default, cidrBlockAssociationSet: [association],
                isDefault: isDefault, tags: tags, vpcId: id, state: .available, cidrBlock: cidr,
                dhcpOptionsId: ids.next("dopt")), givesNames: isDefault)
        _ = addRouteTable(of: id, cidr: cidr, isMain: true, tags: [])
        _ = addSecurityGroup("default", "default VPC security group", of: id, tags: [])
        addACL(of: id)
        return id
    }

    func vpc(_ id: String) throws -> StoredVPC {
        guard let vpc = vpcs[id] else {
            throw AWSServiceError.ec2("InvalidVpcID.NotFound", "The vpc ID '\(id)' does not exist")
        }
        return vpc
    }

    private mutating func addACL(of vpc: String) {
        let id = ids.next("acl")
        networkACLs[id] = EC2.NetworkAcl(
            associations: [],
            entries: [true, false].flatMap { egress in
                [
                    EC2.NetworkAclEntry(
                        cidrBlock: "0.0.0.0/0", egress: egress, protocol: "-1", ruleAction: .allow, ruleNumber: 100),
                    EC2.NetworkAclEntry(
                        cidrBlock: "0.0.0.0/0", egress: egress, protocol: "-1", ruleAction: .deny, ruleNumber: 32_767),
                ]
            }, isDefault: true, networkAclId: id, tags: [], vpcId: vpc, ownerId: scope.account)
    }

    // MARK: Subnets

    mutating func createSubnet(_ input: EC2.CreateSubnetRequest, tags: [EC2.Tag]) throws -> EC2.Subnet {
        let vpc = try vpc(input.vpcId).vpc
        guard let cidr = input.cidrBlock else {
            throw AWSServiceError.ec2("MissingParameter", "Either 'cidrBlock' or 'ipv6CidrBlock' should be provided.")
        }
        guard let network = IPv4Network(cidr), network.description == cidr, (16...28).contains(network.prefix) else {
            throw AWSServiceError.ec2("InvalidSubnet.Range", "The CIDR '\(cidr)' is invalid.")
        }
        guard let whole = vpc.cidrBlock.flatMap({ IPv4Network($0) }), whole.prefix <= network.prefix,
            whole.overlaps(network)
        else {
            throw AWSServiceError.ec2("InvalidSubnet.Range", "The CIDR '\(cidr)' is invalid.")
        }
        let others = subnets.all.filter { $0.vpcId == input.vpcId }.compactMap {
            $0.cidrBlock.flatMap { IPv4Network($0) }
        }
        guard !others.contains(where: network.overlaps) else {
            throw AWSServiceError.ec2(
                "InvalidSubnet.Conflict", "The CIDR '\(cidr)' conflicts with another subnet")
        }
        let zones = Zones.names(scope.region)
        let zone =
            input.availabilityZone ?? zones.first { Zones.id(of: $0, region: scope.region) == input.availabilityZoneId }
        let chosen = zone ?? (input.availabilityZoneId == nil ? zones[0] : "")
        guard zones.contains(chosen) else {
            let given = input.availabilityZone ?? input.availabilityZoneId ?? ""
            throw AWSServiceError.ec2(
                "InvalidParameterValue",
                "Value (\(given)) for parameter availabilityZone is invalid. Subnets can currently only be created in "
                    + "the following availability zones: \(zones.joined(separator: ", ")).")
        }
        let id = addSubnet(cidr, of: input.vpcId, zone: chosen, tags: tags)
        return try subnet(id)
    }

    private mutating func addSubnet(_ cidr: String, of vpc: String, zone: String, tags: [EC2.Tag]) -> String {
        let id = ids.next("subnet")
        subnets[id] = EC2.Subnet(
            availabilityZoneId: Zones.id(of: zone, region: scope.region), mapCustomerOwnedIpOnLaunch: false,
            ownerId: scope.account, assignIpv6AddressOnCreation: false, ipv6CidrBlockAssociationSet: [], tags: tags,
            subnetArn: "arn:aws:ec2:\(scope.region):\(scope.account):subnet/\(id)", enableDns64: false,
            ipv6Native: false, subnetId: id, state: .available, vpcId: vpc, cidrBlock: cidr, availabilityZone: zone,
            defaultForAz: false, mapPublicIpOnLaunch: false)
        let association = EC2.NetworkAclAssociation(
            networkAclAssociationId: ids.next("aclassoc"), networkAclId: nil, subnetId: id)
        if let acl = networkACLs.all.first(where: { $0.vpcId == vpc && $0.isDefault == true })?.networkAclId {
            networkACLs.update(acl) { held in
                var named = association
                named.networkAclId = acl
                held.associations?.append(named)
            }
        }
        return id
    }

    func subnet(_ id: String) throws -> EC2.Subnet {
        guard let subnet = subnets[id] else {
            throw AWSServiceError.ec2("InvalidSubnetID.NotFound", "The subnet ID '\(id)' does not exist")
        }
        return subnet
    }

    /// How many addresses of a subnet nothing uses: AWS keeps five of each.
    func freeAddresses(of subnet: EC2.Subnet, taken: Int) -> Int {
        let id = subnet.subnetId ?? ""
        if let told = freeAddresses[id] { return told }
        let size = subnet.cidrBlock.flatMap { IPv4Network($0) }.map { Int($0.size) } ?? 0
        let ours =
            natGateways.all.count { $0.subnetId == id }
            + endpoints.all.count { $0.subnetIds?.contains(id) == true && $0.vpcEndpointType == .interface }
        return max(0, size - 5 - taken - ours)
    }
}
