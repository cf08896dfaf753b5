import AWSRuntime
import AWSServices
import LocalAWS
import SlipwayDeploy
import SlipwayDomain
import Testing

@testable import SlipwayAWS

@Suite("Translation to ECS and back") struct TranslationTests {
    static let service = Service(region: "eu-west-1", cluster: "shop-dev", name: "web")
    static let secret = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:dev/db-AbCdEf:url::"

    /// Everything that a plan can say.
    static let full = TaskDefinitionPlan(
        family: "shop-dev-web", cpu: 512, memory: 1024, platform: .linuxARM,
        executionRole: "arn:aws:iam::000000000000:role/execution", taskRole: "arn:aws:iam::000000000000:role/task",
        containers: [
            ContainerPlan(
                name: "web", image: "host.example/shop@sha256:\(String(repeating: "a", count: 64))",
                ports: [8080, 9090],
                command: ["serve", "--port", "8080"], entryPoint: ["/app"],
                variables: [PlainVariable(name: "A", value: "1"), PlainVariable(name: "B", value: "")],
                secrets: [PlainVariable(name: "URL", value: secret)],
                health: ContainerHealthPlan(
                    command: ["CMD-SHELL", "true"], interval: .seconds(7), timeout: .seconds(3), retries: 4,
                    startPeriod: .seconds(20)),
                logs: ContainerLogPlan(group: "/shop", region: "eu-west-1", streamPrefix: "web"),
                stopTimeout: .seconds(45)),
            ContainerPlan(name: "aside", image: "host.example/aside:1", isEssential: false),
        ])

    /// As little as a plan can say.
    static let bare = TaskDefinitionPlan(
        family: "bare", cpu: 256, memory: 512, platform: .linuxX86,
        containers: [ContainerPlan(name: "web", image: "host.example/shop:1")])

    @Test("a definition that was registered is read back as it was planned", arguments: [full, bare])
    func definitions(plan: TaskDefinitionPlan) throws {
        let context = CallContext(
            account: "000000000000", region: "eu-west-1", accessKeyID: "AKIA", requestID: "1")
        var plane = ControlPlane(timings: SchedulerTimings(pace: 20), seed: 3)
        let answer = try plane.registerTaskDefinition(
            ECS.RegisterTaskDefinitionRequest(plan), context, at: Timestamp(millisecondsSinceEpoch: 1_800_000_000_000))
        let arn = try #require(answer.taskDefinition?.taskDefinitionArn)
        let described = try plane.describeTaskDefinition(
            ECS.DescribeTaskDefinitionRequest(taskDefinition: arn), context)
        #expect(TaskDefinitionPlan(try #require(described.taskDefinition)) == plan)
    }

    @Test("what a registered definition holds beyond a plan is named, not forgotten")
    func foreign() {
        var container = ECS.ContainerDefinition(name: "web", image: "host.example/shop:1")
        container.user = "nobody"
        container.readonlyRootFilesystem = true
        var registered = ECS.TaskDefinition(containerDefinitions: [container], family: "bare")
        registered.volumes = [ECS.Volume(name: "data")]
        #expect(TaskDefinitionPlan(registered).foreign == ["volumes", "web.user", "web.readonlyRootFilesystem"])
    }

    static let live = ServiceSettings(
        taskDefinition: "td:1", desiredCount: 2, launchType: "FARGATE",
        network: NetworkSettings(subnets: ["subnet-1"], securityGroups: ["sg-1"]), gracePeriod: .seconds(30))

    /// Names of what an update would send, beside the service's own.
    static func sent(_ change: (inout ServiceSettings) -> Void) -> [String] {
        var settings = live
        change(&settings)
        guard case .structure(let fields) = ECS.UpdateServiceRequest(settings, service: service, live: live).awsValue
        else { return ["no structure"] }
        return fields.keys.filter { $0 != "cluster" && $0 != "service" }.sorted()
    }

    @Test("an update carries the fields that changed, and no others")
    func updates() {
        #expect(Self.sent { _ in } == [])
        let cases: [(String, (inout ServiceSettings) -> Void)] = [
            ("taskDefinition", { $0.taskDefinition = "td:2" }), ("desiredCount", { $0.desiredCount = 3 }),
            ("platformVersion", { $0.platformVersion = "1.4.0" }),
            ("networkConfiguration", { $0.network?.assignPublicIP = true }),
            (
                "loadBalancers",
                { $0.loadBalancers = [LoadBalancerBinding(targetGroup: "tg", container: "web", port: 8080)] }
            ),
            ("serviceRegistries", { $0.registries = [RegistryBinding(registryARN: "r")] }),
            ("deploymentConfiguration", { $0.percent = PercentBounds(minimum: 50, maximum: 200) }),
            (
                "deploymentConfiguration",
                { $0.circuitBreaker = CircuitBreakerSettings(enable: true, rollback: true) }
            ),
            ("healthCheckGracePeriodSeconds", { $0.gracePeriod = .seconds(60) }),
            ("enableExecuteCommand", { $0.enableExecuteCommand = true }),
        ]
        for (field, change) in cases { #expect(Self.sent(change) == [field]) }
    }

    @Test("another capacity provider strategy comes with a new deployment, as ECS wants it")
    func strategy() {
        let sent = Self.sent { $0.capacityProviders = [CapacityShare(provider: "FARGATE_SPOT", weight: 1)] }
        #expect(sent == ["capacityProviderStrategy", "forceNewDeployment"])
    }
}
