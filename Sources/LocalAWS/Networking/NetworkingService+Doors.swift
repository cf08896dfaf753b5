import AWSRuntime
import AWSServices

/// Endpoints, security groups, network ACLs and interfaces: what lets traffic through.
extension NetworkingService {
    func addEndpoints(to table: inout OperationTable) {
        table.on(
            EC2.CreateVpcEndpoint.self,
            honouring: [
                "VpcEndpointType", "VpcId", "ServiceName", "PolicyDocument", "RouteTableIds", "SubnetIds",
                "SecurityGroupIds", "PrivateDnsEnabled", "TagSpecifications", "DryRun",
            ], ignoring: ["ClientToken"]
        ) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .vpcEndpoint)
            let now = time.now()
            let endpoint = try stores.with(context.scope) { try $0.createEndpoint(input, tags: tags, at: now) }
            return .init(vpcEndpoint: endpoint, clientToken: input.clientToken)
        }
        table.on(EC2.DescribeVpcEndpoints.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeVpcEndpoints")
            let all = try chosen(input.vpcEndpointIds, store.endpoints.all) { id in
                guard let endpoint = store.endpoints[id] else {
                    throw AWSServiceError.ec2(
                        "InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '\(id)' does not exist")
                }
                return endpoint
            }
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.endpoint)
            let page = try page(found, input.nextToken, input.maxResults, key: \.vpcEndpointId)
            return .init(vpcEndpoints: page.items, nextToken: page.next)
        }
        table.on(EC2.DeleteVpcEndpoints.self) { input, context in
            try checkDryRun(input.dryRun)
            let missing = stores.with(context.scope) { $0.deleteEndpoints(input.vpcEndpointIds) }
            return .init(
                unsuccessful: missing.map { id in
                    EC2.UnsuccessfulItem(
                        error: EC2.UnsuccessfulItemError(
                            code: "InvalidVpcEndpoint.NotFound", message: "The Vpc Endpoint Id '\(id)' does not exist"),
                        resourceId: id)
                })
        }
        table.on(EC2.DescribePrefixLists.self) { input, context in
            try checkDryRun(input.dryRun)
            let lists = stores.with(context.scope) { $0.prefixLists }
            let filters = NetworkFilters(input.filters, operation: "DescribePrefixLists")
            let all = try chosen(input.prefixListIds, lists) { id in
                guard let list = lists.first(where: { $0.prefixListId == id }) else {
                    throw AWSServiceError.ec2(
                        "InvalidPrefixListId.NotFound", "The prefix list ID '\(id)' does not exist")
                }
                return list
            }
            let found = try filters.matching(all, tags: { _ in nil }) { list, name in
                switch name {
                case "prefix-list-id": [list.prefixListId]
                case "prefix-list-name": [list.prefixListName]
                default: nil
                }
            }
            let page = try page(found, input.nextToken, input.maxResults, key: \.prefixListId)
            return .init(nextToken: page.next, prefixLists: page.items)
        }
    }

    func addSecurityGroups(to table: inout OperationTable) {
        table.on(EC2.CreateSecurityGroup.self) { input, context in
            try checkDryRun(input.dryRun)
            let tags = try tags(input.tagSpecifications, for: .securityGroup)
            let group = try stores.with(context.scope) { store in
                let id = try store.createSecurityGroup(input, tags: tags)
                return try store.securityGroup(id)
            }
            return .init(groupId: group.groupId, tags: group.tags, securityGroupArn: group.securityGroupArn)
        }
        table.on(EC2.DescribeSecurityGroups.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeSecurityGroups")
            var all = try chosen(input.groupIds, store.securityGroups.all, store.securityGroup)
            if let names = input.groupNames, !names.isEmpty { all = all.filter { names.contains($0.groupName ?? "") } }
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.securityGroup)
            let page = try page(found, input.nextToken, input.maxResults, key: \.groupId)
            return .init(nextToken: page.next, securityGroups: page.items)
        }
        let rule = ["GroupId", "IpPermissions", "DryRun"]
        table.on(EC2.AuthorizeSecurityGroupIngress.self, honouring: rule) { input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) {
                try $0.authorize(input.ipPermissions ?? [], .inbound, of: input.groupId ?? "")
            }
            return .init(return: true, securityGroupRules: [])
        }
        table.on(EC2.AuthorizeSecurityGroupEgress.self, honouring: rule) { input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) { try $0.authorize(input.ipPermissions ?? [], .outbound, of: input.groupId) }
            return .init(return: true, securityGroupRules: [])
        }
        table.on(EC2.RevokeSecurityGroupIngress.self, honouring: rule) { input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) {
                try $0.revoke(input.ipPermissions ?? [], .inbound, of: input.groupId ?? "")
            }
            return .init(return: true)
        }
        table.on(EC2.RevokeSecurityGroupEgress.self, honouring: rule) { input, context in
            try checkDryRun(input.dryRun)
            try stores.with(context.scope) { try $0.revoke(input.ipPermissions ?? [], .outbound, of: input.groupId) }
            return .init(return: true)
        }
    }

    func addInterfaces(to table: inout OperationTable) {
        table.on(EC2.DescribeNetworkAcls.self) { input, context in
            try checkDryRun(input.dryRun)
            let store = stores.with(context.scope) { $0 }
            let filters = NetworkFilters(input.filters, operation: "DescribeNetworkAcls")
            let all = try chosen(input.networkAclIds, store.networkACLs.all) { id in
                guard let acl = store.networkACLs[id] else {
                    throw AWSServiceError.ec2(
                        "InvalidNetworkAclID.NotFound", "The networkAcl ID '\(id)' does not exist")
                }
                return acl
            }
            let found = try filters.matching(all, tags: \.tags, values: NetworkFields.networkACL)
            let page = try page(found, input.nextToken, input.maxResults, key: \.networkAclId)
            return .init(networkAcls: page.items, nextToken: page.next)
        }
        table.on(
            EC2.DescribeNetworkInterfaces.self,
            honouring: ["NextToken", "MaxResults", "DryRun", "NetworkInterfaceIds", "Filters"]
        ) { input, context in
            try checkDryRun(input.dryRun)
            let interfaces = await tasks.interfaces(in: context.scope)
            let store = stores.with(context.scope) { $0 }
            let wire = interfaces.map { Self.wire($0, store) }
            let filters = NetworkFilters(input.filters, operation: "DescribeNetworkInterfaces")
            let all = try chosen(input.networkInterfaceIds, wire) { id in
                guard let found = wire.first(where: { $0.networkInterfaceId == id }) else {
                    throw AWSServiceError.ec2(
                        "InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '\(id)' does not exist")
                }
                return found
            }
            let found = try filters.matching(all, tags: \.tagSet, values: NetworkFields.networkInterface)
            let page = try page(found, input.nextToken, input.maxResults, key: \.networkInterfaceId)
            return .init(networkInterfaces: page.items, nextToken: page.next)
        }
    }

    private static func wire(_ interface: TaskInterface, _ store: NetworkStore) -> EC2.NetworkInterface {
        let subnet = store.subnets[interface.subnet]
        return EC2.NetworkInterface(
            attachment: EC2.NetworkInterfaceAttachment(
                attachmentId: interface.attachment, deleteOnTermination: false, deviceIndex: 1, status: .attached),
            availabilityZone: subnet?.availabilityZone, description: interface.description,
            groups: interface.securityGroups.map { id in
                EC2.GroupIdentifier(groupId: id, groupName: store.securityGroups[id]?.groupName)
            }, interfaceType: .interface, networkInterfaceId: interface.id, ownerId: store.scope.account,
            privateIpAddress: interface.address,
            privateIpAddresses: interface.address.map { address in
                [EC2.NetworkInterfacePrivateIpAddress(primary: true, privateIpAddress: address)]
            }, requesterManaged: true, sourceDestCheck: true, status: .inUse, subnetId: interface.subnet, tagSet: [],
            vpcId: subnet?.vpcId)
    }
}
