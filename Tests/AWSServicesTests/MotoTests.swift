import AWSRuntime
import AWSServices
import Testing

/// Our clients against a server that we did not write.
@Suite("Against moto's server")
struct MotoTests {
    @Test(
        "our clients and moto understand each other",
        .enabled(if: MotoServer.python != nil, "no Python with moto[server]; Scripts/python.sh makes one"),
        .timeLimit(.minutes(5)))
    func everything() async throws {
        try await MotoServer.with(try #require(MotoServer.python)) { endpoint in
            let transport = AsyncHTTPTransport()
            let clock = AWSClockAdapter<ContinuousClock>.system
            let credentials = AWSCredentials(accessKeyID: "AKIATEST", secretAccessKey: "secret", source: "test")
            let caller = AWSCaller(
                AWSCaller.Settings(
                    region: "ap-northeast-2", endpoints: EndpointRules(override: endpoint),
                    credentials: CredentialsCache(CredentialsChain([FixedCredentials(credentials)])) {
                        clock.wallTime()
                    },
                    transport: transport, clock: clock, userAgent: "slipway-tests"))
            do {
                try await Self.identity(STS.Client(caller))
                try await Self.secrets(SecretsManager.Client(caller))
                try await Self.parameters(SSM.Client(caller))
                try await Self.logs(CloudWatchLogs.Client(caller))
                try await Self.registry(ECR.Client(caller))
                let subnets = try await Self.network(EC2.Client(caller))
                try await Self.containers(ECS.Client(caller), subnets)
                try await Self.loadBalancers(ELBv2.Client(caller), subnets)
                try await Self.permissions(IAM.Client(caller))
                try await Self.alarms(CloudWatch.Client(caller))
                try await Self.stacks(CloudFormation.Client(caller))
            } catch {
                try await transport.shutdown()
                throw error
            }
            try await transport.shutdown()
        }
    }

    private static func identity(_ client: STS.Client) async throws {
        let identity = try await client.getCallerIdentity()
        #expect(identity.account == "123456789012")
        let role = try await client.assumeRole(
            STS.AssumeRoleRequest(roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "slipway"))
        #expect(role.credentials?.sessionToken.isEmpty == false)
        #expect((role.credentials?.expiration.millisecondsSinceEpoch ?? 0) > 1_700_000_000_000)
    }

