import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Networks")
struct NetworkingTests {
    @Test("an account begins with the default VPC that AWS gives it")
    func defaults() async throws {
        let test = try TestCloud()
        let ec2 = EC2.Client(test.caller())
        let vpc = try #require(try await ec2.describeVpcs().vpcs?.first)
        #expect(vpc.cidrBlock == "172.31.0.0/16")
        #expect(vpc.isDefault == true)
        #expect(vpc.vpcId?.hasPrefix("vpc-0") == true)
        #expect(vpc.vpcId?.count == "vpc-0123456789abcdef0".count)
        let subnets = try await ec2.describeSubnets().subnets ?? []
        #expect(subnets.map(\.availabilityZone) == ["a", "b", "c"].map { TestCloud.region + $0 })
        #expect(subnets.map(\.availabilityZoneId) == ["apne2-az1", "apne2-az2", "apne2-az3"])
        #expect(subnets.map(\.mapPublicIpOnLaunch) == [true, true, true])
        // A /20 has 4096 addresses, of which AWS keeps five.
        #expect(subnets.map(\.availableIpAddressCount) == [4091, 4091, 4091])
        let tables = try await ec2.describeRouteTables().routeTables ?? []
        let main = try #require(tables.first)
        #expect(main.associations?.map(\.main) == [true])
        let way = main.routes?.first { $0.destinationCidrBlock == "0.0.0.0/0" }
        #expect(way?.gatewayId?.hasPrefix("igw-") == true)
        for (attribute, value) in [(EC2.VpcAttributeName.enableDnsSupport, true), (.enableDnsHostnames, true)] {
            let answer = try await ec2.describeVpcAttribute(
                EC2.DescribeVpcAttributeRequest(attribute: attribute, vpcId: vpc.vpcId ?? ""))
            #expect((answer.enableDnsSupport ?? answer.enableDnsHostnames)?.value == value)
        }
        let group = try #require(try await ec2.describeSecurityGroups().securityGroups?.first)
        #expect(group.groupName == "default")
        #expect(group.ipPermissions?.first?.userIdGroupPairs?.first?.groupId == group.groupId)
        #expect(group.ipPermissionsEgress?.first?.ipRanges?.first?.cidrIp == "0.0.0.0/0")
        let acl = try #require(try await ec2.describeNetworkAcls().networkAcls?.first)
        #expect(acl.associations?.count == 3)
        #expect(acl.entries?.map(\.ruleAction) == [.allow, .deny, .allow, .deny])
        await test.cloud.stop()
    }

    @Test("ids are the same in every cloud, and other ones in another region")
    func stable() async throws {
        let first = try TestCloud()
        let second = try TestCloud()
        let ids = try await EC2.Client(first.caller()).describeSubnets().subnets?.map(\.subnetId)
        #expect(try await EC2.Client(second.caller()).describeSubnets().subnets?.map(\.subnetId) == ids)
        let elsewhere = try await EC2.Client(second.caller(region: "eu-west-1")).describeSubnets().subnets
        #expect(elsewhere?.first?.availabilityZoneId == "euw1-az1")
        #expect(elsewhere?.map(\.subnetId) != ids)
        await first.cloud.stop()
        await second.cloud.stop()
    }

