import SlipwayDeploy
import SlipwayDomain
import Testing

/// A small plan and what AWS would tell about it, for tests to change.
enum Planned {
    static let moment = Moment(millisecondsSinceEpoch: 1_700_000_000_000)
    static let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/db-AbCdEf"
    static let group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"

    static func plan(_ change: (inout ServicePlan) throws -> Void = { _ in }) throws -> ServicePlan {
        var plan = ServicePlan(
            application: Application(name: "shop"), environment: Environment(name: "dev"),
            service: Service(region: "eu-west-1", cluster: "shop-dev", name: "web"), family: "shop-dev-web",
            container: "web", image: .reference(try ImageReference(parsing: "host.example/shop:1.2")), port: 8080,
            count: 2,
            variables: [PlainVariable(name: "MODE", value: "live")],
            secrets: [SecretBinding(variable: "URL", reference: try SecretReference(parsing: "secret:dev/db#url"))],
            health: HealthPlan(path: "/health"), roles: RolePlan(execution: "exec"), targetGroup: "web",
            logs: LogPlan(group: "/shop", streamPrefix: "web"),
            deployment: DeploymentPlan(budget: .seconds(86_400)))
        try change(&plan)
        return plan
    }

    /// The image under one of many digests.
    static func image(_ digit: Character = "a") throws -> ImageReference {
        let digest = try #require(Digest("sha256:" + String(repeating: digit, count: 64)))
        return ImageReference(registry: "host.example", repository: "shop", digest: digest)
    }

    static func resolved(
        _ change: (inout DefinitionBuilder.Resolved) -> Void = { _ in }
    ) throws -> DefinitionBuilder.Resolved {
        var resolved = DefinitionBuilder.Resolved(image: try image(), secretARNs: ["dev/db": secret])
        change(&resolved)
        return resolved
    }

    static func definition(_ change: (inout TaskDefinitionPlan) -> Void = { _ in }) throws -> TaskDefinitionPlan {
        var definition = try DefinitionBuilder.definition(try plan(), try resolved())
        change(&definition)
        return definition
    }
}