    private static func secrets(_ client: SecretsManager.Client) async throws {
        let created = try await client.createSecret(
            SecretsManager.CreateSecretRequest(
                name: "dev/database", secretString: "{\"jwt_secret\":\"é \\\"quoted\\\"\"}",
                tags: [SecretsManager.Tag(key: "app", value: "realworld")]))
        #expect(
            created.arn?.hasPrefix("arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:dev/database") == true)
        let value = try await client.getSecretValue(SecretsManager.GetSecretValueRequest(secretId: "dev/database"))
        #expect(value.secretString == "{\"jwt_secret\":\"é \\\"quoted\\\"\"}")
        #expect(value.versionStages == ["AWSCURRENT"])
        _ = try await client.putSecretValue(
            SecretsManager.PutSecretValueRequest(secretId: "dev/database", secretBinary: [0, 1, 255]))
        let binary = try await client.getSecretValue(SecretsManager.GetSecretValueRequest(secretId: "dev/database"))
        #expect(binary.secretBinary == [0, 1, 255])
        let described = try await client.describeSecret(
            SecretsManager.DescribeSecretRequest(secretId: "dev/database"))
        #expect(described.tags == [SecretsManager.Tag(key: "app", value: "realworld")])
        #expect(described.versionIdsToStages?.count == 2)
        await #expect(throws: AWSCallError<SecretsManager.GetSecretValueError>.self) {
            try await client.getSecretValue(SecretsManager.GetSecretValueRequest(secretId: "gone"))
        }
        do throws(AWSCallError<SecretsManager.GetSecretValueError>) {
            _ = try await client.getSecretValue(SecretsManager.GetSecretValueRequest(secretId: "gone"))
        } catch {
            guard case .service(.resourceNotFoundException(let problem)) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(problem.message?.isEmpty == false)
        }
    }

    private static func parameters(_ client: SSM.Client) async throws {
        for number in 1...12 {
            _ = try await client.putParameter(
                SSM.PutParameterRequest(
                    name: "/app/p\(number)", value: "v\(number)", type: .secureString, overwrite: false))
        }
        var names: Set<String> = []
        var pages = 0
        let request = SSM.GetParametersByPathRequest(path: "/app", withDecryption: true, maxResults: 5)
        for try await page in client.getParametersByPathPages(request) {
            pages += 1
            names.formUnion((page.parameters ?? []).compactMap(\.name))
        }
        #expect(pages == 3)
        #expect(names.count == 12)
        let answer = try await client.getParameters(SSM.GetParametersRequest(names: ["/app/p1", "/app/none"]))
        #expect(answer.invalidParameters == ["/app/none"])
        #expect(answer.parameters?.first?.version == 1)
    }

    private static func logs(_ client: CloudWatchLogs.Client) async throws {
        let (group, stream) = ("/ecs/app", "app/1")
        _ = try await client.createLogGroup(CloudWatchLogs.CreateLogGroupRequest(logGroupName: group))
        _ = try await client.createLogStream(
            CloudWatchLogs.CreateLogStreamRequest(logGroupName: group, logStreamName: stream))
        let now = Int(AWSClockAdapter<ContinuousClock>.system.wallTime().millisecondsSinceEpoch)
        _ = try await client.putLogEvents(
            CloudWatchLogs.PutLogEventsRequest(
                logGroupName: group, logStreamName: stream,
                logEvents: [
                    CloudWatchLogs.InputLogEvent(timestamp: now, message: "hello\tworld"),
                    CloudWatchLogs.InputLogEvent(timestamp: now + 1, message: "<&>\u{1F6A2}"),
                ]))
        let events = try await client.getLogEvents(
            CloudWatchLogs.GetLogEventsRequest(logGroupName: group, logStreamName: stream, startFromHead: true))
        #expect(events.events?.compactMap(\.message) == ["hello\tworld", "<&>\u{1F6A2}"])
        #expect(events.events?.first?.timestamp == now)
        do throws(AWSCallError<CloudWatchLogs.CreateLogGroupError>) {
            _ = try await client.createLogGroup(CloudWatchLogs.CreateLogGroupRequest(logGroupName: group))
            Issue.record("a second group of the same name was made")
        } catch {
            guard case .service(.resourceAlreadyExistsException) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private static func registry(_ client: ECR.Client) async throws {
        let made = try await client.createRepository(
            ECR.CreateRepositoryRequest(repositoryName: "app/backend", imageTagMutability: .immutable))
        #expect(made.repository?.repositoryUri?.hasSuffix("/app/backend") == true)
        #expect(made.repository?.imageTagMutability == .immutable)
        #expect(made.repository?.createdAt != nil)
        let token = try await client.getAuthorizationToken()
        #expect(token.authorizationData?.first?.authorizationToken?.isEmpty == false)
        let images = try await client.listImages(ECR.ListImagesRequest(repositoryName: "app/backend"))
        #expect(images.imageIds == [])
        do throws(AWSCallError<ECR.DescribeRepositoriesError>) {
            _ = try await client.describeRepositories(ECR.DescribeRepositoriesRequest(repositoryNames: ["none"]))
            Issue.record("a repository that is not there was described")
        } catch {
            guard case .service(.repositoryNotFoundException) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private static func containers(_ client: ECS.Client, _ subnets: [EC2.Subnet]) async throws {
        let cluster = try await client.createCluster(ECS.CreateClusterRequest(clusterName: "main"))
        #expect(cluster.cluster?.status == "ACTIVE")
        let definition = try await client.registerTaskDefinition(
            ECS.RegisterTaskDefinitionRequest(
                family: "app", networkMode: .awsvpc,
                containerDefinitions: [
                    ECS.ContainerDefinition(
                        name: "app", image: "nginx:1", portMappings: [ECS.PortMapping(containerPort: 80)],
                        essential: true, environment: [ECS.KeyValuePair(name: "A", value: "1")])
                ],
                requiresCompatibilities: [.fargate], cpu: "256", memory: "512"))
        #expect(definition.taskDefinition?.revision == 1)
        #expect(definition.taskDefinition?.containerDefinitions?.first?.environment?.first?.value == "1")
        // moto 5.2.1 answers 500 where `securityGroups` is left out, which ECS allows.
        let network = ECS.AwsVpcConfiguration(subnets: [try #require(subnets.first?.subnetId)], securityGroups: [])
        let service = try await client.createService(
            ECS.CreateServiceRequest(
                cluster: "main", serviceName: "web", taskDefinition: "app:1", desiredCount: 2, launchType: .fargate,
                networkConfiguration: ECS.NetworkConfiguration(awsvpcConfiguration: network)))
        #expect(service.service?.desiredCount == 2)
        #expect(service.service?.launchType == .fargate)
        #expect(service.service?.deployments?.first?.createdAt != nil)
        let updated = try await client.updateService(
            ECS.UpdateServiceRequest(cluster: "main", service: "web", desiredCount: 3))
        #expect(updated.service?.desiredCount == 3)
        var arns: [String] = []
        for try await page in client.listServicesPages(ECS.ListServicesRequest(cluster: "main")) {
            arns += page.serviceArns ?? []
        }
        #expect(arns.count == 1)
        do throws(AWSCallError<ECS.DescribeServicesError>) {
            _ = try await client.describeServices(ECS.DescribeServicesRequest(cluster: "none", services: ["web"]))
            Issue.record("a service of no cluster was described")
        } catch {
            guard case .service(.clusterNotFoundException) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private static func loadBalancers(_ client: ELBv2.Client, _ subnets: [EC2.Subnet]) async throws {
        let vpc = try #require(subnets.first).vpcId
        let balancer = try await client.createLoadBalancer(
            ELBv2.CreateLoadBalancerInput(
                name: "web", subnets: Array(subnets.filter { $0.vpcId == vpc }.compactMap(\.subnetId).prefix(2)),
                scheme: .internetFacing, type: .application))
        let arn = try #require(balancer.loadBalancers?.first?.loadBalancerArn)
        #expect(balancer.loadBalancers?.first?.type == .application)
        #expect(balancer.loadBalancers?.first?.availabilityZones?.count == 2)
        let group = try await client.createTargetGroup(
            ELBv2.CreateTargetGroupInput(
                name: "web", protocol: .http, port: 8080, vpcId: vpc, healthCheckPath: "/health?a=b&c=<d>",
                targetType: .ip))
        let groupArn = try #require(group.targetGroups?.first?.targetGroupArn)
        #expect(group.targetGroups?.first?.healthCheckPath == "/health?a=b&c=<d>")
        let listener = try await client.createListener(
            ELBv2.CreateListenerInput(
                loadBalancerArn: arn, protocol: .http, port: 80,
                defaultActions: [ELBv2.Action(type: .forward, targetGroupArn: groupArn)]))
        let listenerArn = try #require(listener.listeners?.first?.listenerArn)
        let rules = try await client.createRule(
            ELBv2.CreateRuleInput(
                listenerArn: listenerArn,
                conditions: [
                    ELBv2.RuleCondition(
                        field: "path-pattern",
                        pathPatternConfig: ELBv2.PathPatternConditionConfig(values: ["/api/*", "/a b"]))
                ],
                priority: 10, actions: [ELBv2.Action(type: .forward, targetGroupArn: groupArn)]))
        #expect(rules.rules?.first?.conditions?.first?.pathPatternConfig?.values == ["/api/*", "/a b"])
        _ = try await client.registerTargets(
            ELBv2.RegisterTargetsInput(
                targetGroupArn: groupArn, targets: [ELBv2.TargetDescription(id: "10.0.0.1", port: 8080)]))
        let health = try await client.describeTargetHealth(
            ELBv2.DescribeTargetHealthInput(targetGroupArn: groupArn))
        #expect(health.targetHealthDescriptions?.first?.target?.id == "10.0.0.1")
        do throws(AWSCallError<ELBv2.DescribeTargetGroupsError>) {
            _ = try await client.describeTargetGroups(ELBv2.DescribeTargetGroupsInput(names: ["none"]))
            Issue.record("a target group that is not there was described")
        } catch {
            guard case .service(.targetGroupNotFoundException(let problem)) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(problem.message?.isEmpty == false)
        }
    }

    private static func network(_ client: EC2.Client) async throws -> [EC2.Subnet] {
        let vpc = try #require(try await client.createVpc(EC2.CreateVpcRequest(cidrBlock: "10.1.0.0/16")).vpc?.vpcId)
        let subnet = try await client.createSubnet(
            EC2.CreateSubnetRequest(
                tagSpecifications: [
                    EC2.TagSpecification(resourceType: .subnet, tags: [EC2.Tag(key: "Name", value: "a&b")])
                ], cidrBlock: "10.1.1.0/24", vpcId: vpc))
        let found = try await client.describeSubnets(
            EC2.DescribeSubnetsRequest(filters: [EC2.Filter(name: "vpc-id", values: [vpc])]))
        #expect(found.subnets?.map(\.subnetId) == [subnet.subnet?.subnetId])
        #expect(found.subnets?.first?.tags == [EC2.Tag(key: "Name", value: "a&b")])
        _ = try await client.modifyVpcAttribute(
            EC2.ModifyVpcAttributeRequest(enableDnsHostnames: EC2.AttributeBooleanValue(value: true), vpcId: vpc))
        let attribute = try await client.describeVpcAttribute(
            EC2.DescribeVpcAttributeRequest(attribute: .enableDnsHostnames, vpcId: vpc))
        #expect(attribute.enableDnsHostnames?.value == true)
        do throws(AWSCallError<EC2.DescribeSubnetsError>) {
            _ = try await client.describeSubnets(EC2.DescribeSubnetsRequest(subnetIds: ["subnet-0"]))
            Issue.record("a subnet that is not there was described")
        } catch {
            guard case .service(.other(let problem)) = error else {
                Issue.record("\(error)")
                return []
            }
            #expect(problem.code == "InvalidSubnetID.NotFound")
        }
        return try await client.describeSubnets().subnets ?? []
    }

    private static func permissions(_ client: IAM.Client) async throws {
        let trust = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}"#
        let role = try await client.createRole(IAM.CreateRoleRequest(roleName: "app", assumeRolePolicyDocument: trust))
        #expect(role.role.arn == "arn:aws:iam::123456789012:role/app")
        #expect(try await client.getRole(IAM.GetRoleRequest(roleName: "app")).role.roleName == "app")
        do throws(AWSCallError<IAM.GetRoleError>) {
            _ = try await client.getRole(IAM.GetRoleRequest(roleName: "none"))
            Issue.record("a role that is not there was described")
        } catch {
            guard case .service(.noSuchEntityException) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private static func alarms(_ client: CloudWatch.Client) async throws {
        _ = try await client.putMetricAlarm(
            CloudWatch.PutMetricAlarmInput(
                alarmName: "cpu", metricName: "CPUUtilization", namespace: "AWS/ECS", statistic: .average, period: 60,
                evaluationPeriods: 1, threshold: 90.5, comparisonOperator: .greaterThanThreshold))
        let alarms = try await client.describeAlarms(CloudWatch.DescribeAlarmsInput(alarmNames: ["cpu"]))
        #expect(alarms.metricAlarms?.map(\.threshold) == [90.5])
    }

    private static func stacks(_ client: CloudFormation.Client) async throws {
        let template =
            #"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}},"#
            + #""Outputs":{"Arn":{"Value":{"Ref":"Topic"},"Export":{"Name":"topic"}}}}"#
        _ = try await client.createStack(CloudFormation.CreateStackInput(stackName: "web", templateBody: template))
        let stacks = try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "web"))
        #expect(stacks.stacks?.map(\.stackStatus) == [.createComplete])
        let events = try await client.describeStackEvents(CloudFormation.DescribeStackEventsInput(stackName: "web"))
        #expect(events.stackEvents?.contains { $0.resourceStatus == .createComplete } == true)
        #expect(try await client.listExports().exports?.map(\.name) == ["topic"])
    }
}
