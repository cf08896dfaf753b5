import SlipwayDomain
import Testing

@testable import SlipwayDeploy

@Suite("From a plan to what ECS gets") struct DefinitionTests {
    @Test("binds secrets by their full ARN, with the key where one is named")
    func secrets() throws {
        let whole = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:whole-AbCdEf"
        let plan = try Planned.plan {
            $0.secrets.append(
                SecretBinding(variable: "ALL", reference: SecretReference(store: .secretsManager, identifier: whole)))
            $0.secrets.append(
                SecretBinding(variable: "KEY", reference: try SecretReference(parsing: "ssm:/dev/key")))
        }
        let resolved = try Planned.resolved { $0.secretARNs["/dev/key"] = "arn:aws:ssm:::parameter/dev/key" }
        let container = try #require(try DefinitionBuilder.definition(plan, resolved).containers.first)
        #expect(
            container.secrets == [
                PlainVariable(name: "ALL", value: whole),
                PlainVariable(name: "KEY", value: "arn:aws:ssm:::parameter/dev/key"),
                PlainVariable(name: "URL", value: "\(Planned.secret):url::"),
            ])
        #expect(container.variables.map(\.name) == ["MODE"], "a secret is no plain variable")
    }

    @Test("refuses a secret without an ARN, before the service is touched")
    func unresolved() throws {
        let plan = try Planned.plan()
        let resolved = try Planned.resolved { $0.secretARNs = [:] }
        let problem = #expect(throws: Problem.self) { try DefinitionBuilder.definition(plan, resolved) }
        #expect(problem?.exitCode == .failedBefore)
        #expect(problem?.message.contains("URL") == true)
    }

    @Test("sorts variables and pins the image to its digest")
    func container() throws {
        let plan = try Planned.plan {
            $0.variables = [PlainVariable(name: "Z", value: "1"), PlainVariable(name: "A", value: "2")]
        }
        let container = try #require(try DefinitionBuilder.definition(plan, try Planned.resolved()).containers.first)
        #expect(container.variables.map(\.name) == ["A", "Z"])
        #expect(container.image == "host.example/shop@sha256:\(String(repeating: "a", count: 64))")
        #expect(container.ports == [8080])
        #expect(container.logs == ContainerLogPlan(group: "/shop", region: "eu-west-1", streamPrefix: "web"))
    }

    @Test("keeps a health check within what ECS accepts")
    func health() throws {
        let plan = try Planned.plan {
            $0.health = HealthPlan(interval: .seconds(2), grace: .seconds(900), command: ["CMD", "true"])
        }
        let container = try #require(try DefinitionBuilder.definition(plan, try Planned.resolved()).containers.first)
        #expect(container.health?.interval == .seconds(5))
        #expect(container.health?.startPeriod == .seconds(300))
    }

    @Test("makes a new service with Fargate, and lets the load balancer find the container's port")
    func fresh() throws {
        let resolved = try Planned.resolved { $0.targetGroup = Planned.group }
        let settings = DefinitionBuilder.settings(
            try Planned.plan(), resolved, taskDefinition: "td:1", live: nil)
        #expect(settings.launchType == "FARGATE")
        #expect(settings.desiredCount == 2)
        #expect(
            settings.loadBalancers == [
                LoadBalancerBinding(targetGroup: Planned.group, container: "web", port: 8080)
            ])
        #expect(settings.gracePeriod == .seconds(30))
    }

    @Test("keeps what the live service has where the manifest says nothing")
    func live() throws {
        let live = ServiceSettings(
            taskDefinition: "td:1", desiredCount: 7,
            capacityProviders: [CapacityShare(provider: "FARGATE_SPOT", weight: 1)], platformVersion: "1.4.0",
            network: NetworkSettings(subnets: ["subnet-1"]), gracePeriod: .seconds(77),
            circuitBreaker: CircuitBreakerSettings(enable: true, rollback: false), alarms: ["errors"],
            enableExecuteCommand: true)
        var wanted = live
        wanted.taskDefinition = "td:2"
        wanted.desiredCount = 2
        let settings = DefinitionBuilder.settings(
            try Planned.plan(), try Planned.resolved(), taskDefinition: "td:2", live: live)
        #expect(settings == wanted)
    }

    @Test("starts a deployment only for what a service revision holds")
    func deployments() {
        let live = ChangesTests.settings
        let starting: [(inout ServiceSettings) -> Void] = [
            { $0.taskDefinition = "td:2" }, { $0.network = nil }, { $0.loadBalancers = [] }, { $0.launchType = nil },
            { $0.platformVersion = "1.4.0" },
            { $0.capacityProviders = [CapacityShare(provider: "FARGATE", weight: 1)] },
            { $0.registries = [RegistryBinding(registryARN: "r")] },
        ]
        let quiet: [(inout ServiceSettings) -> Void] = [
            { $0.desiredCount = 3 }, { $0.percent = PercentBounds(minimum: 50, maximum: 200) },
            { $0.gracePeriod = .seconds(1) }, { $0.alarms = ["a"] },
            { $0.circuitBreaker = CircuitBreakerSettings(enable: true, rollback: true) },
        ]
        #expect(!live.startsDeployment(comparedTo: live) && !live.differsBesideRevision(from: live))
        for change in starting {
            var settings = live
            change(&settings)
            #expect(settings.startsDeployment(comparedTo: live) && !settings.differsBesideRevision(from: live))
        }
        for change in quiet {
            var settings = live
            change(&settings)
            #expect(!settings.startsDeployment(comparedTo: live) && settings.differsBesideRevision(from: live))
        }
    }
}
