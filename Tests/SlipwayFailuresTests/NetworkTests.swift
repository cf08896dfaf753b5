import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Failures of networks") struct NetworkTests {
    static let image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1.2"
    static let login =
        "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve ecr registry auth: "
        + "RequestError: send request failed caused by: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": "

    /// A service whose tasks stand in two subnets: one leads out, the other nowhere.
    static func workload(_ change: (inout NetworkFact) -> Void = { _ in }) -> Workload {
        var workload = Workload(
            service: Service(region: "eu-west-1", cluster: "shop", name: "web"),
            taskDefinition: TaskDefinitionFact(
                arn: Stopped.definition, family: "web", revision: 2,
                containers: [ContainerFact(name: "app", image: image)]),
            settings: ServiceSettings(
                taskDefinition: "web:2", desiredCount: 2, launchType: "FARGATE",
                network: NetworkSettings(subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-app"])))
        var network = NetworkFact(
            vpc: VPCFact(id: "vpc-1"),
            subnets: [
                SubnetFact(
                    id: "subnet-a", vpc: "vpc-1", zone: "eu-west-1a", egress: .nat(id: "nat-1", state: "available")),
                SubnetFact(id: "subnet-b", vpc: "vpc-1", zone: "eu-west-1b", egress: .none),
            ], securityGroups: [SecurityGroupFact(id: "sg-app", vpc: "vpc-1")])
        change(&network)
        workload.network = network
        return workload
    }

    static func found(_ text: String, in subnet: String?, _ workload: Workload) throws -> Finding {
        try #require(Stopped.findings([Stopped.task(text) { $0.subnet = subnet }]) { $0 = workload }.first)
    }

    @Test("it is the subnet of the failed task that counts, and without it nobody guesses")
    func subnets() throws {
        let text = Self.login + "dial tcp 52.95.118.10:443: i/o timeout"
        let cut = try Self.found(text, in: "subnet-b", Self.workload())
        #expect(cut.failure == "net-no-egress-route")
        #expect(cut.cause.en.hasPrefix("subnet-b has no way out"))
        #expect(try Self.found(text, in: "subnet-a", Self.workload()).failure == "ecr-auth-network-timeout")
        #expect(try Self.found(text, in: nil, Self.workload()).failure == "ecr-auth-network-timeout")
        var onInstances = Self.workload()
        onInstances.settings?.launchType = "EC2"
        #expect(try Self.found(text, in: "subnet-b", onInstances).failure == "ecr-auth-network-timeout")
        var unseen = Self.workload()
        unseen.network = nil
        #expect(try Self.found(text, in: "subnet-b", unseen).failure == "ecr-auth-network-timeout")
    }

    @Test("the name that failed is told; one that is nobody's but the user's may be misspelt")
    func names() throws {
        let failed = try Self.found(
            Self.login + "dial tcp: lookup api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host",
            in: "subnet-b", Self.workload())
        #expect(failed.failure == "net-dns-disabled")
        #expect(failed.cause.en.hasPrefix("api.ecr.eu-west-1.amazonaws.com does not resolve"))
        #expect(failed.fix.en.contains("modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support"))
        let own = try Self.found(
            "CannotPullContainerError: failed to resolve ref registry.shop.example/web:1: failed to do request: Head "
                + "\"https://registry.shop.example/v2/web/manifests/1\": dial tcp: lookup registry.shop.example on "
                + "10.0.0.2:53: no such host", in: "subnet-a", Self.workload())
        #expect(own.failure == "image-registry-timeout")
    }

    @Test("a private address is an endpoint's only where AWS was asked")
    func privateAddresses() throws {
        let mirror =
            "CannotPullContainerError: failed to resolve ref mirror.shop.example/web:1: failed to do request: Head "
            + "\"https://mirror.shop.example/v2/web/manifests/1\": dial tcp 10.0.9.9:443: i/o timeout"
        #expect(try Self.found(mirror, in: "subnet-a", Self.workload()).failure == "image-registry-timeout")
        var unseen = Self.workload()
        unseen.network = nil
        #expect(try Self.found(mirror, in: "subnet-a", unseen).failure == "image-registry-timeout")
        let endpoint = try Self.found(
            Self.login + "dial tcp 10.0.1.7:443: i/o timeout", in: "subnet-b",
            Self.workload {
                $0.endpoints = [
                    EndpointFact(id: "vpce-1", service: "ecr.api", isGateway: false, securityGroups: ["sg-vpce"])
                ]
                $0.securityGroups.append(SecurityGroupFact(id: "sg-vpce", vpc: "vpc-1"))
            })
        #expect(endpoint.failure == "net-endpoint-sg-blocks")
        #expect(endpoint.cause.en.hasPrefix("the endpoint vpce-1 (ecr.api) lets nothing in"))
        #expect(endpoint.fix.en.contains("--group-id sg-vpce --protocol tcp --port 443 --source-group sg-app"))
    }

    // MARK: Foretold

    static func waiting(
        _ seconds: Int64, in subnet: String? = "subnet-b", _ workload: Workload = Self.workload(),
        _ change: (inout TaskObservation) -> Void = { _ in }
    ) -> [Finding] {
        let task = Stopped.task(nil, code: nil) {
            $0.lastStatus = "PENDING"
            $0.desiredStatus = "RUNNING"
            $0.createdAt = Stopped.now.advanced(by: .seconds(-seconds))
            $0.subnet = subnet
            change(&$0)
        }
        return Stopped.findings([task]) { $0 = workload }
    }

    @Test("a task that waits for 90 s in a subnet without a way is told before ECS tells it")
    func foretold() throws {
        let finding = try #require(Self.waiting(91).first)
        #expect(finding.failure == "ecr-auth-network-timeout")
        #expect(finding.confidence == .likely)
        #expect(finding.nature == .mayPass)
        #expect(
            finding.cause.en.hasPrefix("the task has waited 1 min 31 s for its login to ECR: subnet-b has no way out"))
        #expect(Self.waiting(90) == [])
        #expect(Self.waiting(300, in: "subnet-a") == [])
        #expect(Self.waiting(300, in: nil) == [])
        #expect(Self.waiting(300) { $0.pullStartedAt = Stopped.now } == [])
        #expect(Self.waiting(300) { $0.lastStatus = "PROVISIONING" } == [])
    }

    @Test("what it waits for is the first thing that it needs and cannot reach")
    func foretoldOf() {
        func findings(_ image: String, _ secret: String?) -> [FailureID] {
            var workload = Self.workload()
            workload.taskDefinition?.containers[0].image = image
            workload.taskDefinition?.containers[0].secrets = [secret].compactMap(\.self).map {
                PlainVariable(name: "KEY", value: $0)
            }
            return Self.waiting(120, workload).map(\.failure)
        }
        let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf"
        #expect(findings("nginx:1", secret) == ["secret-network-timeout"])
        #expect(findings("nginx:1", "/dev/key") == ["ssm-network-timeout"])
        #expect(findings(Self.image, secret) == ["ecr-auth-network-timeout"])
        // Other registries are asked when the pull begins.
        #expect(findings("nginx:1", nil) == [])
    }

    // MARK: Before

    @Test("ECS Exec needs a way of its own, and the task starts without it")
    func exec() throws {
        func said(_ isAsked: Bool, _ change: (inout NetworkFact) -> Void = { _ in }) throws -> [String] {
            let facts = Foreseen.facts {
                $0.network = Self.workload(change).network.map { .known($0) }
                $0.service = .known(
                    ServiceFact(
                        arn: "arn:web", name: "web", status: "ACTIVE",
                        settings: ServiceSettings(
                            taskDefinition: "web:1", desiredCount: 1, launchType: "FARGATE",
                            enableExecuteCommand: isAsked)))
            }
            return Foreseen.said(.afterwards, facts, try Foreseen.plan()).filter { $0.contains("exec") }
        }
        #expect(try said(true) == ["warn after-exec-unavailable"])
        #expect(try said(false) == [])
        #expect(
            try said(true) {
                $0.endpoints = [EndpointFact(id: "vpce-1", service: "ssmmessages", isGateway: false)]
            } == [])
        #expect(try said(true) { $0.subnets.removeLast() } == [])
    }
}
