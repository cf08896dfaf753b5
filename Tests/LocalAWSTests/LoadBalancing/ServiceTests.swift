import AWSRuntime
import AWSServices
import LocalAWS
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport
import Testing

/// Answers health checks as it is told, and counts them.
final class ScriptedProbe: ELB.HealthProbing {
    private let state = Mutex<(result: ELB.ProbeResult, count: Int)>((.answered(200), 0))

    func set(_ result: ELB.ProbeResult) { state.withLock { $0.result = result } }

    var count: Int { state.withLock { $0.count } }

    func check(_ plan: ELB.CheckPlan) async -> ELB.ProbeResult {
        state.withLock {
            $0.count += 1
            return $0.result
        }
    }
}

/// The service with its operations called as the gateway calls them.
struct ServiceFixture {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let time: BalancingTime
    let probe = ScriptedProbe()
    let service: ElasticLoadBalancing
    let table: OperationTable
    let context = CallContext(account: "000000000000", region: "us-east-1", accessKeyID: "test", requestID: "1")

    init(pace: Int) {
        time = BalancingTime(pace: pace)
        let ids = Mutex<UInt64>(0)
        service = ElasticLoadBalancing(
            group: group, probe: probe, time: time, logger: Logger(label: "test")
        ) {
            ids.withLock {
                $0 += 1
                return $0
            }
        }
        table = service.operations()
    }

    static func with(pace: Int = 1, _ body: (ServiceFixture) async throws -> Void) async throws {
        let fixture = ServiceFixture(pace: pace)
        do {
            try await body(fixture)
        } catch {
            await fixture.service.shutdown()
            try await fixture.group.shutdownGracefully()
            throw error
        }
        await fixture.service.shutdown()
        try await fixture.group.shutdownGracefully()
    }

    func call<O: AWSOperation>(_ operation: O.Type, _ input: O.Input) async throws -> O.Output {
        let entry = try #require(table.entries[O.name])
        return try O.Output(awsValue: await entry.handle(input.awsValue, context))
    }

    func refusal<O: AWSOperation>(_ operation: O.Type, _ input: O.Input) async throws -> String {
        do {
            _ = try await call(operation, input)
            return "not refused"
        } catch let error as any AWSErrorShape {
            return "\(type(of: error).code): \(error.message ?? "")"
        }
    }

    func balancer() async throws -> ELBv2.LoadBalancer {
        let made = try await call(ELBv2.CreateLoadBalancer.self, .init(name: "web", subnets: ["subnet-a", "subnet-b"]))
        return try #require(made.loadBalancers?.first)
    }

    func targetGroup(_ name: String = "blue") async throws -> String {
        let made = try await call(
            ELBv2.CreateTargetGroup.self,
            .init(name: name, protocol: .http, port: 8080, vpcId: "vpc-1", targetType: .ip))
        return try #require(made.targetGroups?.first?.targetGroupArn)
    }

    func listener(_ balancer: ELBv2.LoadBalancer, to group: String, port: Int = 80) async throws -> String {
        let made = try await call(
            ELBv2.CreateListener.self,
            .init(
                loadBalancerArn: balancer.loadBalancerArn ?? "", protocol: .http, port: port,
                defaultActions: [.init(type: .forward, targetGroupArn: group)]))
        return try #require(made.listeners?.first?.listenerArn)
    }

    func state(_ address: String, in group: String) async -> String? {
        await service.health(of: Target(id: address, port: 8080), in: group)?.state
    }

    /// Moves time on, once everybody who waits for it waits.
    func advance(_ duration: Duration, sleepers: Int = 1) async {
        await time.clock.waitForSleepers(sleepers)
        time.clock.advance(by: duration)
        await time.clock.waitForSleepers(sleepers)
    }
}

