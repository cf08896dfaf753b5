import AWSServices
import LocalAWS
import SlipwayAWS
import SlipwayDomain
import SlipwayFailures
import Testing

/// What a manifest needs and a release does not make: network, roles, secrets, load balancer, as somebody careful has
/// them.
struct Ground {
    static let executionRole = "ecsTaskExecutionRole"
    static let taskRole = "shop-task"
    static let database = "shop.c9akciq32rkx.eu-west-1.rds.amazonaws.com"
    static let alarm = "shop-errors"
    static let stack = "shop"

    /// A private subnet with a NAT gateway.
    var subnet = ""
    var taskGroup = ""

    private let clients: AWSClients
    private let ec2: EC2.Client
    private let cloud: Cloud
    private let scope = CloudScope(account: Yard.account, region: Yard.region)

    static func make(in cloud: Cloud, _ clients: AWSClients, _ needs: Yard.Needs) async throws -> Ground {
        var ground = Ground(clients: clients, ec2: EC2.Client(clients.caller), cloud: cloud)
        _ = try await clients.ecs.createCluster(.init(clusterName: "shop"))
        _ = try await clients.ecr.createRepository(.init(repositoryName: "shop"))
        _ = try await clients.logs.createLogGroup(.init(logGroupName: "/shop"))
        try await ground.makeRoles()
        try await ground.makeSecrets()
        try await ground.makeNetwork(needs)
        if needs.hasAlarm { try await ground.makeAlarm() }
        return ground
    }

    private func makeRoles() async throws {
        let iam = IAM.Client(clients.caller)
        let trust =
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "#
            + #""Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#
        for role in [Self.executionRole, Self.taskRole] {
            _ = try await iam.createRole(.init(roleName: role, assumeRolePolicyDocument: trust))
        }
        _ = try await iam.attachRolePolicy(
            .init(
                roleName: Self.executionRole,
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"))
        let reading =
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "#
            + #""Action": ["secretsmanager:GetSecretValue", "ssm:GetParameters", "kms:Decrypt"]}]}"#
        _ = try await iam.putRolePolicy(
            .init(roleName: Self.executionRole, policyName: "secrets", policyDocument: reading))
    }

    private func makeSecrets() async throws {
        // A key of the account's own takes a permission of its own.
        let key = "arn:aws:kms:\(Yard.region):\(Yard.account):key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
        let metadata = KMS.KeyMetadata(
            keyId: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", arn: key, enabled: true, keyState: .enabled,
            keyManager: .customer)
        try cloud.given.give(KMS.DescribeKey.self, .init(keyMetadata: metadata), in: scope)
        _ = try await clients.secretsManager.createSecret(
            .init(name: "dev/db", kmsKeyId: key, secretString: #"{"jwt_secret":"s3cr3t","url":"postgres://db"}"#))
        _ = try await clients.ssm.putParameter(
            .init(name: "/dev/key", value: "k3y", type: .init(rawValue: "SecureString")))
    }

    // MARK: Network

    private mutating func makeNetwork(_ needs: Yard.Needs) async throws {
        let open = try await ec2.describeSubnets().subnets ?? []
        let vpc = try #require(open.first?.vpcId)
        subnet = try await makePrivateSubnet(vpc, behind: try #require(open.first?.subnetId))
        let balancerGroup = try await makeGroup("shop-balancer", vpc)
        _ = try await ec2.authorizeSecurityGroupIngress(
            .init(
                groupId: balancerGroup,
                ipPermissions: [
                    .init(ipProtocol: "tcp", fromPort: 80, toPort: 80, ipRanges: [.init(cidrIp: "0.0.0.0/0")])
                ]))
        taskGroup = try await makeGroup("shop-tasks", vpc)
        try await letIn(from: balancerGroup, to: taskGroup, port: Yard.port)
        if needs.hasDatabase { try await giveDatabase(vpc) }
        try await makeBalancer(open.prefix(2).compactMap(\.subnetId), balancerGroup, vpc)
    }

    private func makePrivateSubnet(_ vpc: String, behind open: String) async throws -> String {
        let address = try #require(try await ec2.allocateAddress().allocationId)
        let gateway = try #require(
            try await ec2.createNatGateway(.init(allocationId: address, subnetId: open)).natGateway?.natGatewayId)
        let made = try #require(
            try await ec2.createSubnet(.init(cidrBlock: "172.31.64.0/20", vpcId: vpc)).subnet?.subnetId)
        let table = try #require(try await ec2.createRouteTable(.init(vpcId: vpc)).routeTable?.routeTableId)
        _ = try await ec2.associateRouteTable(.init(subnetId: made, routeTableId: table))
        _ = try await ec2.createRoute(
            .init(routeTableId: table, destinationCidrBlock: "0.0.0.0/0", natGatewayId: gateway))
        return made
    }

    private func makeGroup(_ name: String, _ vpc: String) async throws -> String {
        try #require(
            try await ec2.createSecurityGroup(.init(description: name, groupName: name, vpcId: vpc)).groupId)
    }

    private func letIn(from source: String, to group: String, port: Int) async throws {
        let rule = EC2.IpPermission(
            ipProtocol: "tcp", fromPort: port, toPort: port, userIdGroupPairs: [.init(groupId: source)])
        _ = try await ec2.authorizeSecurityGroupIngress(.init(groupId: group, ipPermissions: [rule]))
    }

    private func giveDatabase(_ vpc: String) async throws {
        let group = try await makeGroup("shop-database", vpc)
        try await letIn(from: taskGroup, to: group, port: 5432)
        let instance = RDS.DBInstance(
            dbInstanceIdentifier: "shop", engine: "postgres", dbInstanceStatus: "available",
            endpoint: .init(address: Self.database, port: 5432),
            vpcSecurityGroups: [.init(vpcSecurityGroupId: group, status: "active")], dbSubnetGroup: .init(vpcId: vpc))
        try cloud.given.give(RDS.DescribeDBInstances.self, .init(dbInstances: [instance]), in: scope)
    }

    private func makeBalancer(_ subnets: [String], _ securityGroup: String, _ vpc: String) async throws {
        var group = ELBv2.CreateTargetGroupInput(name: "shop")
        group.protocol = .init(rawValue: "HTTP")
        group.port = Yard.port
        group.vpcId = vpc
        group.targetType = .init(rawValue: "ip")
        group.healthCheckIntervalSeconds = 5
        group.healthCheckTimeoutSeconds = 2
        group.unhealthyThresholdCount = 2
        let made = try #require(
            try await clients.elb.createTargetGroup(group).targetGroups?.first?.targetGroupArn)
        _ = try await clients.elb.modifyTargetGroupAttributes(
            .init(
                targetGroupArn: made, attributes: [.init(key: "deregistration_delay.timeout_seconds", value: "1")]))
        var balancer = ELBv2.CreateLoadBalancerInput(name: "shop")
        balancer.subnets = subnets
        balancer.securityGroups = [securityGroup]
        let arn = try #require(
            try await clients.elb.createLoadBalancer(balancer).loadBalancers?.first?.loadBalancerArn)
        var listener = ELBv2.CreateListenerInput(
            loadBalancerArn: arn, defaultActions: [.init(type: .init(rawValue: "forward"), targetGroupArn: made)])
        listener.protocol = .init(rawValue: "HTTP")
        listener.port = 0x4000 + Int(made.hashValue & 0x3FFF)
        _ = try await clients.elb.createListener(listener)
    }

