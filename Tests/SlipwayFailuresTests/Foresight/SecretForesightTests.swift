import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of secrets") struct SecretForesightTests {
    static let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf"
    static let role = "arn:aws:iam::111122223333:role/shop-execution"
    static let url = Fact.known(SecretContent.object([SecretKey(name: "url", isEmpty: false)]))

    static func secret(
        _ content: Fact<SecretContent> = url, change: (inout SecretFact) -> Void = { _ in }
    ) -> Fact<SecretFact> {
        var secret = SecretFact(arn: arn, name: "dev/db", content: content)
        change(&secret)
        return .known(secret)
    }

    /// What is said of `URL`, which asks for a key of `dev/db`, or for what the reference says.
    static func said(
        _ fact: Fact<SecretFact>?, _ reference: String = "secret:dev/db#url", _ change: (inout Facts) -> Void = { _ in }
    ) throws -> [String] {
        let reference = try SecretReference(parsing: reference)
        let facts = Foreseen.facts {
            $0.secrets[reference.identifier] = fact
            change(&$0)
        }
        let plan = try Foreseen.plan { $0.secrets = [SecretBinding(variable: "URL", reference: reference)] }
        return Foreseen.said(.secret, facts, plan)
    }

    static func parameter(_ fact: Fact<ParameterFact>?, _ name: String = "/dev/key") throws -> [Finding] {
        let plan = try Foreseen.plan {
            $0.secrets = [SecretBinding(variable: "KEY", reference: try SecretReference(parsing: "ssm:\(name)"))]
        }
        return Foreseen.findings(.secret, Foreseen.facts { $0.parameters[name] = fact }, plan)
    }

    @Test("nothing is said of what nobody asked about")
    func silent() throws {
        #expect(Foreseen.said(.secret, Foreseen.facts(), try Foreseen.plan()) == [])
    }

    @Test("a secret and its key are there: one row for each variable")
    func fine() throws {
        #expect(try Self.said(Self.secret()) == ["ok secret-json-key-missing"])
        #expect(try Self.said(Self.secret(), "secret:dev/db") == ["ok secret-not-found"])
        #expect(try Self.said(Self.secret(), Self.arn + ":url::") == ["ok secret-json-key-missing"])
    }

    @Test("each way in which a secret is not as it should be is told by its own failure, once")
    func cases() throws {
        let other = Fact.known(SecretContent.object([SecretKey(name: "ulr", isEmpty: false)]))
        let empty = Fact.known(SecretContent.object([SecretKey(name: "url", isEmpty: true)]))
        let cases: [(Fact<SecretFact>, String)] = [
            (.missing, "fail secret-not-found"),
            (Self.secret { $0.deletedAt = Foreseen.now }, "fail secret-scheduled-for-deletion"),
            (Self.secret(.missing), "fail secret-version-missing"),
            (Self.secret(.known(.text(isEmpty: false))), "fail secret-value-not-json"),
            (Self.secret(.known(.binary)), "fail secret-value-not-json"),
            (Self.secret(other), "fail secret-json-key-missing"),
            (Self.secret(empty), "fail secret-value-empty"),
        ]
        for (fact, wanted) in cases { #expect(try Self.said(fact) == [wanted]) }
        #expect(
            try Self.said(Self.secret(.known(.text(isEmpty: true))), "secret:dev/db") == ["fail secret-value-empty"])
    }

    @Test("what we may not see is unknown, and a value that nobody needs is not asked for")
    func unseen() throws {
        let denied = Fact<SecretContent>.denied(action: "secretsmanager:GetSecretValue")
        #expect(
            try Self.said(.denied(action: "secretsmanager:DescribeSecret")) == ["unknown secret-not-found"])
        #expect(try Self.said(.planned(by: .infrastructure)) == ["planned secret-not-found"])
        #expect(try Self.said(Self.secret(denied)) == ["unknown secret-json-key-missing"])
        #expect(try Self.said(Self.secret(denied), "secret:dev/db") == ["ok secret-not-found"])
    }

    @Test("the version that is asked for must be there")
    func versions() throws {
        let current: (inout SecretFact) -> Void = {
            $0.versions = [SecretVersion(id: "one", stages: ["AWSCURRENT"])]
        }
        let pending: (inout SecretFact) -> Void = {
            $0.versions = [SecretVersion(id: "one", stages: ["AWSPENDING"])]
        }
        #expect(try Self.said(Self.secret(change: current)) == ["ok secret-json-key-missing"])
        #expect(try Self.said(Self.secret(change: pending)) == ["fail secret-version-missing"])
        #expect(
            try Self.said(Self.secret(change: current), Self.arn + ":url:AWSPREVIOUS:")
                == ["fail secret-version-missing"])
        #expect(try Self.said(Self.secret(change: current), Self.arn + ":url::one") == ["ok secret-json-key-missing"])
        #expect(try Self.said(Self.secret(change: current), Self.arn + ":url::two") == ["fail secret-version-missing"])
    }

    @Test("an ARN of another region, of a secret made anew, or without its last characters is no use")
    func arns() throws {
        let start = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"
        let far = "arn:aws:secretsmanager:us-east-1:111122223333:secret:dev/db-AbCdEf"
        #expect(try Self.said(.missing, far) == ["fail secret-not-found"])
        #expect(try Self.said(Self.secret(), start + "dev/db-ZyXwVu") == ["fail secret-not-found"])
        #expect(try Self.said(Self.secret(), start + "dev/db") == ["ok secret-not-found"])
        #expect(try Self.said(.missing, start + "dev/db-AbCdEf") == ["fail secret-not-found"])
        #expect(try Self.said(.missing, start + "app-secret") == ["fail secret-arn-suffix-trap"])
        #expect(try Self.said(.missing, "secret:app-secret") == ["fail secret-not-found"])
    }

    @Test("the nearest key is named")
    func nearest() throws {
        let facts = Foreseen.facts {
            $0.secrets["dev/db"] = Self.secret(.known(.object([SecretKey(name: "ulr", isEmpty: false)])))
        }
        let fixes = Foreseen.findings(.secret, facts, try Foreseen.plan()).map(\.fix.en)
        #expect(fixes == ["in slipway.yml: URL: \"secret:dev/db#ulr\""])
    }

    @Test("parameters are there, missing, empty, or out of our sight")
    func parameters() throws {
        let fact = ParameterFact(arn: "p", name: "/dev/key", type: "SecureString")
        var empty = fact
        empty.isEmpty = true
        func said(_ fact: Fact<ParameterFact>?) throws -> [String] {
            try Self.parameter(fact).map { "\($0.severity) \($0.failure)" }
        }
        #expect(try said(.known(fact)) == ["ok ssm-parameter-missing"])
        #expect(try said(.missing) == ["fail ssm-parameter-missing"])
        #expect(try said(.known(empty)) == ["fail ssm-parameter-missing"])
        #expect(try said(.denied(action: "ssm:GetParameters")) == ["unknown ssm-parameter-missing"])
        #expect(try said(nil) == [])
        #expect(try Self.parameter(.missing, "dev/key").map(\.fix.en) == ["in slipway.yml: KEY: \"ssm:/dev/key\""])
    }

    @Test(
        "the execution role must be allowed to read what is fetched for the task",
        arguments: [
            ("secretsmanager:GetSecretValue", "secret-access-denied"), ("kms:Decrypt", "secret-kms-denied"),
            ("ssm:GetParameters", "ssm-access-denied"), ("s3:GetObject", "envfile-access-denied"),
        ])
    func permissions(action: String, failure: String) throws {
        func said(_ allowed: Fact<Bool>, _ principal: String = Self.role) throws -> [String] {
            let facts = Foreseen.facts {
                $0.permissions = [
                    PermissionFact(principal: principal, action: action, resource: "arn:one", allowed: allowed)
                ]
            }
            return Foreseen.said(.secret, facts, try Foreseen.plan())
        }
        #expect(try said(.known(true)) == ["ok \(failure)"])
        #expect(try said(.known(false)) == ["fail \(failure)"])
        #expect(try said(.denied(action: "iam:SimulatePrincipalPolicy")) == ["unknown \(failure)"])
        #expect(try said(.known(false), "deployer") == [])
    }

    @Test("a key of one's own must be enabled; AWS's own needs no look")
    func keys() throws {
        func said(_ key: Fact<KeyFact>) throws -> [String] {
            try Self.said(Self.secret { $0.key = key }).filter { $0.hasSuffix("kms-denied") }
        }
        #expect(try said(.known(KeyFact(arn: "k"))) == ["ok secret-kms-denied"])
        #expect(try said(.known(KeyFact(arn: "k", state: "PendingDeletion"))) == ["fail secret-kms-denied"])
        #expect(try said(.known(KeyFact(arn: "k", isManagedByAWS: true))) == [])
        #expect(try said(.missing) == ["fail secret-kms-denied"])
        #expect(try said(.denied(action: "kms:DescribeKey")) == ["unknown secret-kms-denied"])
    }

    @Test("rotation warns; a secret that is younger than the running tasks is mended by this release")
    func rotation() throws {
        let changed = Foreseen.now.advanced(by: .seconds(-60))
        func said(rotates: Bool, started: Duration?) throws -> [String] {
            let fact = Self.secret {
                $0.rotates = rotates
                $0.lastChangedAt = changed
            }
            return try Self.said(fact, "secret:dev/db#url") { facts in
                var service = ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "td:1", desiredCount: 1))
                service.oldestTaskStartedAt = started.map { changed.advanced(by: $0) }
                facts.service = .known(service)
            }.filter { $0.hasSuffix("running-tasks") }
        }
        #expect(try said(rotates: true, started: nil) == ["warn secret-stale-in-running-tasks"])
        #expect(try said(rotates: false, started: .seconds(-10)) == ["ok secret-stale-in-running-tasks"])
        #expect(try said(rotates: false, started: .seconds(10)) == [])
        #expect(try said(rotates: false, started: nil) == [])
    }

    @Test("names that a stack is about to create must not belong to secrets that wait for their deletion")
    func stacks() throws {
        let facts = Foreseen.facts {
            var stack = StackFact(name: "shop", status: "UPDATE_COMPLETE")
            stack.secretsPendingDeletion = ["dev/db"]
            $0.stacks["shop"] = .known(stack)
        }
        #expect(Foreseen.said(.secret, facts, try Foreseen.plan()) == ["fail secret-scheduled-for-deletion"])
    }

    @Test("environment files are there, well formed, in the tasks' region, or out of our sight")
    func files() throws {
        func said(_ fact: Fact<EnvironmentFileFact>?, _ file: String = "arn:aws:s3:::config/app.env") throws -> [String]
        {
            let facts = Foreseen.facts {
                $0.definition = Foreseen.definition { $0.containers[0].environmentFiles = [file] }
                $0.environmentFiles[file] = fact
            }
            return Foreseen.said(.secret, facts, try Foreseen.plan())
        }
        let fine = EnvironmentFileFact(names: ["MODE"], region: "eu-west-1")
        #expect(try said(.known(fine)) == ["ok envfile-missing"])
        #expect(try said(.known(fine), "arn:aws:s3:::config/app.txt") == ["fail envfile-missing"])
        #expect(try said(.known(EnvironmentFileFact(names: [], badLines: [3]))) == ["fail envfile-missing"])
        #expect(try said(.known(EnvironmentFileFact(names: [], region: "us-east-1"))) == ["fail envfile-missing"])
        #expect(try said(.missing) == ["fail envfile-missing"])
        #expect(try said(.denied(action: "s3:GetObject")) == ["unknown envfile-missing"])
        #expect(try said(nil) == [])
    }
}
