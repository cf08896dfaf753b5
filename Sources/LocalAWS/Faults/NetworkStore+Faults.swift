import AWSRuntime
import AWSServices

/// Networks as faults leave them: as if somebody had changed them with EC2's calls.
extension NetworkStore {
    typealias Repair = @Sendable (inout NetworkStore) -> Void

    /// What of a network a fault strikes.
    struct Targets: Hashable, Sendable {
        var subnets: [String] = []
        var securityGroups: [String] = []
        /// Endpoints by id or by the short name of their service, `ecr.api`; empty strikes all.
        var endpoints: [String] = []
        /// Those of databases.
        var databaseGroups: [String] = []
    }

    /// Where a subject is named: itself, or all of a network. Else what tasks stand in; where none does, everything.
    func targets(of subjects: [String], used: TaskUse.Place, databases: [String]) -> Targets {
        var targets = Targets(databaseGroups: databases)
        let named = Set(subjects)
        let isIn: (String, String?) -> Bool = { id, vpc in named.contains(id) || vpc.map(named.contains) ?? false }
        targets.subnets = subnets.all.filter { isIn($0.subnetId ?? "", $0.vpcId) }.compactMap(\.subnetId)
        targets.securityGroups = securityGroups.all.filter { isIn($0.groupId ?? "", $0.vpcId) }.compactMap(\.groupId)
        targets.endpoints = subjects.filter {
            !$0.hasPrefix("subnet-") && !$0.hasPrefix("sg-") && !$0.hasPrefix("vpc-")
        }
        if targets.subnets.isEmpty {
            let stood = used.subnets.filter { subnets[$0] != nil }
            targets.subnets = stood.isEmpty ? subnets.keys : stood
        }
        if targets.securityGroups.isEmpty {
            let carried = used.securityGroups.filter { securityGroups[$0] != nil }
            targets.securityGroups = carried.isEmpty ? securityGroups.keys : carried
        }
        return targets
    }

    /// - Returns: how to put each thing back as it was, in the order in which it was changed.
    mutating func suffer(
        _ fault: CloudFault.NetworkFault, _ targets: Targets, at now: Timestamp
    ) throws -> [Repair] {
        switch fault {
        case .noRoute: return loseRoutes(of: targets)
        case .noPublicAddress: return try leadStraightOut(targets)
        case .endpointMissing: return try loseEndpoints(targets, at: now)
        case .endpointClosed: return try closeEndpoints(targets, at: now)
        case .egressClosed: return targets.securityGroups.compactMap { close($0, .outbound) }
        case .loadBalancerCannotReach: return targets.securityGroups.compactMap { close($0, .inbound) }
        case .databaseUnreachable: return targets.databaseGroups.compactMap { close($0, .inbound) }
        case .namesOff: return networks(of: targets).map { resolveNothing(in: $0) }
        case .addressesUsedUp: return targets.subnets.map { useUp($0) }
        case .otherVPC: return try moveAway(targets)
        }
    }

    private func networks(of targets: Targets) -> [String] {
        vpcs.keys.filter { vpc in targets.subnets.contains { subnets[$0]?.vpcId == vpc } }
    }

    // MARK: Routes

    private static let everywhere = "0.0.0.0/0"

    /// Route tables that the subnets follow: their own, or the network's main one.
    private func tables(of targets: Targets) -> [String] {
        let followed = targets.subnets.map { subnet in
            let own = routeTables.all.first { $0.associations?.contains { $0.subnetId == subnet } == true }
            return (own ?? subnets[subnet]?.vpcId.flatMap(mainTable))?.routeTableId
        }
        return routeTables.keys.filter { followed.contains($0) }
    }

    /// Takes the default route out of a table; nil when it has none.
    private mutating func loseRoute(of table: String) -> Repair? {
        let lost = routeTables[table]?.routes?.filter { $0.destinationCidrBlock == Self.everywhere } ?? []
        guard !lost.isEmpty else { return nil }
        routeTables.update(table) { $0.routes?.removeAll { $0.destinationCidrBlock == Self.everywhere } }
        return { store in
            store.routeTables.update(table) { held in
                held.routes?.removeAll { $0.destinationCidrBlock == Self.everywhere }
                held.routes = (held.routes ?? []) + lost
            }
        }
    }

    private mutating func loseRoutes(of targets: Targets) -> [Repair] {
        tables(of: targets).compactMap { loseRoute(of: $0) }
    }

    private mutating func leadStraightOut(_ targets: Targets) throws -> [Repair] {
        var repairs: [Repair] = []
        for table in tables(of: targets) {
            let way = routeTables[table]?.routes?.first { $0.destinationCidrBlock == Self.everywhere }
            guard let vpc = routeTables[table]?.vpcId, way?.gatewayId?.hasPrefix("igw-") != true else { continue }
            let attached = internetGateways.all.first { $0.attachments?.contains { $0.vpcId == vpc } == true }
            let gateway: String
            if let found = attached?.internetGatewayId {
                gateway = found
            } else {
                gateway = createInternetGateway(tags: []).internetGatewayId ?? ""
                try attach(gateway, to: vpc)
                repairs.append { $0.internetGateways[gateway] = nil }
            }
            let before = loseRoute(of: table)
            routeTables.update(table) { held in
                held.routes?.append(
                    EC2.Route(
                        destinationCidrBlock: Self.everywhere, gatewayId: gateway, origin: .createRoute, state: .active)
                )
            }
            repairs.append { store in
                store.routeTables.update(table) { $0.routes?.removeAll { $0.gatewayId == gateway } }
                before?(&store)
            }
        }
        return repairs
    }

    // MARK: Endpoints

