import SlipwayDeploy
import SlipwayDomain
import Testing

@Suite("Changes") struct ChangesTests {
    static func sentences(_ change: (inout TaskDefinitionPlan) -> Void) throws -> [String] {
        Changes.between(try Planned.definition(), try Planned.definition(change)).map(\.sentence)
    }

    static let settings = ServiceSettings(
        taskDefinition: "td:1", desiredCount: 2, launchType: "FARGATE", network: NetworkSettings(subnets: ["subnet-1"]),
        loadBalancers: [LoadBalancerBinding(targetGroup: "tg", container: "web", port: 8080)])

    static func settingSentences(_ change: (inout ServiceSettings) -> Void) -> [String] {
        var new = settings
        change(&new)
        return Changes.between(settings, new).map(\.sentence)
    }

    @Test("shows nothing for a definition and settings that are as they were")
    func nothing() throws {
        #expect(try Self.sentences { _ in } == [])
        #expect(Self.settingSentences { _ in } == [])
        #expect(Self.settingSentences { $0.taskDefinition = "td:2" } == [], "the definition's own changes tell it")
    }

    @Test("says what is new where there was nothing")
    func first() throws {
        let definition = Changes.between(nil, try Planned.definition())
        #expect(definition.map(\.sentence) == ["task definition: shop-dev-web (new)"])
        #expect(Changes.between(nil, Self.settings).map(\.sentence) == ["service: 2 tasks (new)"])
    }

    @Test("says each change of a definition in one sentence with old and new")
    func definition() throws {
        let cases: [(String, (inout TaskDefinitionPlan) -> Void)] = [
            ("cpu: 256 → 512", { $0.cpu = 512 }),
            ("memory: 512 MiB → 1024 MiB", { $0.memory = 1024 }),
            ("task role: arn:role (new)", { $0.taskRole = "arn:role" }),
            ("image: \(try Planned.image()) → other", { $0.containers[0].image = "other" }),
            ("essential: true → false", { $0.containers[0].isEssential = false }),
            ("ports: 8080 (removed)", { $0.containers[0].ports = [] }),
            ("command: serve now (new)", { $0.containers[0].command = ["serve", "now"] }),
            ("stop time-out: 30s → 1m", { $0.containers[0].stopTimeout = .seconds(60) }),
            ("logs: /shop (web) → /shop (api)", { $0.containers[0].logs?.streamPrefix = "api" }),
            ("variable MODE: live → slow", { $0.containers[0].variables[0].value = "slow" }),
            (
                "variable LEVEL: debug (new)",
                { $0.containers[0].variables.append(PlainVariable(name: "LEVEL", value: "debug")) }
            ),
            ("variable MODE: live (removed)", { $0.containers[0].variables = [] }),
            (
                "health check: CMD true every 10s, 3 tries (new)",
                { $0.containers[0].health = ContainerHealthPlan(command: ["CMD", "true"], interval: .seconds(10)) }
            ),
        ]
        for (sentence, change) in cases { #expect(try Self.sentences(change) == [sentence]) }
    }

    @Test("names the container as soon as there is more than one")
    func containers() throws {
        let sentences = try Self.sentences {
            $0.containers[0].command = ["serve"]
            $0.containers.append(ContainerPlan(name: "proxy", image: "envoy"))
        }
        #expect(sentences == ["container web command: serve (new)", "container proxy: envoy (new)"])
    }

    @Test("shows of a secret where its value comes from")
    func secrets() throws {
        let other = "\(Planned.secret):address::"
        let changes = Changes.between(
            try Planned.definition(), try Planned.definition { $0.containers[0].secrets[0].value = other })
        #expect(changes.map(\.field) == ["secret URL"])
        #expect(changes.first?.old == "\(Planned.secret):url::")
        #expect(changes.first?.new == other)
    }

    @Test("shows what registering anew would drop")
    func foreign() throws {
        let old = try Planned.definition { $0.foreign = ["volumes"] }
        #expect(
            Changes.between(old, try Planned.definition()).map(\.sentence) == [
                "volumes: set outside of slipway (removed)"
            ])
    }

    @Test("says each change of a service's settings in one sentence with old and new")
    func service() {
        let cases: [(String, (inout ServiceSettings) -> Void)] = [
            ("count: 2 → 3", { $0.desiredCount = 3 }),
            ("minimum healthy percent: 100 → 50", { $0.percent = PercentBounds(minimum: 50, maximum: 200) }),
            ("maximum percent: 200 → 150", { $0.percent = PercentBounds(minimum: 100, maximum: 150) }),
            ("launch type: FARGATE → EC2", { $0.launchType = "EC2" }),
            ("platform version: 1.4.0 (new)", { $0.platformVersion = "1.4.0" }),
            ("grace period: 30s (new)", { $0.gracePeriod = .seconds(30) }),
            (
                "network: subnet-1 → subnet-1 with sg-1, public IP",
                {
                    $0.network = NetworkSettings(
                        subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIP: true)
                }
            ),
            ("load balancers: tg → web:8080 (removed)", { $0.loadBalancers = [] }),
            (
                "circuit breaker: on, rolls back (new)",
                { $0.circuitBreaker = CircuitBreakerSettings(enable: true, rollback: true) }
            ),
        ]
        for (sentence, change) in cases { #expect(Self.settingSentences(change) == [sentence]) }
    }
}