    @Test("a private network is built as on AWS, and a lost NAT route shows")
    func privateNetwork() async throws {
        let test = try TestCloud()
        let ec2 = EC2.Client(test.caller())
        let vpc = try #require(
            try await ec2.createVpc(EC2.CreateVpcRequest(cidrBlock: "10.0.0.0/16")).vpc?.vpcId)
        let open = try await subnet(ec2, vpc, "10.0.0.0/24")
        let closed = try await subnet(ec2, vpc, "10.0.1.0/24")
        let gateway = try #require(
            try await ec2.createInternetGateway().internetGateway?.internetGatewayId)
        _ = try await ec2.attachInternetGateway(
            EC2.AttachInternetGatewayRequest(internetGatewayId: gateway, vpcId: vpc))
        let address = try #require(try await ec2.allocateAddress().allocationId)
        let nat = try #require(
            try await ec2.createNatGateway(
                EC2.CreateNatGatewayRequest(allocationId: address, subnetId: open)
            ).natGateway?.natGatewayId)
        let table = try #require(
            try await ec2.createRouteTable(EC2.CreateRouteTableRequest(vpcId: vpc)).routeTable?.routeTableId)
        _ = try await ec2.associateRouteTable(
            EC2.AssociateRouteTableRequest(subnetId: closed, routeTableId: table))
        _ = try await ec2.createRoute(
            EC2.CreateRouteRequest(routeTableId: table, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat))
        let found = try await ec2.describeRouteTables(
            EC2.DescribeRouteTablesRequest(filters: [EC2.Filter(name: "association.subnet-id", values: [closed])]))
        #expect(found.routeTables?.map(\.routeTableId) == [table])
        #expect(found.routeTables?.first?.routes?.last?.natGatewayId == nat)
        #expect(found.routeTables?.first?.routes?.last?.state == .active)
        // DNS host names are off in a VPC that somebody made, so private names cannot be had.
        let endpoint = EC2.CreateVpcEndpointRequest(
            vpcEndpointType: .interface, vpcId: vpc, serviceName: "com.amazonaws.\(TestCloud.region).ecr.api",
            subnetIds: [closed], privateDnsEnabled: true)
        #expect(
            await code { () async throws(AWSCallError<EC2.CreateVpcEndpointError>) in
                try await ec2.createVpcEndpoint(endpoint)
            } == "InvalidParameter")
        _ = try await ec2.modifyVpcAttribute(
            EC2.ModifyVpcAttributeRequest(enableDnsHostnames: EC2.AttributeBooleanValue(value: true), vpcId: vpc))
        let made = try #require(try await ec2.createVpcEndpoint(endpoint).vpcEndpoint)
        #expect(made.state == .available)
        #expect(made.groups?.map(\.groupName) == ["default"])
        _ = try await ec2.createVpcEndpoint(
            EC2.CreateVpcEndpointRequest(
                vpcId: vpc, serviceName: "com.amazonaws.\(TestCloud.region).s3", routeTableIds: [table]))
        let routed = try await ec2.describeRouteTables(EC2.DescribeRouteTablesRequest(routeTableIds: [table]))
        let lists = try await ec2.describePrefixLists().prefixLists
        let s3 = lists?.first { $0.prefixListName?.hasSuffix(".s3") == true }?.prefixListId
        #expect(s3 != nil)
        #expect(routed.routeTables?.first?.routes?.contains { $0.destinationPrefixListId == s3 } == true)
        _ = try await ec2.deleteVpcEndpoints(EC2.DeleteVpcEndpointsRequest(vpcEndpointIds: [made.vpcEndpointId ?? ""]))
        #expect(try await ec2.describeVpcEndpoints().vpcEndpoints?.count == 1)
        _ = try await ec2.deleteRoute(
            EC2.DeleteRouteRequest(routeTableId: table, destinationCidrBlock: "0.0.0.0/0"))
        let after = try await ec2.describeRouteTables(EC2.DescribeRouteTablesRequest(routeTableIds: [table]))
        #expect(after.routeTables?.first?.routes?.contains { $0.natGatewayId == nat } == false)
        await test.cloud.stop()
    }

    private func subnet(_ ec2: EC2.Client, _ vpc: String, _ cidr: String) async throws -> String {
        try #require(
            try await ec2.createSubnet(EC2.CreateSubnetRequest(cidrBlock: cidr, vpcId: vpc)).subnet?.subnetId)
    }

    @Test("security group rules come and go one by one")
    func rules() async throws {
        let test = try TestCloud()
        let ec2 = EC2.Client(test.caller())
        let group = try #require(
            try await ec2.createSecurityGroup(EC2.CreateSecurityGroupRequest(description: "web", groupName: "web"))
                .groupId)
        let rule = EC2.IpPermission(
            ipProtocol: "tcp", fromPort: 443, toPort: 443,
            ipRanges: [EC2.IpRange(cidrIp: "10.0.0.0/8"), EC2.IpRange(cidrIp: "192.168.0.0/16")])
        let add = EC2.AuthorizeSecurityGroupIngressRequest(groupId: group, ipPermissions: [rule])
        _ = try await ec2.authorizeSecurityGroupIngress(add)
        #expect(
            await code { () async throws(AWSCallError<EC2.AuthorizeSecurityGroupIngressError>) in
                try await ec2.authorizeSecurityGroupIngress(add)
            } == "InvalidPermission.Duplicate")
        var one = rule
        one.ipRanges = [EC2.IpRange(cidrIp: "10.0.0.0/8")]
        _ = try await ec2.revokeSecurityGroupIngress(
            EC2.RevokeSecurityGroupIngressRequest(groupId: group, ipPermissions: [one]))
        let left = try await ec2.describeSecurityGroups(EC2.DescribeSecurityGroupsRequest(groupIds: [group]))
        #expect(left.securityGroups?.first?.ipPermissions?.first?.ipRanges?.map(\.cidrIp) == ["192.168.0.0/16"])
        let everything = EC2.IpPermission(ipProtocol: "-1", ipRanges: [EC2.IpRange(cidrIp: "0.0.0.0/0")])
        _ = try await ec2.revokeSecurityGroupEgress(
            EC2.RevokeSecurityGroupEgressRequest(groupId: group, ipPermissions: [everything]))
        let shut = try await ec2.describeSecurityGroups(EC2.DescribeSecurityGroupsRequest(groupIds: [group]))
        #expect(shut.securityGroups?.first?.ipPermissionsEgress?.isEmpty == true)
        await test.cloud.stop()
    }

    @Test("what is not there is refused in EC2's words, and unknown filters by name")
    func refusals() async throws {
        let test = try TestCloud()
        let ec2 = EC2.Client(test.caller())
        #expect(
            await code { () async throws(AWSCallError<EC2.DescribeSubnetsError>) in
                try await ec2.describeSubnets(EC2.DescribeSubnetsRequest(subnetIds: ["subnet-0a1"]))
            } == "InvalidSubnetID.NotFound")
        #expect(
            await message { () async throws(AWSCallError<EC2.DescribeSubnetsError>) in
                try await ec2.describeSubnets(
                    EC2.DescribeSubnetsRequest(filters: [EC2.Filter(name: "outpost-arn", values: ["x"])]))
            } == "LocalAWS does not implement the filter outpost-arn of ec2:DescribeSubnets")
        #expect(
            await message { () async throws(AWSCallError<EC2.CreateVpcError>) in
                try await ec2.createVpc(EC2.CreateVpcRequest(cidrBlock: "10.0.0.0/16", instanceTenancy: .dedicated))
            } == "LocalAWS does not implement the member InstanceTenancy of ec2:CreateVpc")
        #expect(
            await code { () async throws(AWSCallError<EC2.DescribeVpcsError>) in
                try await ec2.describeVpcs(EC2.DescribeVpcsRequest(dryRun: true))
            } == "DryRunOperation")
        await test.cloud.stop()
    }

    @Test("the free addresses of a subnet can be told")
    func freeAddresses() async throws {
        let test = try TestCloud()
        let ec2 = EC2.Client(test.caller())
        let subnet = try #require(try await ec2.describeSubnets().subnets?.first?.subnetId)
        let scope = CloudScope(account: "000000000000", region: TestCloud.region)
        test.cloud.networking.setFreeAddresses(3, of: subnet, in: scope)
        let answer = try await ec2.describeSubnets(EC2.DescribeSubnetsRequest(subnetIds: [subnet]))
        #expect(answer.subnets?.first?.availableIpAddressCount == 3)
        await test.cloud.stop()
    }
}
