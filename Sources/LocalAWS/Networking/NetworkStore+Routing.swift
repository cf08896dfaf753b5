import AWSRuntime
import AWSServices

/// Ways in and out: route tables, gateways, endpoints.
extension NetworkStore {
    // MARK: Route tables

    mutating func addRouteTable(of vpc: String, cidr: String, isMain: Bool, tags: [EC2.Tag]) -> String {
        let id = ids.next("rtb")
        var associations: [EC2.RouteTableAssociation] = []
        if isMain {
            associations.append(
                EC2.RouteTableAssociation(
                    main: true, routeTableAssociationId: ids.next("rtbassoc"), routeTableId: id,
                    associationState: EC2.RouteTableAssociationState(state: .associated)))
        }
        routeTables[id] = EC2.RouteTable(
            associations: associations, propagatingVgws: [], routeTableId: id,
            routes: [
                EC2.Route(
                    destinationCidrBlock: cidr, gatewayId: "local", origin: .createRouteTable, state: .active)
            ], tags: tags, vpcId: vpc, ownerId: scope.account)
        return id
    }

    func mainTable(of vpc: String) -> EC2.RouteTable? {
        routeTables.all.first { $0.vpcId == vpc && $0.associations?.contains { $0.main == true } == true }
    }

    func routeTable(_ id: String) throws -> EC2.RouteTable {
        guard let table = routeTables[id] else {
            throw AWSServiceError.ec2("InvalidRouteTableID.NotFound", "The routeTable ID '\(id)' does not exist")
        }
        return table
    }

    /// - Returns: the id of the association.
    mutating func associate(_ tableID: String, with subnetID: String) throws -> String {
        let table = try routeTable(tableID)
        let subnet = try subnet(subnetID)
        guard table.vpcId == subnet.vpcId else {
            throw AWSServiceError.ec2(
                "InvalidParameterValue", "Route table \(tableID) and subnet \(subnetID) belong to different networks")
        }
        for other in routeTables.all {
            guard let id = other.routeTableId,
                let held = other.associations?.first(where: { $0.subnetId == subnetID })
            else { continue }
            if id == tableID { return held.routeTableAssociationId ?? "" }
            throw AWSServiceError.ec2(
                "Resource.AlreadyAssociated",
                "the specified association for route table \(tableID) conflicts with an existing association")
        }
        let association = ids.next("rtbassoc")
        routeTables.update(tableID) { table in
            table.associations?.append(
                EC2.RouteTableAssociation(
                    main: false, routeTableAssociationId: association, routeTableId: tableID, subnetId: subnetID,
                    associationState: EC2.RouteTableAssociationState(state: .associated)))
        }
        return association
    }

    // MARK: Routes

    mutating func createRoute(_ input: EC2.CreateRouteRequest) throws {
        let table = try routeTable(input.routeTableId)
        guard let destination = input.destinationCidrBlock, let network = IPv4Network(destination),
            network.description == destination
        else {
            throw AWSServiceError.ec2(
                "InvalidParameterValue",
                "Value (\(input.destinationCidrBlock ?? "")) for parameter destinationCidrBlock is invalid. "
                    + "This is not a valid CIDR block.")
        }
        guard table.routes?.contains(where: { $0.destinationCidrBlock == destination }) == false else {
            throw AWSServiceError.ec2("RouteAlreadyExists", "The route identified by \(destination) already exists.")
        }
        let targets = [input.gatewayId, input.natGatewayId, input.transitGatewayId, input.vpcPeeringConnectionId]
        guard targets.compactMap(\.self).count == 1 else {
            throw AWSServiceError.ec2(
                "MissingParameter",
                "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, "
                    + "vpcPeeringConnectionId or transitGatewayId"
            )
        }
        if let gateway = input.gatewayId {
            guard internetGateways[gateway]?.attachments?.contains(where: { $0.vpcId == table.vpcId }) == true else {
                throw AWSServiceError.ec2(
                    "InvalidGatewayID.NotFound", "The gateway ID '\(gateway)' does not exist")
            }
        }
        if let nat = input.natGatewayId, natGateways[nat] == nil {
            throw AWSServiceError.ec2("InvalidNatGatewayID.NotFound", "The natGateway ID '\(nat)' does not exist")
        }
        routeTables.update(input.routeTableId) { table in
            table.routes?.append(
                EC2.Route(
                    destinationCidrBlock: destination, gatewayId: input.gatewayId, natGatewayId: input.natGatewayId,
                    transitGatewayId: input.transitGatewayId, origin: .createRoute, state: .active,
                    vpcPeeringConnectionId: input.vpcPeeringConnectionId))
        }
    }

