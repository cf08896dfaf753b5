import AWSRuntime
import AWSServices
import LocalAWS
import Testing

/// Faults of networks, in a private network behind a NAT gateway.
@Suite("Faults of networks")
struct NetworkFaultTests {
    private struct Network {
        let test: TestCloud
        let ec2: EC2.Client
        var vpc = ""
        var subnet = ""
        var table = ""
        var group = ""
        var databaseGroup = ""

        private static let region = TestCloud.region

        init() async throws {
            test = try TestCloud()
            ec2 = EC2.Client(test.caller())
            vpc = try #require(try await ec2.describeVpcs().vpcs?.first?.vpcId)
            let open = try #require(try await ec2.describeSubnets().subnets?.first?.subnetId)
            subnet = try #require(
                try await ec2.createSubnet(.init(cidrBlock: "172.31.64.0/24", vpcId: vpc)).subnet?.subnetId)
            let address = try #require(try await ec2.allocateAddress().allocationId)
            let nat = try #require(
                try await ec2.createNatGateway(.init(allocationId: address, subnetId: open)).natGateway?.natGatewayId)
            table = try #require(try await ec2.createRouteTable(.init(vpcId: vpc)).routeTable?.routeTableId)
            _ = try await ec2.associateRouteTable(.init(subnetId: subnet, routeTableId: table))
            _ = try await ec2.createRoute(
                .init(routeTableId: table, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat))
            group = try await openGroup("web", 8080)
            databaseGroup = try await openGroup("db", 5432)
            try test.cloud.given.give(
                RDS.DescribeDBInstances.self,
                .init(
                    dbInstances: [
                        RDS.DBInstance(
                            dbInstanceIdentifier: "db",
                            vpcSecurityGroups: [RDS.VpcSecurityGroupMembership(vpcSecurityGroupId: databaseGroup)])
                    ]), in: CloudScope(account: "000000000000", region: Self.region))
        }

        private func openGroup(_ name: String, _ port: Int) async throws -> String {
            let group = try #require(
                try await ec2.createSecurityGroup(.init(description: name, groupName: name, vpcId: vpc)).groupId)
            let rule = EC2.IpPermission(
                ipProtocol: "tcp", fromPort: port, toPort: port, ipRanges: [EC2.IpRange(cidrIp: "172.31.0.0/16")])
            _ = try await ec2.authorizeSecurityGroupIngress(.init(groupId: group, ipPermissions: [rule]))
            return group
        }

        /// Everything that a check reads of it.
        struct Picture: Equatable {
            var vpcs: [EC2.Vpc]
            var resolves: Bool?
            var names: Bool?
            var subnets: [EC2.Subnet]
            var tables: [EC2.RouteTable]
            var gateways: [EC2.InternetGateway]
            var endpoints: [EC2.VpcEndpoint]
            var groups: [EC2.SecurityGroup]
            var lists: [EC2.NetworkAcl]
        }

        func picture() async throws -> Picture {
            Picture(
                vpcs: try await ec2.describeVpcs().vpcs ?? [],
                resolves: try await ec2.describeVpcAttribute(.init(attribute: .enableDnsSupport, vpcId: vpc))
                    .enableDnsSupport?.value,
                names: try await ec2.describeVpcAttribute(.init(attribute: .enableDnsHostnames, vpcId: vpc))
                    .enableDnsHostnames?.value,
                subnets: try await ec2.describeSubnets().subnets ?? [],
                tables: try await ec2.describeRouteTables().routeTables ?? [],
                gateways: try await ec2.describeInternetGateways().internetGateways ?? [],
                endpoints: try await ec2.describeVpcEndpoints().vpcEndpoints ?? [],
                groups: try await ec2.describeSecurityGroups().securityGroups ?? [],
                lists: try await ec2.describeNetworkAcls().networkAcls ?? [])
        }

        @discardableResult
        func add(_ fault: CloudFault.NetworkFault, _ subjects: [String] = []) async throws -> Int {
            try await test.cloud.faults.add(
                "fault", [.network(fault)], service: nil, subjects: subjects, since: test.time.now())
        }

        /// The default route of the private subnet.
        func way() async throws -> EC2.Route? {
            try await ec2.describeRouteTables(.init(routeTableIds: [table])).routeTables?.first?.routes?.first {
                $0.destinationCidrBlock == "0.0.0.0/0"
            }
        }

        func rules(_ id: String) async throws -> EC2.SecurityGroup? {
            try await ec2.describeSecurityGroups(.init(groupIds: [id])).securityGroups?.first
        }
    }

    @Test("each changes what EC2 answers, and leaves nothing behind", arguments: CloudFault.NetworkFault.allCases)
    func undone(fault: CloudFault.NetworkFault) async throws {
        let network = try await Network()
        let before = try await network.picture()
        #expect(try await network.add(fault) > 0)
        #expect(try await network.picture() != before)
        await network.test.cloud.faults.removeAll()
        #expect(try await network.picture() == before)
        await network.test.cloud.stop()
    }

    @Test("the default route goes, or leads straight out where it led through a NAT gateway")
    func routes() async throws {
        let network = try await Network()
        try await network.add(.noRoute)
        #expect(try await network.way() == nil)
        try await network.add(.noPublicAddress)
        #expect(try await network.way()?.gatewayId?.hasPrefix("igw-") == true)
        await network.test.cloud.faults.removeAll()
        #expect(try await network.way()?.natGatewayId?.hasPrefix("nat-") == true)
        await network.test.cloud.stop()
    }

    @Test("a network that lived on endpoints loses them; one that did not is sealed first")
    func endpoints() async throws {
        let network = try await Network()
        try await network.add(.endpointMissing, [network.subnet])
        #expect(try await network.way() == nil)
        var there = try await network.ec2.describeVpcEndpoints().vpcEndpoints ?? []
        #expect(there.map(\.vpcEndpointType) == [.gateway])
        await network.test.cloud.faults.removeAll()
        for service in ["logs", "ssm"] {
            _ = try await network.ec2.createVpcEndpoint(
                .init(
                    vpcEndpointType: .interface, vpcId: network.vpc,
                    serviceName: "com.amazonaws.\(TestCloud.region).\(service)", subnetIds: [network.subnet],
                    privateDnsEnabled: true))
        }
        try await network.add(.endpointMissing, [network.subnet, "ssm"])
        there = try await network.ec2.describeVpcEndpoints().vpcEndpoints ?? []
        #expect(Set(there.compactMap { $0.serviceName?.split(separator: ".").last }) == ["logs", "s3"])
        try await network.add(.endpointClosed, [network.subnet])
        there = try await network.ec2.describeVpcEndpoints().vpcEndpoints ?? []
        #expect(there.count == 2)
        for endpoint in there {
            let group = try await network.rules(try #require(endpoint.groups?.first?.groupId))
            #expect(group?.ipPermissions?.isEmpty == true)
        }
        await network.test.cloud.stop()
    }

    @Test("only what is named is struck")
    func subjects() async throws {
        let network = try await Network()
        try await network.add(.egressClosed, [network.group])
        #expect(try await network.rules(network.group)?.ipPermissionsEgress?.isEmpty == true)
        #expect(try await network.rules(network.databaseGroup)?.ipPermissionsEgress?.isEmpty == false)
        try await network.add(.addressesUsedUp, [network.subnet])
        let subnets = try await network.ec2.describeSubnets().subnets ?? []
        #expect(subnets.filter { $0.availableIpAddressCount == 0 }.map(\.subnetId) == [network.subnet])
        try await network.add(.databaseUnreachable)
        #expect(try await network.rules(network.databaseGroup)?.ipPermissions?.isEmpty == true)
        #expect(try await network.rules(network.group)?.ipPermissions?.isEmpty == false)
        await network.test.cloud.stop()
    }

    @Test("what a service stands in is struck where nobody names anything")
    func used() async throws {
        let network = try await Network()
        let service = try await network.test.makeService("web", subnets: [network.subnet], groups: [network.group])
        #expect(service.status == "ACTIVE")
        try await network.add(.loadBalancerCannotReach)
        #expect(try await network.rules(network.group)?.ipPermissions?.isEmpty == true)
        #expect(try await network.rules(network.databaseGroup)?.ipPermissions?.isEmpty == false)
        try await network.add(.otherVPC)
        #expect(try await network.rules(network.group)?.vpcId != network.vpc)
        await network.test.cloud.stop()
    }
}