@Suite("The load balancing service", .timeLimit(.minutes(1)))
struct BalancingServiceTests {
    @Test("creates what it describes, with AWS's defaults")
    func describes() async throws {
        try await ServiceFixture.with { fixture in
            let balancer = try await fixture.balancer()
            #expect(balancer.state?.code == .provisioning && balancer.type == .application)
            #expect(balancer.dnsName?.hasPrefix("127.0.0.1:") == true)
            let described = try await fixture.call(ELBv2.DescribeLoadBalancers.self, .init(names: ["web"]))
                .loadBalancers
            #expect(described?.first?.state?.code == .active)
            #expect(described?.first?.availabilityZones?.map(\.zoneName) == ["us-east-1a", "us-east-1b"])
            let group = try await fixture.targetGroup()
            let listener = try await fixture.listener(balancer, to: group)
            let groups = try await fixture.call(ELBv2.DescribeTargetGroups.self, .init()).targetGroups
            let found = try #require(groups?.first)
            #expect(
                found.healthCheckPort == "traffic-port" && found.healthCheckPath == "/"
                    && found.matcher?.httpCode == "200")
            #expect(found.healthCheckIntervalSeconds == 30 && found.healthCheckTimeoutSeconds == 5)
            #expect(found.healthyThresholdCount == 5 && found.unhealthyThresholdCount == 2)
            #expect(found.loadBalancerArns == [try #require(balancer.loadBalancerArn)])
            let rules = try await fixture.call(ELBv2.DescribeRules.self, .init(listenerArn: listener)).rules
            #expect(rules?.map(\.priority) == ["default"] && rules?.first?.isDefault == true)
            let action = try #require(rules?.first?.actions?.first)
            #expect(action.targetGroupArn == group && action.forwardConfig?.targetGroups?.first?.weight == 1)
            let attributes = try await fixture.call(
                ELBv2.DescribeTargetGroupAttributes.self, .init(targetGroupArn: group)
            ).attributes
            #expect(attributes?.first { $0.key == "deregistration_delay.timeout_seconds" }?.value == "300")
        }
    }

    @Test("refuses by name what it does not do")
    func refusals() async throws {
        try await ServiceFixture.with { fixture in
            let network = try await fixture.refusal(
                ELBv2.CreateLoadBalancer.self, .init(name: "n", subnets: ["a", "b"], type: .network))
            #expect(
                network
                    == "ValidationError: LocalAWS does not implement 'network' for CreateLoadBalancer.Type; it takes only 'application'"
            )
            let pool = try await fixture.refusal(
                ELBv2.CreateLoadBalancer.self,
                .init(name: "n", subnets: ["a", "b"], customerOwnedIpv4Pool: "ipv4pool-coip-1"))
            #expect(pool == "ValidationError: LocalAWS does not implement CreateLoadBalancer.CustomerOwnedIpv4Pool")
            let balancer = try await fixture.balancer()
            let arn = try #require(balancer.loadBalancerArn)
            let group = try await fixture.targetGroup()
            let forward = ELBv2.Action(type: .forward, targetGroupArn: group)
            let https = try await fixture.refusal(
                ELBv2.CreateListener.self,
                .init(loadBalancerArn: arn, protocol: .https, port: 443, defaultActions: [forward]))
            #expect(
                https == "ValidationError: LocalAWS does not implement listeners with the protocol 'HTTPS'; use 'HTTP'")
            let cognito = try await fixture.refusal(
                ELBv2.CreateListener.self,
                .init(
                    loadBalancerArn: arn, protocol: .http, port: 80,
                    defaultActions: [.init(type: .authenticateCognito), forward]))
            #expect(cognito.contains("'authenticate-cognito' for Actions.Type"))
            let listener = try await fixture.listener(balancer, to: group)
            let header = try await fixture.refusal(
                ELBv2.CreateRule.self,
                .init(
                    listenerArn: listener, conditions: [.init(field: "source-ip", values: ["10.0.0.0/8"])], priority: 1,
                    actions: [forward]))
            #expect(header.contains("rule conditions on 'source-ip'"))
        }
    }

    @Test("carries traffic from the name it gives to registered targets, and stops with its listener")
    func carries() async throws {
        try await ServiceFixture.with { fixture in
            let balancer = try await fixture.balancer()
            let name = try #require(balancer.dnsName)
            let group = try await fixture.targetGroup()
            let listener = try await fixture.listener(balancer, to: group, port: 59_999)
            let backend = try await TestBackend.start(on: fixture.group) { _ in .whole(.ok, body: "from a target") }
            await fixture.service.register(Target(id: "127.0.0.1", port: backend.port), in: group)
            let port = try #require(Int(name.split(separator: ":")[1]))
            let request = "GET / HTTP/1.1\r\nHost: \(name)\r\nConnection: close\r\n\r\n"
            let client = try await RawClient.connect(port, on: fixture.group)
            try await client.send(request)
            #expect(await client.readToEnd().hasSuffix("from a target"))
            let endpoint = try #require(await fixture.service.endpoints().first)
            #expect(endpoint.port == 59_999 && endpoint.listener == listener)
            let own = try await RawClient.connect(endpoint.loopbackPort, on: fixture.group)
            try await own.send(request)
            #expect(await own.readToEnd().hasSuffix("from a target"))
            _ = try await fixture.call(ELBv2.DeleteListener.self, .init(listenerArn: listener))
            await #expect(throws: (any Error).self) {
                try await RawClient.connect(endpoint.loopbackPort, on: fixture.group)
            }
            _ = try await fixture.call(
                ELBv2.DeleteLoadBalancer.self, .init(loadBalancerArn: try #require(balancer.loadBalancerArn)))
            await #expect(throws: (any Error).self) { try await RawClient.connect(port, on: fixture.group) }
        }
    }

    @Test("checks at once, then every interval, and follows the thresholds")
    func healthChecks() async throws {
        try await ServiceFixture.with(pace: 1) { fixture in
            let balancer = try await fixture.balancer()
            let group = try await fixture.targetGroup()
            _ = try await fixture.listener(balancer, to: group)
            await fixture.service.register(Target(id: "10.0.0.1", port: 8080), in: group)
            await fixture.time.clock.waitForSleepers(1)
            #expect(await fixture.state("10.0.0.1", in: group) == "healthy")
            #expect(fixture.probe.count == 1)
            fixture.probe.set(.answered(503))
            await fixture.advance(.seconds(30))
            #expect(await fixture.state("10.0.0.1", in: group) == "healthy")
            await fixture.advance(.seconds(30))
            let health = await fixture.service.health(of: Target(id: "10.0.0.1", port: 8080), in: group)
            #expect(
                health
                    == .init(
                        state: "unhealthy", reason: "Target.ResponseCodeMismatch",
                        detail: "Health checks failed with these codes: [503]"))
            fixture.probe.set(.answered(200))
            for _ in 0..<5 {
                #expect(await fixture.state("10.0.0.1", in: group) == "unhealthy")
                await fixture.advance(.seconds(30))
            }
            #expect(await fixture.state("10.0.0.1", in: group) == "healthy")
            #expect(fixture.probe.count == 8)
        }
    }

    @Test("tries a fresh target that refuses connections ten times an interval while it runs faster than AWS")
    func quickFirstChecks() async throws {
        try await ServiceFixture.with(pace: 20) { fixture in
            fixture.probe.set(.failed)
            let balancer = try await fixture.balancer()
            let group = try await fixture.targetGroup()
            _ = try await fixture.listener(balancer, to: group)
            await fixture.service.register(Target(id: "10.0.0.1", port: 8080), in: group)
            for _ in 0..<9 { await fixture.advance(.milliseconds(150)) }
            #expect(fixture.probe.count == 10)
            #expect(await fixture.state("10.0.0.1", in: group) == "initial")
            fixture.probe.set(.answered(200))
            await fixture.advance(.milliseconds(150))
            #expect(await fixture.state("10.0.0.1", in: group) == "healthy")
        }
    }

    @Test("drains for the deregistration delay at the cloud's pace, then forgets the target")
    func drains() async throws {
        try await ServiceFixture.with(pace: 20) { fixture in
            let balancer = try await fixture.balancer()
            let group = try await fixture.targetGroup()
            _ = try await fixture.listener(balancer, to: group)
            let target = Target(id: "10.0.0.1", port: 8080)
            await fixture.service.register(target, in: group)
            await fixture.time.clock.waitForSleepers(1)
            await fixture.service.deregister(target, from: group)
            #expect(await fixture.state("10.0.0.1", in: group) == "draining")
            await fixture.time.clock.waitForSleepers(1)
            fixture.time.clock.advance(by: .milliseconds(14_900))
            #expect(await fixture.state("10.0.0.1", in: group) == "draining")
            fixture.time.clock.advance(by: .milliseconds(100))
            while await fixture.state("10.0.0.1", in: group) != nil { await Task.yield() }
            let reports = try await fixture.call(
                ELBv2.DescribeTargetHealth.self,
                .init(targetGroupArn: group, targets: [.init(id: "10.0.0.1", port: 8080)])
            ).targetHealthDescriptions
            #expect(reports?.first?.targetHealth?.state == .unused)
            #expect(reports?.first?.targetHealth?.reason == .init(rawValue: "Target.NotRegistered"))
        }
    }

    @Test("tells ECS about a target group and the load balancers that use it")
    func forECS() async throws {
        try await ServiceFixture.with { fixture in
            let group = try await fixture.targetGroup()
            #expect(await fixture.service.describe(targetGroup: group)?.loadBalancers == [])
            let balancer = try await fixture.balancer()
            _ = try await fixture.listener(balancer, to: group)
            #expect(
                await fixture.service.describe(targetGroup: group)
                    == TargetGroupSummary(
                        arn: group, targetType: "ip", port: 8080,
                        loadBalancers: [try #require(balancer.loadBalancerArn)]))
            #expect(await fixture.service.describe(targetGroup: group + "x") == nil)
            #expect(await fixture.service.health(of: Target(id: "10.0.0.1", port: 1), in: group) == nil)
        }
    }
}
