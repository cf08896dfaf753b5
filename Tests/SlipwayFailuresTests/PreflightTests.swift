import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Preflight") struct PreflightTests {
    static let taken = Moment(millisecondsSinceEpoch: 1_700_000_000_000)
    static let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/db-AbCdEf"

    static func plan(_ change: (inout ServicePlan) -> Void = { _ in }) throws -> ServicePlan {
        var plan = ServicePlan(
            application: Application(name: "shop"), environment: Environment(name: "dev"),
            service: Service(region: "eu-west-1", cluster: "shop-dev", name: "web"), family: "shop-dev-web",
            container: "web", image: .reference(try ImageReference(parsing: "host.example/shop:1.2")), port: 8080,
            variables: [PlainVariable(name: "MODE", value: "live")],
            secrets: [
                SecretBinding(variable: "URL", reference: try SecretReference(parsing: "secret:dev/db#url")),
                SecretBinding(variable: "KEY", reference: try SecretReference(parsing: "ssm:/dev/key")),
            ], required: ["URL", "MODE"], health: HealthPlan(path: "/health"),
            roles: RolePlan(execution: "exec"), targetGroup: "tg", logs: LogPlan(group: "/shop", streamPrefix: "web"))
        change(&plan)
        return plan
    }

    static func facts(_ change: (inout Facts) -> Void = { _ in }) throws -> Facts {
        let digest = try #require(Digest("sha256:" + String(repeating: "a", count: 64)))
        var facts = Facts(
            takenAt: taken, cluster: .known(ClusterFact(arn: "c", name: "shop-dev", status: "ACTIVE")),
            service: .known(
                ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "td:1", desiredCount: 1))),
            repository: .known(RepositoryFact(name: "shop", uri: "host.example/shop")),
            image: .known(ImageFact(digest: digest, platforms: [.linuxX86])),
            secrets: ["dev/db": .known(secret(.known(.object([SecretKey(name: "url", isEmpty: false)]))))],
            parameters: ["/dev/key": .known(ParameterFact(arn: "p", name: "/dev/key", type: "SecureString"))],
            logGroup: .known(LogGroupFact(name: "/shop")),
            targetGroup: .known(
                TargetGroupFact(
                    arn: "arn:tg", name: "tg", targetType: "ip", port: 80, proto: "HTTP",
                    health: TargetGroupHealth(path: "/health"), loadBalancers: ["lb"])))
        change(&facts)
        return facts
    }

    static func secret(_ content: Fact<SecretContent>, deletedAt: Moment? = nil) -> SecretFact {
        SecretFact(arn: arn, name: "dev/db", deletedAt: deletedAt, content: content)
    }

    /// What is neither in order nor planned.
    static func bad(_ facts: Facts, _ plan: ServicePlan) -> [String] {
        Preflight.check(facts, plan).filter { ![.ok, .planned, .skipped].contains($0.severity) }
            .map { "\($0.severity) \($0.failure)" }
    }

    @Test("finds nothing wrong where nothing is, and says what it looked at")
    func allWell() throws {
        let findings = Preflight.check(try Self.facts(), try Self.plan())
        #expect(Preflight.passes(findings))
        #expect(Self.bad(try Self.facts(), try Self.plan()) == [])
        let subjects = findings.map(\.title)
        for subject in ["cluster shop-dev", "secret URL", "secret KEY", "log group /shop", "target group tg"] {
            #expect(subjects.filter { $0 == subject }.count == 1, "\(subject) in \(subjects)")
        }
    }

    @Test("foresees each failure from the one fact that tells it")
    func foresees() throws {
        let cases: [(String, (inout Facts) -> Void)] = [
            ("fail cluster-not-found", { $0.cluster = .missing }),
            ("fail svc-draining", { $0.service = .known(Self.draining) }),
            ("fail image-tag-not-found", { $0.image = .missing }),
            (
                "fail image-platform-mismatch",
                { facts in
                    guard case .known(var image)? = facts.image else { return }
                    image.platforms = [.linuxARM]
                    facts.image = .known(image)
                }
            ),
            ("fail secret-not-found", { $0.secrets["dev/db"] = .missing }),
            (
                "fail secret-scheduled-for-deletion",
                { $0.secrets["dev/db"] = .known(Self.secret(.known(.object([])), deletedAt: Self.taken)) }
            ),
            (
                "fail secret-value-not-json",
                { $0.secrets["dev/db"] = .known(Self.secret(.known(.text(isEmpty: false)))) }
            ),
            (
                "fail secret-json-key-missing",
                {
                    let keys = [SecretKey(name: "ulr", isEmpty: false)]
                    $0.secrets["dev/db"] = .known(Self.secret(.known(.object(keys))))
                }
            ),
            (
                "fail secret-value-empty",
                {
                    let keys = [SecretKey(name: "url", isEmpty: true)]
                    $0.secrets["dev/db"] = .known(Self.secret(.known(.object(keys))))
                }
            ),
            (
                "unknown secret-json-key-missing",
                { $0.secrets["dev/db"] = .known(Self.secret(.denied(action: "secretsmanager:GetSecretValue"))) }
            ),
            ("fail ssm-parameter-missing", { $0.parameters["/dev/key"] = .missing }),
            ("fail start-log-group-missing", { $0.logGroup = .missing }),
            ("fail lb-target-group-missing", { $0.targetGroup = .missing }),
            ("fail lb-target-type-mismatch", { Self.edit(&$0) { $0.targetType = "instance" } }),
            ("fail lb-target-group-unattached", { Self.edit(&$0) { $0.loadBalancers = [] } }),
            ("fail lb-target-port-mismatch", { Self.edit(&$0) { $0.health.port = "9999" } }),
            ("warn lb-target-port-mismatch", { Self.edit(&$0) { $0.health.path = "/other" } }),
            ("fail hc-elb-grace-too-short", { $0.usualBoot = .seconds(90) }),
            ("unknown start-log-group-missing", { $0.logGroup = .unknown(reason: "a time-out") }),
        ]
        for (wanted, change) in cases {
            #expect(Self.bad(try Self.facts(change), try Self.plan()) == [wanted])
        }
    }

    static let draining = ServiceFact(
        arn: "s", name: "web", status: "DRAINING", settings: ServiceSettings(taskDefinition: "td:1", desiredCount: 0))

    static func edit(_ facts: inout Facts, _ change: (inout TargetGroupFact) -> Void) {
        guard case .known(var group)? = facts.targetGroup else { return }
        change(&group)
        facts.targetGroup = .known(group)
    }

    @Test("foresees what the plan alone tells")
    func planned() throws {
        let cases: [(String, (inout ServicePlan) -> Void)] = [
            ("fail td-fargate-size-invalid", { $0.memory = 700 }),
            ("fail variable-missing", { $0.required.append("TOKEN") }),
            ("fail variable-given-twice", { $0.variables.append(PlainVariable(name: "URL", value: "x")) }),
            ("fail dep-minmax-deadlock", { $0.deployment.percent = PercentBounds(minimum: 100, maximum: 150) }),
            ("warn hc-elb-grace-too-short", { $0.health.grace = .zero }),
            ("warn td-execution-role-absent", { $0.roles.execution = nil }),
            ("fail lb-target-port-mismatch", { $0.port = nil }),
        ]
        for (wanted, change) in cases {
            #expect(Self.bad(try Self.facts(), try Self.plan(change)) == [wanted])
        }
    }

    @Test("what this run makes is planned, what we may not see is unknown, and neither refuses")
    func plannedAndDenied() throws {
        let facts = try Self.facts {
            $0.repository = .planned(by: .infrastructure)
            $0.image = .planned(by: .image)
            $0.logGroup = .planned(by: .infrastructure)
            $0.secrets["dev/db"] = .denied(action: "secretsmanager:DescribeSecret")
        }
        let findings = Preflight.check(facts, try Self.plan())
        #expect(Preflight.passes(findings))
        #expect(findings.filter { $0.severity == .planned }.count == 3)
        let secret = try #require(findings.first { $0.title == "secret URL" })
        #expect(secret.severity == .unknown)
        #expect(secret.cause.contains("secretsmanager:DescribeSecret"))
    }

    @Test("names the nearest key, the next legal size and the percent that moves")
    func fixes() throws {
        let facts = try Self.facts {
            $0.secrets["dev/db"] = .known(Self.secret(.known(.object([SecretKey(name: "ulr", isEmpty: false)]))))
        }
        let plan = try Self.plan {
            $0.cpu = 512
            $0.memory = 512
            $0.deployment.percent = PercentBounds(minimum: 100, maximum: 150)
        }
        let fixes = Preflight.check(facts, plan).filter { $0.severity == .fail }.map(\.fix)
        #expect(fixes.contains("in slipway.yml: cpu: 512, memory: 1024"))
        #expect(fixes.contains("in slipway.yml: URL: \"secret:dev/db#ulr\""))
        #expect(fixes.contains("in slipway.yml: deployment: { maximum: 200 }"))
    }
}
