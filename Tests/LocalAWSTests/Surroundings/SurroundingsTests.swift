import AWSRuntime
import AWSServices
import Foundation
import LocalAWS
import NIOCore
import Testing

@Suite("What stands around tasks")
struct SurroundingsTests {
    static let scope = CloudScope(account: "000000000000", region: TestCloud.region)

    @Test("alarms keep the state that they were set to")
    func alarms() async throws {
        let test = try TestCloud()
        let client = CloudWatch.Client(test.caller())
        for name in ["cpu", "errors"] {
            _ = try await client.putMetricAlarm(
                CloudWatch.PutMetricAlarmInput(
                    alarmName: name, metricName: "M", namespace: "N", evaluationPeriods: 1, threshold: 1,
                    comparisonOperator: .greaterThanThreshold))
        }
        _ = try await client.setAlarmState(
            CloudWatch.SetAlarmStateInput(alarmName: "errors", stateValue: .alarm, stateReason: "told"))
        let all = try await client.describeAlarms().metricAlarms ?? []
        #expect(all.map(\.stateValue) == [.insufficientData, .alarm])
        let ringing = try await client.describeAlarms(CloudWatch.DescribeAlarmsInput(stateValue: .alarm))
        #expect(ringing.metricAlarms?.map(\.alarmName) == ["errors"])
        _ = try await client.deleteAlarms(CloudWatch.DeleteAlarmsInput(alarmNames: ["errors"]))
        #expect(
            await code { () async throws(AWSCallError<CloudWatch.SetAlarmStateError>) in
                try await client.setAlarmState(
                    CloudWatch.SetAlarmStateInput(alarmName: "errors", stateValue: .ok, stateReason: "x"))
            } == "ResourceNotFound")
        await test.cloud.stop()
    }

    @Test("metrics are answered by period and statistic")
    func metrics() async throws {
        let test = try TestCloud()
        let client = CloudWatch.Client(test.caller())
        let start = test.time.now()
        let dimension = CloudWatch.Dimension(name: "ServiceName", value: "web")
        for (second, value) in [(0, 10.0), (30, 30), (70, 50)] {
            _ = try await client.putMetricData(
                CloudWatch.PutMetricDataInput(
                    namespace: "AWS/ECS",
                    metricData: [
                        CloudWatch.MetricDatum(
                            metricName: "MemoryUtilization", dimensions: [dimension],
                            timestamp: start.advanced(by: .seconds(second)), value: value)
                    ]))
        }
        let answer = try await client.getMetricStatistics(
            CloudWatch.GetMetricStatisticsInput(
                namespace: "AWS/ECS", metricName: "MemoryUtilization", dimensions: [dimension], startTime: start,
                endTime: start.advanced(by: .seconds(300)), period: 60, statistics: [.maximum, .average]))
        #expect(answer.datapoints?.map(\.maximum) == [30, 50])
        #expect(answer.datapoints?.map(\.average) == [20, 50])
        #expect(answer.datapoints?.first?.sum == nil)
        await test.cloud.stop()
    }

    @Test("quotas have AWS's defaults, name their metric, and can be raised")
    func quotas() async throws {
        let test = try TestCloud()
        let client = ServiceQuotas.Client(test.caller())
        let request = ServiceQuotas.GetServiceQuotaRequest(serviceCode: "fargate", quotaCode: "L-3032A538")
        let quota = try #require(try await client.getServiceQuota(request).quota)
        #expect(quota.value == 6)
        let usage = try #require(quota.usageMetric)
        let now = test.time.now()
        let answer = try await CloudWatch.Client(test.caller()).getMetricData(
            CloudWatch.GetMetricDataInput(
                metricDataQueries: [
                    CloudWatch.MetricDataQuery(
                        id: "used",
                        metricStat: CloudWatch.MetricStat(
                            metric: CloudWatch.Metric(
                                namespace: usage.metricNamespace, metricName: usage.metricName,
                                dimensions: (usage.metricDimensions ?? [:]).sorted { $0.key < $1.key }.map {
                                    CloudWatch.Dimension(name: $0.key, value: $0.value)
                                }), period: 300, stat: "Maximum"))
                ], startTime: now.advanced(by: .seconds(-900)), endTime: now))
        // Nothing runs.
        #expect(answer.metricDataResults?.first?.values == [0])
        test.cloud.quotas.set(40, of: "L-3032A538", in: Self.scope)
        #expect(try await client.getServiceQuota(request).quota?.value == 40)
        #expect(
            await code { () async throws(AWSCallError<ServiceQuotas.GetServiceQuotaError>) in
                try await client.getServiceQuota(
                    ServiceQuotas.GetServiceQuotaRequest(serviceCode: "fargate", quotaCode: "L-00000000"))
            } == "NoSuchResourceException")
        await test.cloud.stop()
    }

    @Test("calls that change something are remembered, without what is secret")
    func trail() async throws {
        let test = try TestCloud()
        let trail = CloudTrail.Client(test.caller())
        _ = try await test.secrets.createSecret(
            SecretsManager.CreateSecretRequest(name: "db", secretString: "hunter2"))
        _ = try await test.secrets.listSecrets()
        _ = await code { () async throws(AWSCallError<SecretsManager.DeleteSecretError>) in
            try await test.secrets.deleteSecret(SecretsManager.DeleteSecretRequest(secretId: "gone"))
        }
        let events = try await trail.lookupEvents().events ?? []
        #expect(events.map(\.eventName) == ["DeleteSecret", "CreateSecret"])
        #expect(events.map(\.username) == ["local", "local"])
        let records = events.compactMap(\.cloudTrailEvent)
        #expect(records.first?.contains(#""errorCode":"ResourceNotFoundException""#) == true)
        #expect(records.last?.contains(#""name":"db""#) == true)
        #expect(!records.joined().contains("hunter2"))
        let deletions = try await trail.lookupEvents(
            CloudTrail.LookupEventsRequest(lookupAttributes: [
                CloudTrail.LookupAttribute(attributeKey: .eventName, attributeValue: "DeleteSecret")
            ]))
        #expect(deletions.events?.count == 1)
        await test.cloud.stop()
    }

    @Test("targets of scaling, certificates and keys are there as they were made")
    func others() async throws {
        let test = try TestCloud()
        let scaling = ApplicationAutoScaling.Client(test.caller())
        _ = try await scaling.registerScalableTarget(
            ApplicationAutoScaling.RegisterScalableTargetRequest(
                serviceNamespace: .ecs, resourceId: "service/main/web", scalableDimension: .ecsServiceDesiredCount,
                minCapacity: 2, maxCapacity: 5))
        let targets = try await scaling.describeScalableTargets(
            ApplicationAutoScaling.DescribeScalableTargetsRequest(
                serviceNamespace: .ecs, resourceIds: ["service/main/web"]))
        #expect(targets.scalableTargets?.map(\.maxCapacity) == [5])
        let acm = ACM.Client(test.caller())
        let arn = try #require(
            try await acm.requestCertificate(
                ACM.RequestCertificateRequest(domainName: "example.com", validationMethod: .dns)
            ).certificateArn)
        var certificate = try #require(
            try await acm.describeCertificate(ACM.DescribeCertificateRequest(certificateArn: arn)).certificate)
        #expect(certificate.status == .pendingValidation)
        #expect(certificate.domainValidationOptions?.first?.resourceRecord?.type == .cname)
        certificate.status = .issued
        try test.cloud.given.give(
            ACM.DescribeCertificate.self, ACM.DescribeCertificateResponse(certificate: certificate), in: Self.scope)
        #expect(try await acm.listCertificates().certificateSummaryList?.map(\.status) == [.issued])
        let kms = KMS.Client(test.caller())
        let key = try await kms.describeKey(KMS.DescribeKeyRequest(keyId: "alias/aws/secretsmanager")).keyMetadata
        #expect(key?.keyState == .enabled)
        #expect(key?.keyManager == .aws)
        let policy = try await kms.getKeyPolicy(KMS.GetKeyPolicyRequest(keyId: key?.arn ?? "")).policy
        #expect(policy?.contains("kms:CallerAccount") == true)
        await test.cloud.stop()
    }

    @Test("policies of secrets and repositories are kept and shown")
    func policies() async throws {
        let test = try TestCloud()
        let policy = #"{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "a:b", "Resource": "*"}]}"#
        _ = try await test.secrets.createSecret(SecretsManager.CreateSecretRequest(name: "db", secretString: "x"))
        _ = try await test.secrets.putResourcePolicy(
            SecretsManager.PutResourcePolicyRequest(secretId: "db", resourcePolicy: policy))
        let got = try await test.secrets.getResourcePolicy(SecretsManager.GetResourcePolicyRequest(secretId: "db"))
        #expect(got.resourcePolicy == policy)
        let ecr = ECR.Client(test.caller())
        _ = try await ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: "app"))
        _ = try await ecr.setRepositoryPolicy(
            ECR.SetRepositoryPolicyRequest(repositoryName: "app", policyText: policy))
        #expect(
            try await ecr.getRepositoryPolicy(ECR.GetRepositoryPolicyRequest(repositoryName: "app")).policyText
                == policy)
        let lifecycle =
            #"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "#
            + #""imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#
        _ = try await ecr.putLifecyclePolicy(
            ECR.PutLifecyclePolicyRequest(repositoryName: "app", lifecyclePolicyText: lifecycle))
        #expect(
            try await ecr.getLifecyclePolicy(ECR.GetLifecyclePolicyRequest(repositoryName: "app")).lifecyclePolicyText
                == lifecycle)
        await test.cloud.stop()
    }

    @Test("ECS says that there are only Fargate's capacity providers and no instances")
    func capacity() async throws {
        let test = try TestCloud()
        let ecs = ECS.Client(test.caller())
        _ = try await ecs.createCluster(ECS.CreateClusterRequest(clusterName: "main"))
        let providers = try await ecs.describeCapacityProviders()
        #expect(providers.capacityProviders?.map(\.name) == ["FARGATE", "FARGATE_SPOT"])
        let instances = try await ecs.listContainerInstances(ECS.ListContainerInstancesRequest(cluster: "main"))
        #expect(instances.containerInstanceArns?.isEmpty == true)
        let missing = try await ecs.describeContainerInstances(
            ECS.DescribeContainerInstancesRequest(cluster: "main", containerInstances: ["i-1"]))
        #expect(missing.failures?.map(\.reason) == ["MISSING"])
        let protection = try await ecs.getTaskProtection(
            ECS.GetTaskProtectionRequest(cluster: "main", tasks: ["gone"]))
        #expect(protection.failures?.map(\.reason) == ["MISSING"])
        await test.cloud.stop()
    }

    // MARK: Given over the admin API

    private func give(_ test: TestCloud, _ body: String) async throws -> (Int, String) {
        let request = HTTPServiceRequest(
            method: "POST", path: "/_slipway/give", query: "region=\(TestCloud.region)",
            headers: [HTTPField("X-Slipway", "give")], body: .bytes(Array(body.utf8)))
        let response = try await test.cloud.admin.respond(to: request)
        guard case .bytes(let bytes) = response.body else { return (response.status, "") }
        return (response.status, String(decoding: bytes, as: UTF8.self))
    }

    @Test("databases, rules and discovery answer what they were told, in the AWS CLI's own form")
    func given() async throws {
        let test = try TestCloud()
        let told = try await give(
            test,
            """
            [{"call": "rds:DescribeDBInstances", "answers": {"DBInstances": [
               {"DBInstanceIdentifier": "main", "DBInstanceStatus": "available", "InstanceCreateTime":
                "2026-01-02T03:04:05.678000+00:00", "Endpoint": {"Address": "main.x.rds.amazonaws.com", "Port": 5432},
                "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}]}]}},
             {"call": "elasticache:DescribeCacheClusters", "answers": {"CacheClusters": [{"CacheClusterId": "cache"}]}},
             {"call": "events:ListTargetsByRule", "with": {"Rule": "nightly"},
              "answers": {"Targets": [{"Id": "1", "Arn": "arn:aws:ecs:eu-west-1:1:cluster/main"}]}},
             {"call": "servicediscovery:ListServices", "answers": {"Services": [{"Id": "srv-1", "Name": "web"}]}}]
            """)
        #expect(told == (200, "taken\n"))
        let rds = RDS.Client(test.caller())
        let instance = try await rds.describeDBInstances().dbInstances?.first
        #expect(instance?.endpoint?.port == 5432)
        #expect(instance?.vpcSecurityGroups?.map(\.vpcSecurityGroupId) == ["sg-1"])
        #expect(instance?.instanceCreateTime?.millisecondsSinceEpoch == 1_767_323_045_678)
        #expect(
            await code { () async throws(AWSCallError<RDS.DescribeDBInstancesError>) in
                try await rds.describeDBInstances(RDS.DescribeDBInstancesMessage(dbInstanceIdentifier: "none"))
            } == "DBInstanceNotFound")
        let rules = try await EventBridge.Client(test.caller()).listRuleNamesByTarget(
            EventBridge.ListRuleNamesByTargetRequest(targetArn: "arn:aws:ecs:eu-west-1:1:cluster/main"))
        #expect(rules.ruleNames == ["nightly"])
        #expect(try await CloudMap.Client(test.caller()).listServices().services?.map(\.name) == ["web"])
        #expect(
            try await ElastiCache.Client(test.caller()).describeCacheClusters().cacheClusters?.map(\.cacheClusterId)
                == ["cache"])
        await test.cloud.stop()
    }

    @Test(
        "what cannot be taken is refused with its place",
        arguments: [
            ("{}", "what is given is not a list\n"),
            ("nonsense", "the body is not JSON\n"),
            (
                #"[{"call": "s3:ListBuckets", "answers": {}}]"#,
                "[0]: LocalAWS does not take answers of s3:ListBuckets\n"
            ),
            (
                #"[{"call": "rds:DescribeDBInstances", "answers": {"DBInstances": [{"Nome": 1}]}}]"#,
                "[0].answers.DBInstances[0].Nome is not a member of it\n"
            ),
            (
                #"[{"call": "rds:DescribeDBInstances", "answers": {"DBInstances": [{"AllocatedStorage": "x"}]}}]"#,
                "[0].answers.DBInstances[0].AllocatedStorage is not of the kind of Integer\n"
            ),
            (#"[{"call": "events:ListTargetsByRule", "answers": {}}]"#, "events:ListTargetsByRule needs with.Rule\n"),
        ])
    func refused(body: String, problem: String) async throws {
        let test = try TestCloud()
        #expect(try await give(test, body) == (400, problem))
        await test.cloud.stop()
    }
}