    /// Services without which no task on Fargate starts that has secrets and a log.
    private static let needed = ["ecr.api", "ecr.dkr", "secretsmanager", "ssm", "logs"]

    private func interfaces(in vpc: String, _ targets: Targets) -> [EC2.VpcEndpoint] {
        endpoints.all.filter { endpoint in
            let service = endpoint.serviceName ?? ""
            return endpoint.vpcId == vpc && endpoint.vpcEndpointType == .interface
                && (targets.endpoints.isEmpty
                    || targets.endpoints.contains { $0 == endpoint.vpcEndpointId || service.hasSuffix(".\($0)") })
        }
    }

    /// Seals the subnets, so that they live on endpoints, and takes those away.
    private mutating func loseEndpoints(_ targets: Targets, at now: Timestamp) throws -> [Repair] {
        var repairs = loseRoutes(of: targets)
        let tables = tables(of: targets)
        for vpc in networks(of: targets) {
            for endpoint in interfaces(in: vpc, targets) {
                let id = endpoint.vpcEndpointId ?? ""
                endpoints[id] = nil
                repairs.append { $0.endpoints[id] = endpoint }
            }
            let own = tables.filter { routeTables[$0]?.vpcId == vpc }
            let isSealed = endpoints.all.contains { $0.vpcId == vpc && $0.vpcEndpointType == .gateway }
            guard !isSealed else { continue }
            // The gateway to S3 shows that the subnets are meant to live on endpoints.
            let input = EC2.CreateVpcEndpointRequest(
                vpcEndpointType: .gateway, vpcId: vpc, serviceName: "com.amazonaws.\(scope.region).s3",
                routeTableIds: own)
            let id = try createEndpoint(input, tags: [], at: now).vpcEndpointId ?? ""
            repairs.append { _ = $0.deleteEndpoints([id]) }
        }
        return repairs
    }

    /// Lets nobody into the endpoints; makes those that tasks need where there are none.
    private mutating func closeEndpoints(_ targets: Targets, at now: Timestamp) throws -> [Repair] {
        var repairs: [Repair] = []
        for vpc in networks(of: targets) {
            let closed = addSecurityGroup("fault-closed", "lets nobody in", of: vpc, tags: [])
            repairs.append { $0.securityGroups[closed] = nil }
            let present = interfaces(in: vpc, targets)
            for endpoint in present {
                let id = endpoint.vpcEndpointId ?? ""
                endpoints.update(id) {
                    $0.groups = [EC2.SecurityGroupIdentifier(groupId: closed, groupName: "fault-closed")]
                }
                repairs.append { store in store.endpoints.update(id) { $0.groups = endpoint.groups } }
            }
            guard present.isEmpty else { continue }
            let names = vpcs[vpc]
            vpcs.update(vpc) { ($0.resolvesNames, $0.givesNames) = (true, true) }
            repairs.append { $0.vpcs[vpc] = names }
            let own = targets.subnets.filter { subnets[$0]?.vpcId == vpc }
            for service in targets.endpoints.isEmpty ? Self.needed : targets.endpoints {
                let input = EC2.CreateVpcEndpointRequest(
                    vpcEndpointType: .interface, vpcId: vpc, serviceName: "com.amazonaws.\(scope.region).\(service)",
                    subnetIds: own, securityGroupIds: [closed], privateDnsEnabled: true)
                let id = try createEndpoint(input, tags: [], at: now).vpcEndpointId ?? ""
                repairs.append { _ = $0.deleteEndpoints([id]) }
            }
        }
        return repairs
    }

    // MARK: Security groups, names, addresses

    private mutating func close(_ group: String, _ direction: Direction) -> Repair? {
        guard let before = securityGroups[group] else { return nil }
        securityGroups.update(group) { held in
            switch direction {
            case .inbound: held.ipPermissions = []
            case .outbound: held.ipPermissionsEgress = []
            }
        }
        return { store in
            store.securityGroups.update(group) { held in
                switch direction {
                case .inbound: held.ipPermissions = before.ipPermissions
                case .outbound: held.ipPermissionsEgress = before.ipPermissionsEgress
                }
            }
        }
    }

    private mutating func resolveNothing(in vpc: String) -> Repair {
        let before = vpcs[vpc]?.resolvesNames ?? true
        vpcs.update(vpc) { $0.resolvesNames = false }
        return { store in store.vpcs.update(vpc) { $0.resolvesNames = before } }
    }

    private mutating func useUp(_ subnet: String) -> Repair {
        let before = freeAddresses[subnet]
        freeAddresses[subnet] = 0
        return { $0.freeAddresses[subnet] = before }
    }

    /// Security groups that belong to a network of their own.
    private mutating func moveAway(_ targets: Targets) throws -> [Repair] {
        let other = try createVPC("10.254.0.0/16", tags: []).vpcId ?? ""
        var repairs: [Repair] = [{ $0.forgetVPC(other) }]
        for group in targets.securityGroups {
            guard let before = securityGroups[group]?.vpcId, securityGroups[group]?.groupName != "default" else {
                continue
            }
            securityGroups.update(group) { $0.vpcId = other }
            repairs.append { store in store.securityGroups.update(group) { $0.vpcId = before } }
        }
        return repairs
    }

    /// With what every network begins with.
    private mutating func forgetVPC(_ vpc: String) {
        vpcs[vpc] = nil
        for table in routeTables.all where table.vpcId == vpc { routeTables[table.routeTableId ?? ""] = nil }
        for group in securityGroups.all where group.vpcId == vpc { securityGroups[group.groupId ?? ""] = nil }
        for list in networkACLs.all where list.vpcId == vpc { networkACLs[list.networkAclId ?? ""] = nil }
    }
}
