import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Failures of secrets") struct SecretTests {
    static let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf"

    static func fetch(_ text: String, _ change: (inout Workload) -> Void = { _ in }) throws -> Finding {
        let start = "ResourceInitializationError: unable to pull secrets or registry auth: "
        return try #require(Stopped.findings([Stopped.task(start + text)], change).first)
    }

    static func workload(_ value: String) -> (inout Workload) -> Void {
        {
            $0.taskDefinition = TaskDefinitionFact(
                arn: Stopped.definition, family: "web", revision: 2,
                executionRole: "arn:aws:iam::111122223333:role/shop-execution",
                containers: [
                    ContainerFact(name: "app", image: "shop", secrets: [PlainVariable(name: "URL", value: value)])
                ])
        }
    }

    @Test("the secret and the variable come from the task definition where AWS does not name them")
    func definition() throws {
        let key = try Self.fetch(
            "unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key url",
            Self.workload("\(Self.arn):url::"))
        #expect(key.cause.en == "dev/db has no key 'url', which URL asks for")
        #expect(key.fix.en.contains("--secret-id \(Self.arn) "))
        let json = try Self.fetch(
            "unable to retrieve secret from asm: invalid character 'p' looking for beginning of value",
            Self.workload("\(Self.arn):url::"))
        #expect(json.failure == "secret-value-not-json")
        #expect(json.cause.en.contains(Self.arn))
    }

    @Test("the role is the one of the text, else the task definition's, else nobody's")
    func roles() throws {
        let said = "unable to retrieve secret from asm: failed to fetch secret \(Self.arn) from secrets manager: "
        let denied = said + "AccessDeniedException: Access to KMS is not allowed"
        #expect(try Self.fetch(denied).cause.en == "the execution role may not decrypt \(Self.arn)")
        #expect(
            try Self.fetch(denied, Self.workload(Self.arn)).cause.en
                == "the execution role shop-execution may not decrypt \(Self.arn)")
        let user = "User: arn:aws:sts::111122223333:assumed-role/other/x is not authorized to perform: "
        let named = try Self.fetch(
            said + "AccessDeniedException: \(user)secretsmanager:GetSecretValue on resource: \(Self.arn)",
            Self.workload(Self.arn))
        #expect(named.cause.en == "the execution role other may not read \(Self.arn)")
        #expect(named.fix.en.contains("aws iam put-role-policy --role-name other "))
        #expect(named.fix.en.contains("\"Resource\":\"\(Self.arn)\""))
    }

    @Test("an ARN whose end is a word is told from one with Secrets Manager's own characters")
    func traps() throws {
        func failure(_ name: String) throws -> FailureID {
            let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:\(name)"
            return try Self.fetch(
                "unable to retrieve secret from asm: failed to fetch secret \(arn) from secrets manager: "
                    + "ResourceNotFoundException: Secrets Manager can't find the specified secret."
            ).failure
        }
        #expect(try failure("app-secret") == "secret-arn-suffix-trap")
        #expect(try failure("app-AbCdEf") == "secret-not-found")
        #expect(try failure("app-sec4et") == "secret-not-found")
        #expect(try failure("app-secrets") == "secret-not-found")
    }

    @Test("a login that fails is stale only where the task is older than its secret's value")
    func stale() {
        func findings(started: Int64, line: String = "password authentication failed") -> [FailureID] {
            let changed = Stopped.now.advanced(by: .seconds(-600))
            let task = Stopped.task(nil, code: nil) {
                $0.lastStatus = "RUNNING"
                $0.desiredStatus = "RUNNING"
                $0.startedAt = changed.advanced(by: .seconds(started))
            }
            return Stopped.findings([task], logs: [LogTail(task: task.arn, container: "app", lines: [line])]) {
                Self.workload("\(Self.arn):url::")(&$0)
                $0.secretsChangedAt = [
                    Self.arn: changed, "arn:aws:secretsmanager:r:a:secret:other-AbCdEf": Stopped.now,
                ]
            }.map(\.failure)
        }
        #expect(findings(started: -60) == ["secret-stale-in-running-tasks"])
        #expect(findings(started: 60) == [])
        #expect(findings(started: -60, line: "listening") == [])
    }

    @Test("no text repeats a secret's value")
    func values() throws {
        let found = try Self.fetch(
            "unable to retrieve secret from asm: invalid character 's' looking for beginning of value",
            Self.workload(Self.arn))
        for words in [found.cause, found.fix, found.title] { #expect(!words.en.contains("'s'")) }
    }
}