@Suite("A strict cloud")
struct StrictCloudTests {
    @Test("a task is launched only in a network and with roles that were made")
    func strict() async throws {
        let test = try TestCloud(isStrict: true)
        let ecs = ECS.Client(test.caller())
        let iam = IAM.Client(test.caller())
        _ = try await ecs.createCluster(ECS.CreateClusterRequest(clusterName: "main"))
        _ = try await ecs.registerTaskDefinition(
            ECS.RegisterTaskDefinitionRequest(
                family: "app", executionRoleArn: "arn:aws:iam::000000000000:role/exec", networkMode: .awsvpc,
                containerDefinitions: [ECS.ContainerDefinition(name: "app", image: "app:1")],
                requiresCompatibilities: [.fargate], cpu: "256", memory: "512"))
        func run(_ subnet: String, _ groups: [String] = []) async -> String? {
            await message { () async throws(AWSCallError<ECS.RunTaskError>) in
                try await ecs.runTask(
                    ECS.RunTaskRequest(
                        cluster: "main", launchType: .fargate,
                        networkConfiguration: ECS.NetworkConfiguration(
                            awsvpcConfiguration: ECS.AwsVpcConfiguration(subnets: [subnet], securityGroups: groups)),
                        taskDefinition: "app"))
            }
        }
        #expect(await run("subnet-0a1")?.contains("The subnet ID 'subnet-0a1' does not exist") == true)
        let subnet = try #require(try await EC2.Client(test.caller()).describeSubnets().subnets?.first?.subnetId)
        #expect(await run(subnet, ["sg-0a1"])?.contains("InvalidGroup.NotFound") == true)
        #expect(await run(subnet)?.contains("unable to assume the role 'arn:aws:iam::000000000000:role/exec'") == true)
        _ = try await iam.createRole(
            IAM.CreateRoleRequest(roleName: "exec", assumeRolePolicyDocument: PermissionsTests.trust))
        #expect(await run(subnet) == nil)
        await test.cloud.stop()
    }
}
