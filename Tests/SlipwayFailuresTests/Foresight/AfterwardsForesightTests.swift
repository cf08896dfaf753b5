import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures after a deployment") struct AfterwardsForesightTests {
    static let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/old-AbCdEf"

    static func said(_ change: (inout Facts) -> Void) throws -> [String] {
        Foreseen.said(.afterwards, Foreseen.facts(change), try Foreseen.plan())
    }

    @Test("nothing is said of what nobody asked about")
    func silent() throws {
        #expect(try Self.said { _ in } == [])
    }

    @Test("a schedule that names a revision of the family is left behind")
    func schedules() throws {
        let start = "arn:aws:ecs:eu-west-1:111122223333:task-definition/"
        func said(_ fact: Fact<[PlainVariable]>) throws -> [String] { try Self.said { $0.schedules = fact } }
        func rule(_ definition: String) -> Fact<[PlainVariable]> {
            .known([PlainVariable(name: "nightly", value: start + definition)])
        }
        #expect(try said(rule("shop-dev-web:7")) == ["warn after-scheduled-task-old-revision"])
        #expect(try said(rule("shop-dev-web")) == ["ok after-scheduled-task-old-revision"])
        #expect(try said(rule("shop-dev-worker:7")) == ["ok after-scheduled-task-old-revision"])
        #expect(try said(.known([])) == ["ok after-scheduled-task-old-revision"])
        #expect(try said(.missing) == ["ok after-scheduled-task-old-revision"])
        #expect(try said(.denied(action: "events:ListRules")) == ["unknown after-scheduled-task-old-revision"])
    }

    @Test("a container without a log driver warns")
    func logs() throws {
        func said(_ driver: String?) throws -> [String] {
            try Self.said { $0.definition = Foreseen.definition { $0.containers[0].logDriver = driver } }
        }
        #expect(try said(nil) == ["warn after-no-logs"])
        #expect(try said("awslogs") == ["ok after-no-logs"])
    }

    @Test("what runs now is looked at as well: its secrets, and the images that a rule is going to remove")
    func running() throws {
        func said(_ secret: Fact<SecretFact>?, expiring: [String]? = nil) throws -> [String] {
            try Self.said {
                $0.taskDefinition = .known(
                    Foreseen.definition {
                        $0.containers[0].secrets = [PlainVariable(name: "OLD", value: Self.arn + ":url::")]
                    })
                $0.secrets[Self.arn] = secret
                $0.repository = expiring.map {
                    var repository = RepositoryFact(name: "shop", uri: "host.example/shop")
                    repository.expiring = $0
                    return .known(repository)
                }
            }
        }
        func secret(deletedAt: Moment? = nil) -> Fact<SecretFact> {
            .known(SecretFact(arn: Self.arn, name: "dev/old", deletedAt: deletedAt, content: .known(.binary)))
        }
        let name = "after-host-retirement-cannot-restart"
        #expect(try said(secret()) == ["ok \(name)"])
        #expect(try said(secret(deletedAt: Foreseen.now)) == ["warn \(name)"])
        #expect(try said(.missing) == ["warn \(name)"])
        #expect(try said(.denied(action: "secretsmanager:DescribeSecret")) == ["unknown \(name)"])
        #expect(try said(nil) == [])
        #expect(try said(nil, expiring: ["sha256:1"]) == ["warn \(name)"])
        #expect(try said(nil, expiring: []) == ["ok \(name)"])
    }
}
