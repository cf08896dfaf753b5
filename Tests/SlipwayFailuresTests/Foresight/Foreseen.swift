import SlipwayDomain
import SlipwayFailures

/// A plan, and facts that say nothing: each test puts in what it is about.
enum Foreseen {
    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)

    static func plan(_ change: (inout ServicePlan) throws -> Void = { _ in }) throws -> ServicePlan {
        var plan = ServicePlan(
            application: Application(name: "shop"), environment: Environment(name: "dev"),
            service: Service(region: "eu-west-1", cluster: "shop-dev", name: "web"), family: "shop-dev-web",
            container: "app", image: .reference(try ImageReference(parsing: "host.example/shop:1.2")), port: 8080,
            variables: [PlainVariable(name: "MODE", value: "live")],
            secrets: [
                SecretBinding(variable: "URL", reference: try SecretReference(parsing: "secret:dev/db#url")),
                SecretBinding(variable: "KEY", reference: try SecretReference(parsing: "ssm:/dev/key")),
            ], required: ["URL", "MODE"], health: HealthPlan(path: "/health"),
            roles: RolePlan(execution: "shop-execution", task: "shop-task"),
            network: NetworkSettings(subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-app"]),
            targetGroup: "web", logs: LogPlan(group: "/shop", streamPrefix: "web"))
        try change(&plan)
        return plan
    }

    static func facts() -> Facts { Facts(takenAt: now) }

    static func facts(_ change: (inout Facts) throws -> Void) rethrows -> Facts {
        var facts = Facts(takenAt: now)
        try change(&facts)
        return facts
    }

    /// A task definition with one container, as this run would register it.
    static func definition(_ change: (inout TaskDefinitionFact) -> Void = { _ in }) -> TaskDefinitionFact {
        var definition = TaskDefinitionFact(
            arn: "", family: "shop-dev-web", revision: 0, cpu: 256, memory: 512, networkMode: "awsvpc",
            executionRole: "arn:aws:iam::111122223333:role/shop-execution",
            taskRole: "arn:aws:iam::111122223333:role/shop-task",
            containers: [ContainerFact(name: "app", image: "host.example/shop:1.2", ports: [8080])])
        change(&definition)
        return definition
    }

    /// What the failures of that phase say: `fail secret-not-found`.
    static func said(_ phase: FailurePhase, _ facts: Facts, _ plan: ServicePlan) -> [String] {
        findings(phase, facts, plan).map { "\($0.severity) \($0.failure)" }
    }

    static func findings(_ phase: FailurePhase, _ facts: Facts, _ plan: ServicePlan) -> [Finding] {
        Preflight.check(facts, plan).filter { Catalogue.mode($0.failure)?.phase == phase }
    }
}
