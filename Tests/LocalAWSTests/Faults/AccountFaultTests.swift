import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Faults of the account")
struct AccountFaultTests {
    private func add(_ cloud: TestCloud, _ faults: [CloudFault], subjects: [String] = []) async throws {
        try await cloud.cloud.faults.add(
            "fault", faults, service: nil, subjects: subjects, since: cloud.time.now())
    }

    @Test("a secret loses its key, and has it again when the fault is over")
    func secretKey() async throws {
        let cloud = try TestCloud()
        let secrets = cloud.secrets
        _ = try await secrets.createSecret(.init(name: "db", secretString: #"{"a":"1","b":"2"}"#))
        _ = try await secrets.createSecret(.init(name: "other", secretString: #"{"b":"3"}"#))
        func value(_ name: String) async throws -> String? {
            try await secrets.getSecretValue(.init(secretId: name)).secretString
        }
        try await add(cloud, [.account(.secretKeysRemoved)], subjects: ["db#a"])
        #expect(try await value("db") == #"{"b":"2"}"#)
        #expect(try await value("other") == #"{"b":"3"}"#)
        #expect(await cloud.cloud.faults.remove("fault"))
        #expect(try await value("db") == #"{"a":"1","b":"2"}"#)
    }

    @Test(
        "a secret that is gone comes back as the same one",
        arguments: [
            CloudFault.AccountFault.secretsRemoved, .secretsScheduledForDeletion, .secretVersionsRemoved,
        ])
    func secretGone(fault: CloudFault.AccountFault) async throws {
        let cloud = try TestCloud()
        let secrets = cloud.secrets
        let arn = try await secrets.createSecret(.init(name: "db", secretString: "x")).arn
        try await add(cloud, [.account(fault)])
        let refused = await code { () async throws(AWSCallError<SecretsManager.GetSecretValueError>) in
            try await secrets.getSecretValue(.init(secretId: "db"))
        }
        #expect(refused != nil)
        await cloud.cloud.faults.removeAll()
        let found = try await secrets.getSecretValue(.init(secretId: "db"))
        #expect(found.arn == arn)
        #expect(found.secretString == "x")
    }

    @Test("a rotated secret has another value and keeps the old one as its previous version")
    func rotation() async throws {
        let cloud = try TestCloud()
        let secrets = cloud.secrets
        _ = try await secrets.createSecret(.init(name: "db", secretString: #"{"a":"1","b":"2"}"#))
        cloud.time.move(.seconds(60))
        try await add(cloud, [.account(.secretsRotated)], subjects: ["db#a"])
        let now = try await secrets.getSecretValue(.init(secretId: "db"))
        #expect(now.secretString == #"{"a":"1-rotated","b":"2"}"#)
        let before = try await secrets.getSecretValue(.init(secretId: "db", versionStage: "AWSPREVIOUS"))
        #expect(before.secretString == #"{"a":"1","b":"2"}"#)
        #expect(try await secrets.describeSecret(.init(secretId: "db")).lastChangedDate == cloud.time.now())
        await cloud.cloud.faults.removeAll()
        #expect(try await secrets.getSecretValue(.init(secretId: "db")).secretString == #"{"a":"1","b":"2"}"#)
    }

    @Test("a tag that moves means another image, and its old one again when the fault is over")
    func tagMoves() async throws {
        let cloud = try TestCloud()
        let ecr = ECR.Client(cloud.caller())
        _ = try await ecr.createRepository(.init(repositoryName: "shop"))
        // A manifest may be put whose blobs are there; an index needs none.
        let manifest =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#
        let put = try await ecr.putImage(
            .init(repositoryName: "shop", imageManifest: manifest, imageTag: "one"))
        let digest = try #require(put.image?.imageId?.imageDigest)
        func meant() async throws -> String? {
            try await ecr.describeImages(.init(repositoryName: "shop", imageIds: [.init(imageTag: "one")]))
                .imageDetails?.first?.imageDigest
        }
        try await add(cloud, [.account(.imageTagsMoved)])
        #expect(try await meant() != digest)
        await cloud.cloud.faults.removeAll()
        #expect(try await meant() == digest)
    }

    private func shown(_ elb: ELBv2.Client) async throws -> ELBv2.TargetGroup {
        try #require(try await elb.describeTargetGroups(.init(names: ["web"])).targetGroups?.first)
    }

    @Test("a target group shows other checks, one beside the other, and its own again when the fault is over")
    func otherChecks() async throws {
        let cloud = try TestCloud()
        let elb = ELBv2.Client(cloud.caller())
        var group = ELBv2.CreateTargetGroupInput(name: "web")
        group.protocol = .init(rawValue: "HTTP")
        group.port = 8080
        group.vpcId = "vpc-0a"
        group.healthCheckPath = "/up"
        _ = try await elb.createTargetGroup(group)
        let before = try await shown(elb)
        try await add(cloud, [.account(.targetGroupsOfOtherPort), .account(.targetGroupsOfOtherPath)])
        #expect(try await shown(elb).healthCheckPort == "9")
        #expect(try await shown(elb).healthCheckPath != "/up")
        try await add(cloud, [.account(.targetGroupsOfOtherProtocol), .account(.targetGroupsOfOtherVPC)])
        #expect(try await shown(elb).healthCheckProtocol == .https)
        #expect(try await shown(elb).healthCheckPort == "traffic-port")
        #expect(try await shown(elb).vpcId != "vpc-0a")
        await cloud.cloud.faults.removeAll()
        #expect(try await shown(elb) == before)
    }

    @Test("parameters and log groups go and come back")
    func parametersAndLogs() async throws {
        let cloud = try TestCloud()
        _ = try await cloud.parameters.putParameter(.init(name: "/a", value: "1", type: .init(rawValue: "String")))
        _ = try await cloud.logs.createLogGroup(.init(logGroupName: "/g"))
        try await add(cloud, [.account(.parametersRemoved), .account(.logGroupsRemoved)])
        #expect(try await cloud.parameters.getParameters(.init(names: ["/a"])).parameters?.isEmpty ?? true)
        #expect(try await cloud.logs.describeLogGroups(.init()).logGroups?.isEmpty ?? true)
        await cloud.cloud.faults.removeAll()
        #expect(try await cloud.parameters.getParameters(.init(names: ["/a"])).parameters?.count == 1)
        #expect(try await cloud.logs.describeLogGroups(.init()).logGroups?.count == 1)
    }

    @Test("a call is refused with the words of the fault, all others are answered")
    func refusal() async throws {
        let cloud = try TestCloud()
        let ecs = ECS.Client(cloud.caller())
        try await add(
            cloud,
            [.callRefused(service: "ecs", operation: "CreateCluster", code: "ClientException", message: "not today")])
        let refused = await message { () async throws(AWSCallError<ECS.CreateClusterError>) in
            try await ecs.createCluster(.init(clusterName: "c"))
        }
        #expect(refused == "not today")
        #expect(try await ecs.listClusters(.init()).clusterArns?.isEmpty == true)
        await cloud.cloud.faults.removeAll()
        _ = try await ecs.createCluster(.init(clusterName: "c"))
    }
}