    mutating func deleteRoute(_ destination: String, from tableID: String) throws {
        let table = try routeTable(tableID)
        guard let route = table.routes?.first(where: { $0.destinationCidrBlock == destination }) else {
            throw AWSServiceError.ec2(
                "InvalidRoute.NotFound",
                "no route with destination-cidr-block \(destination) in route table \(tableID)")
        }
        guard route.gatewayId != "local" else {
            throw AWSServiceError.ec2(
                "InvalidParameterValue", "cannot remove local route \(destination) in route table \(tableID)")
        }
        routeTables.update(tableID) { table in
            table.routes?.removeAll { $0.destinationCidrBlock == destination }
        }
    }

    /// What every describe shows: a route to a NAT gateway that is gone is a black hole.
    func routeTableWithStates(_ table: EC2.RouteTable) -> EC2.RouteTable {
        var table = table
        table.routes = table.routes?.map { route in
            var route = route
            if let nat = route.natGatewayId, natGateways[nat]?.state.map({ $0 == .deleted || $0 == .failed }) ?? true {
                route.state = .blackhole
            }
            return route
        }
        return table
    }

    // MARK: Gateways

    mutating func createInternetGateway(tags: [EC2.Tag]) -> EC2.InternetGateway {
        let id = ids.next("igw")
        let gateway = EC2.InternetGateway(attachments: [], internetGatewayId: id, ownerId: scope.account, tags: tags)
        internetGateways[id] = gateway
        return gateway
    }

    mutating func attach(_ gatewayID: String, to vpcID: String) throws {
        _ = try vpc(vpcID)
        guard let gateway = internetGateways[gatewayID] else {
            throw AWSServiceError.ec2(
                "InvalidInternetGatewayID.NotFound", "The internetGateway ID '\(gatewayID)' does not exist")
        }
        guard gateway.attachments?.isEmpty ?? true,
            !internetGateways.all.contains(where: { $0.attachments?.contains { $0.vpcId == vpcID } == true })
        else {
            throw AWSServiceError.ec2(
                "Resource.AlreadyAssociated",
                "resource \(gatewayID) is already attached to network \(gateway.attachments?.first?.vpcId ?? vpcID)")
        }
        internetGateways.update(gatewayID) { gateway in
            gateway.attachments = [EC2.InternetGatewayAttachment(state: .unknown("available"), vpcId: vpcID)]
        }
    }

    mutating func allocateAddress() -> (id: String, address: String) {
        let id = ids.next("eipalloc")
        // A range that is reserved for examples: no one can reach it, whatever is tried.
        let address = IPv4Network.text(0xCB00_7100 + UInt32(1 + addresses.count % 254))
        addresses[id] = address
        return (id, address)
    }

    mutating func createNAT(
        _ input: EC2.CreateNatGatewayRequest, tags: [EC2.Tag], at now: Timestamp
    ) throws -> EC2.NatGateway {
        let subnet = try subnet(input.subnetId ?? "")
        let isPublic = input.connectivityType != .private
        var publicAddress: String?
        if isPublic {
            guard let allocation = input.allocationId else {
                throw AWSServiceError.ec2("MissingParameter", "The request must include the AllocationId parameter.")
            }
            guard let address = addresses[allocation] else {
                throw AWSServiceError.ec2(
                    "InvalidAllocationID.NotFound", "The allocation ID '\(allocation)' does not exist")
            }
            publicAddress = address
        }
        let id = ids.next("nat")
        let first = subnet.cidrBlock.flatMap { IPv4Network($0) }?.first ?? 0
        let address = EC2.NatGatewayAddress(
            allocationId: input.allocationId, networkInterfaceId: ids.next("eni"),
            privateIp: IPv4Network.text(first + 4), publicIp: publicAddress, isPrimary: true, status: .succeeded)
        let gateway = EC2.NatGateway(
            createTime: now, natGatewayAddresses: [address], natGatewayId: id, state: .available,
            subnetId: subnet.subnetId, vpcId: subnet.vpcId, tags: tags,
            connectivityType: input.connectivityType ?? .public)
        natGateways[id] = gateway
        return gateway
    }

