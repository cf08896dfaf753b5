import AWSRuntime
import AWSServices

extension NetworkingService {
    func addVPCs(to table: inout OperationTable) {
        table.on(EC2.CreateVpc.self, honouring: ["CidrBlock", "TagSpecifications", "DryRun"]) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .vpc)
            return .init(vpc: try stores.with(context.scope) { try $0.createVPC(input.cidrBlock ?? "", tags: tags) })
        }
        table.on(EC2.DescribeVpcs.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeVpcs")
            let all = try chosen(input.vpcIds, store.vpcs.all, store.vpc)
            let found = try filters.matching(all, tags: \.vpc.tags, values: NetworkFields.vpc)
            let page = try page(found, input.nextToken, input.maxResults) { $0.vpc.vpcId }
            return .init(nextToken: page.next, vpcs: page.items.map(\.vpc))
        }
        table.on(EC2.DescribeVpcAttribute.self) { input, context in
            try checkDryRun(input.dryRun)
            let held = try stores.with(context.scope) { try $0.vpc(input.vpcId) }
            switch input.attribute {
            case .enableDnsSupport:
                return .init(enableDnsSupport: EC2.AttributeBooleanValue(value: held.resolvesNames), vpcId: input.vpcId)
            case .enableDnsHostnames:
                return .init(enableDnsHostnames: EC2.AttributeBooleanValue(value: held.givesNames), vpcId: input.vpcId)
            default: throw NotImplementedHere.error("LocalAWS does not implement the VPC attribute \(input.attribute)")
            }
        }
        table.on(EC2.ModifyVpcAttribute.self, refusing: ["EnableNetworkAddressUsageMetrics"]) { input, context in
            try stores.with(context.scope) { store in
                _ = try store.vpc(input.vpcId)
                store.vpcs.update(input.vpcId) { held in
                    held.resolvesNames = input.enableDnsSupport?.value ?? held.resolvesNames
                    held.givesNames = input.enableDnsHostnames?.value ?? held.givesNames
                }
            }
            return .init()
        }
        table.on(
            EC2.DescribeAvailabilityZones.self, honouring: ["ZoneNames", "ZoneIds", "Filters", "DryRun"]
        ) { input, context in
            try checkDryRun(input.dryRun)
            let zones = Zones.names(context.region).map { name in
                EC2.AvailabilityZone(
                    optInStatus: .optInNotRequired, messages: [], regionName: context.region, zoneName: name,
                    zoneId: Zones.id(of: name, region: context.region), groupName: context.region,
                    networkBorderGroup: context.region, zoneType: "availability-zone", state: .available)
            }
            for wanted in (input.zoneNames ?? []) where !zones.contains(where: { $0.zoneName == wanted }) {
                throw AWSServiceError.ec2("InvalidParameterValue", "Invalid availability zone: [\(wanted)]")
            }
            let filters = NetworkFilters(input.filters, operation: "DescribeAvailabilityZones")
            let asked = zones.filter { zone in
                (input.zoneNames.map { $0.isEmpty || $0.contains(zone.zoneName ?? "") } ?? true)
                    && (input.zoneIds.map { $0.isEmpty || $0.contains(zone.zoneId ?? "") } ?? true)
            }
            return .init(
                availabilityZones: try filters.matching(asked, tags: { _ in nil }) { zone, name in
                    switch name {
                    case "zone-name": [zone.zoneName]
                    case "zone-id": [zone.zoneId]
                    case "state": [zone.state?.rawValue]
                    case "region-name": [zone.regionName]
                    case "zone-type": [zone.zoneType]
                    case "opt-in-status": [zone.optInStatus?.rawValue]
                    default: nil
                    }
                })
        }
    }

    func addSubnets(to table: inout OperationTable) {
        table.on(
            EC2.CreateSubnet.self,
            honouring: ["VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId", "TagSpecifications", "DryRun"]
        ) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .subnet)
            let subnet = try stores.with(context.scope) { store in
                var subnet = try store.createSubnet(input, tags: tags)
                subnet.availableIpAddressCount = store.freeAddresses(of: subnet, taken: 0)
                return subnet
            }
            return .init(subnet: subnet)
        }
        table.on(EC2.DescribeSubnets.self) { input, context in
            try checkDryRun(input.dryRun)
            let interfaces = await tasks.interfaces(in: context.scope)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeSubnets")
            let all = try chosen(input.subnetIds, store.subnets.all, store.subnet)
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.subnet)
            let page = try page(found, input.nextToken, input.maxResults, key: \.subnetId)
            return .init(
                nextToken: page.next,
                subnets: page.items.map { subnet in
                    var subnet = subnet
                    let taken = interfaces.count { $0.subnet == subnet.subnetId }
                    subnet.availableIpAddressCount = store.freeAddresses(of: subnet, taken: taken)
                    return subnet
                })
        }
        table.on(EC2.ModifySubnetAttribute.self, honouring: ["SubnetId", "MapPublicIpOnLaunch"]) { input, context in
            try stores.with(context.scope) { store in
                _ = try store.subnet(input.subnetId)
                store.subnets.update(input.subnetId) { subnet in
                    subnet.mapPublicIpOnLaunch = input.mapPublicIpOnLaunch?.value ?? subnet.mapPublicIpOnLaunch
                }
            }
            return .init()
        }
    }

    func addRouting(to table: inout OperationTable) {
        table.on(
            EC2.CreateRouteTable.self, honouring: ["VpcId", "TagSpecifications", "DryRun"], ignoring: ["ClientToken"]
        ) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .routeTable)
            let made = try stores.with(context.scope) { store in
                let cidr = try store.vpc(input.vpcId).vpc.cidrBlock ?? ""
                let id = store.addRouteTable(of: input.vpcId, cidr: cidr, isMain: false, tags: tags)
                return try store.routeTable(id)
            }
            return .init(routeTable: made)
        }
        table.on(EC2.DescribeRouteTables.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeRouteTables")
            let all = try chosen(input.routeTableIds, store.routeTables.all, store.routeTable)
                .map(store.routeTableWithStates)
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.routeTable)
            let page = try page(found, input.nextToken, input.maxResults, key: \.routeTableId)
            return .init(routeTables: page.items, nextToken: page.next)
        }
        table.on(EC2.AssociateRouteTable.self, honouring: ["RouteTableId", "SubnetId", "DryRun"]) { input, context in
            try checkDryRun(input.dryRun)
            let id = try stores.with(context.scope) { try $0.associate(input.routeTableId, with: input.subnetId ?? "") }
            return .init(associationId: id, associationState: EC2.RouteTableAssociationState(state: .associated))
        }
        table.on(
            EC2.CreateRoute.self,
            honouring: [
                "RouteTableId", "DestinationCidrBlock", "GatewayId", "NatGatewayId", "TransitGatewayId",
                "VpcPeeringConnectionId", "DryRun",
            ]
        ) { input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) { try $0.createRoute(input) }
            return .init(return: true)
        }
        table.on(EC2.DeleteRoute.self, honouring: ["RouteTableId", "DestinationCidrBlock", "DryRun"]) {
            input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) {
                try $0.deleteRoute(input.destinationCidrBlock ?? "", from: input.routeTableId)
            }
            return .init()
        }
    }

    func addGateways(to table: inout OperationTable) {
        table.on(EC2.CreateInternetGateway.self) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .internetGateway)
            return .init(internetGateway: stores.with(context.scope) { $0.createInternetGateway(tags: tags) })
        }
        table.on(EC2.AttachInternetGateway.self) { input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) { try $0.attach(input.internetGatewayId, to: input.vpcId) }
            return .init()
        }
        table.on(EC2.DescribeInternetGateways.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeInternetGateways")
            let all = try chosen(input.internetGatewayIds, store.internetGateways.all) { id in
                guard let gateway = store.internetGateways[id] else {
                    throw AWSServiceError.ec2(
                        "InvalidInternetGatewayID.NotFound", "The internetGateway ID '\(id)' does not exist")
                }
                return gateway
            }
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.internetGateway)
            let page = try page(found, input.nextToken, input.maxResults, key: \.internetGatewayId)
            return .init(internetGateways: page.items, nextToken: page.next)
        }
        table.on(EC2.AllocateAddress.self, honouring: ["Domain", "DryRun"]) { input, context in
            try checkDryRun(input.dryRun)
            let made = stores.with(context.scope) { $0.allocateAddress() }
            return .init(
                allocationId: made.id, publicIpv4Pool: "amazon", networkBorderGroup: context.region, domain: .vpc,
                publicIp: made.address)
        }
        table.on(
            EC2.CreateNatGateway.self,
            honouring: ["SubnetId", "AllocationId", "ConnectivityType", "TagSpecifications", "DryRun"],
            ignoring: ["ClientToken"]
        ) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .natgateway)
            let now = time.now()
            let gateway = try stores.with(context.scope) { try $0.createNAT(input, tags: tags, at: now) }
            return .init(clientToken: input.clientToken, natGateway: gateway)
        }
        table.on(EC2.DescribeNatGateways.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filter, operation: "DescribeNatGateways")
            let all = try chosen(input.natGatewayIds, store.natGateways.all) { id in
                guard let gateway = store.natGateways[id] else {
                    throw AWSServiceError.ec2("NatGatewayNotFound", "NAT gateway \(id) was not found")
                }
                return gateway
            }
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.natGateway)
            let page = try page(found, input.nextToken, input.maxResults, key: \.natGatewayId)
            return .init(natGateways: page.items, nextToken: page.next)
        }
    }
}