    // MARK: Alarms

    private func makeAlarm() async throws {
        let watch = CloudWatch.Client(clients.caller)
        var alarm = CloudWatch.PutMetricAlarmInput(alarmName: Self.alarm)
        alarm.metricName = "HTTPCode_Target_5XX_Count"
        alarm.namespace = "AWS/ApplicationELB"
        alarm.threshold = 10
        alarm.comparisonOperator = .greaterThanThreshold
        alarm.evaluationPeriods = 1
        _ = try await watch.putMetricAlarm(alarm)
        _ = try await watch.setAlarmState(.init(alarmName: Self.alarm, stateValue: .ok, stateReason: "quiet"))
    }
}

extension Yard {
    /// Lets the alarm watch the service's deployments, where there is one.
    func watch() async throws {
        guard needs.hasAlarm else { return }
        var update = ECS.UpdateServiceRequest(service: "web")
        update.cluster = "shop"
        update.deploymentConfiguration = .init(alarms: .init(alarmNames: [Ground.alarm], rollback: true, enable: true))
        _ = try await clients.ecs.updateService(update)
    }

    func makeStack() async throws {
        _ = try await clients.cloudFormation.createStack(
            .init(stackName: Ground.stack, templateBody: #"{"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}}"#))
    }

    /// What `diagnose --stack` would tell.
    func stackCause() async throws -> String? {
        guard let signals = try await investigation.stack(Ground.stack) else { return nil }
        return Classifier.classify(signals).first?.failure.name
    }
}