    // MARK: Endpoints

    mutating func createEndpoint(
        _ input: EC2.CreateVpcEndpointRequest, tags: [EC2.Tag], at now: Timestamp
    ) throws -> EC2.VpcEndpoint {
        let vpc = try vpc(input.vpcId)
        guard let service = input.serviceName, service.hasPrefix("com.amazonaws.\(scope.region).") else {
            throw AWSServiceError.ec2(
                "InvalidServiceName", "The Vpc Endpoint Service '\(input.serviceName ?? "")' does not exist")
        }
        let type = input.vpcEndpointType ?? .gateway
        let isGateway = type == .gateway
        if isGateway, !["s3", "dynamodb"].contains(String(service.split(separator: ".").last ?? "")) {
            throw AWSServiceError.ec2(
                "InvalidParameter", "Endpoint type (Gateway) does not match available service types ([Interface]).")
        }
        for table in input.routeTableIds ?? [] { _ = try routeTable(table) }
        for id in input.subnetIds ?? [] { _ = try subnet(id) }
        var groups = input.securityGroupIds ?? []
        if !isGateway, groups.isEmpty {
            groups = securityGroups.all.filter { $0.vpcId == input.vpcId && $0.groupName == "default" }.compactMap(
                \.groupId)
        }
        let named = try groups.map { try securityGroup($0) }
        let isPrivate = isGateway ? false : input.privateDnsEnabled ?? true
        guard !isPrivate || (vpc.resolvesNames && vpc.givesNames) else {
            throw AWSServiceError.ec2(
                "InvalidParameter",
                "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
                    + "for \(input.vpcId)")
        }
        let id = ids.next("vpce")
        let endpoint = EC2.VpcEndpoint(
            vpcEndpointId: id, vpcEndpointType: type, vpcId: input.vpcId, serviceName: service, state: .available,
            policyDocument: input.policyDocument ?? Self.openPolicy, routeTableIds: input.routeTableIds ?? [],
            subnetIds: input.subnetIds ?? [],
            groups: named.map { EC2.SecurityGroupIdentifier(groupId: $0.groupId, groupName: $0.groupName) },
            privateDnsEnabled: isPrivate, requesterManaged: false,
            networkInterfaceIds: isGateway ? [] : (input.subnetIds ?? []).map { _ in ids.next("eni") }, dnsEntries: [],
            creationTimestamp: now, tags: tags, ownerId: scope.account)
        endpoints[id] = endpoint
        if isGateway, let list = prefixLists.first(where: { $0.prefixListName == service })?.prefixListId {
            for table in input.routeTableIds ?? [] {
                routeTables.update(table) { table in
                    table.routes?.append(
                        EC2.Route(
                            destinationPrefixListId: list, gatewayId: id, origin: .createRoute, state: .active))
                }
            }
        }
        return endpoint
    }

    /// - Returns: the ids that were not there.
    mutating func deleteEndpoints(_ wanted: [String]) -> [String] {
        let missing = wanted.filter { endpoints[$0] == nil }
        for id in wanted {
            endpoints[id] = nil
            for table in routeTables.keys {
                routeTables.update(table) { table in table.routes?.removeAll { $0.gatewayId == id } }
            }
        }
        return missing
    }

    static let openPolicy =
        #"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#

    /// AWS's own lists of the addresses behind gateway endpoints; the addresses themselves are made up.
    var prefixLists: [EC2.PrefixList] {
        var ids = NetworkIDs(scope)
        return ["s3", "dynamodb"].map { service in
            EC2.PrefixList(
                cidrs: ["198.51.100.0/24"], prefixListId: ids.next("pl"),
                prefixListName: "com.amazonaws.\(scope.region).\(service)")
        }
    }
}
