import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Secrets Manager")
struct SecretsTests {
    typealias Get = AWSCallError<SecretsManager.GetSecretValueError>
    typealias Delete = AWSCallError<SecretsManager.DeleteSecretError>
    let test: TestCloud

    init() throws {
        self.test = try TestCloud()
    }

    private func refusal(_ id: String, version: String? = nil, stage: String? = nil) async -> String? {
        await message { () throws(Get) in
            try await test.secrets.getSecretValue(.init(secretId: id, versionId: version, versionStage: stage))
        }
    }

    @Test("found by name, ARN and ARN without suffix; an ARN that looks complete is taken for complete")
    func finds() async throws {
        let made = try await test.secrets.createSecret(.init(name: "dev/db", secretString: "v"))
        let arn = try #require(made.arn)
        #expect(arn.hasPrefix("arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:dev/db-"))
        #expect(arn.count == "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:dev/db-".count + 6)
        for id in ["dev/db", arn, String(arn.dropLast(7))] {
            #expect(try await test.secrets.getSecretValue(.init(secretId: id)).secretString == "v")
        }
        let missing = "Secrets Manager can't find the specified secret."
        #expect(await refusal(arn.replacingRegion("eu-west-1")) == missing)
        _ = try await test.secrets.createSecret(.init(name: "app-secret", secretString: "v"))
        #expect(
            await refusal("arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:app-secret") == missing)
    }

    @Test("a new version takes AWSCURRENT and leaves AWSPREVIOUS; the same token again changes nothing")
    func versions() async throws {
        let first = String(repeating: "1", count: 32)
        let second = String(repeating: "2", count: 32)
        _ = try await test.secrets.createSecret(.init(name: "s", clientRequestToken: first, secretString: "one"))
        let put = try await test.secrets.putSecretValue(
            .init(secretId: "s", clientRequestToken: second, secretString: "two"))
        #expect(put.versionStages == ["AWSCURRENT"])
        _ = try await test.secrets.putSecretValue(
            .init(secretId: "s", clientRequestToken: second, secretString: "two"))
        let described = try await test.secrets.describeSecret(.init(secretId: "s"))
        #expect(described.versionIdsToStages == [first: ["AWSPREVIOUS"], second: ["AWSCURRENT"]])
        #expect(
            try await test.secrets.getSecretValue(.init(secretId: "s", versionStage: "AWSPREVIOUS")).secretString
                == "one")
        #expect(try await test.secrets.getSecretValue(.init(secretId: "s", versionId: first)).secretString == "one")
        #expect(
            await code { () throws(AWSCallError<SecretsManager.PutSecretValueError>) in
                try await test.secrets.putSecretValue(
                    .init(secretId: "s", clientRequestToken: second, secretString: "three"))
            } == "ResourceExistsException")
    }

    @Test("refusals of reads carry AWS's words")
    func readRefusals() async throws {
        _ = try await test.secrets.createSecret(.init(name: "empty"))
        #expect(
            await refusal("empty")
                == "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT")
        let id = String(repeating: "9", count: 32)
        #expect(
            await refusal("empty", version: id)
                == "Secrets Manager can't find the specified secret value for VersionId: \(id)")
    }

    @Test("labels move; AWSCURRENT cannot be taken away")
    func movesStages() async throws {
        let ids = ["1", "2"].map { String(repeating: $0, count: 32) }
        for id in ids {
            if id == ids[0] {
                _ = try await test.secrets.createSecret(.init(name: "s", clientRequestToken: id, secretString: id))
            } else {
                _ = try await test.secrets.putSecretValue(
                    .init(secretId: "s", clientRequestToken: id, secretString: id, versionStages: ["NEXT"]))
            }
        }
        typealias Move = AWSCallError<SecretsManager.UpdateSecretVersionStageError>
        #expect(
            await message { () throws(Move) in
                try await test.secrets.updateSecretVersionStage(
                    .init(secretId: "s", versionStage: "AWSCURRENT", moveToVersionId: ids[1]))
            }?.hasPrefix("The parameter RemoveFromVersionId can't be empty.") == true)
        #expect(
            await code { () throws(Move) in
                try await test.secrets.updateSecretVersionStage(
                    .init(secretId: "s", versionStage: "AWSCURRENT", removeFromVersionId: ids[0]))
            } == "InvalidParameterException")
        _ = try await test.secrets.updateSecretVersionStage(
            .init(
                secretId: "s", versionStage: "AWSCURRENT", removeFromVersionId: ids[0], moveToVersionId: ids[1]))
        let described = try await test.secrets.describeSecret(.init(secretId: "s"))
        #expect(described.versionIdsToStages == [ids[0]: ["AWSPREVIOUS"], ids[1]: ["AWSCURRENT", "NEXT"]])
    }

    @Test("deletion waits, blocks the name, can be taken back, and ends")
    func deletes() async throws {
        _ = try await test.secrets.createSecret(.init(name: "s", secretString: "v"))
        #expect(
            await code { () throws(Delete) in
                try await test.secrets.deleteSecret(.init(secretId: "s", recoveryWindowInDays: 3))
            } == "InvalidParameterException")
        _ = try await test.secrets.deleteSecret(.init(secretId: "s", recoveryWindowInDays: 7))
        #expect(
            await refusal("s")
                == "You can't perform this operation on the secret because it was marked for deletion.")
        #expect(
            await message { () throws(AWSCallError<SecretsManager.CreateSecretError>) in
                try await test.secrets.createSecret(.init(name: "s", secretString: "v"))
            } == "You can't create this secret because a secret with this name is already scheduled for deletion.")
        #expect(try await test.secrets.describeSecret(.init(secretId: "s")).deletedDate == test.time.now())
        #expect(try await test.secrets.listSecrets().secretList == [])
        #expect(try await test.secrets.listSecrets(.init(includePlannedDeletion: true)).secretList?.count == 1)
        _ = try await test.secrets.restoreSecret(.init(secretId: "s"))
        #expect(await refusal("s") == nil)
        _ = try await test.secrets.deleteSecret(.init(secretId: "s", recoveryWindowInDays: 7))
        test.time.move(.seconds(7 * 86_400))
        #expect(await refusal("s") == "Secrets Manager can't find the specified secret.")
        _ = try await test.secrets.createSecret(.init(name: "s", secretString: "again"))
        _ = try await test.secrets.deleteSecret(.init(secretId: "s", forceDeleteWithoutRecovery: true))
        _ = try await test.secrets.deleteSecret(.init(secretId: "s", forceDeleteWithoutRecovery: true))
        #expect(await refusal("s") == "Secrets Manager can't find the specified secret.")
    }

    @Test("lists by filter, in pages")
    func lists() async throws {
        for number in 0..<7 {
            test.time.move(.seconds(1))
            _ = try await test.secrets.createSecret(
                .init(
                    name: number.isMultiple(of: 2) ? "dev/\(number)" : "prod/\(number)",
                    description: "Secret number \(number)", secretString: "v",
                    tags: [.init(key: "team", value: number < 3 ? "red" : "blue")]))
        }
        func names(_ filters: [SecretsManager.Filter]) async throws -> [String] {
            try await test.secrets.listSecrets(.init(filters: filters)).secretList?.compactMap(\.name) ?? []
        }
        #expect(try await names([.init(key: .name, values: ["dev/"])]) == ["dev/0", "dev/2", "dev/4", "dev/6"])
        #expect(try await names([.init(key: .name, values: ["!dev/"])]) == ["prod/1", "prod/3", "prod/5"])
        #expect(
            try await names([.init(key: .tagValue, values: ["red"]), .init(key: .name, values: ["prod"])])
                == ["prod/1"])
        #expect(try await names([.init(key: .all, values: ["NUMBER 3"])]) == ["prod/3"])
        var pages: [[String]] = []
        for try await page in test.secrets.listSecretsPages(.init(maxResults: 3)) {
            pages.append(page.secretList?.compactMap(\.name) ?? [])
        }
        #expect(pages.map(\.count) == [3, 3, 1])
        #expect(pages.flatMap { $0 }.count == 7)
    }

    @Test("binary values and tags go round")
    func binaryAndTags() async throws {
        _ = try await test.secrets.createSecret(.init(name: "b", secretBinary: [0, 255, 10]))
        #expect(try await test.secrets.getSecretValue(.init(secretId: "b")).secretBinary == [0, 255, 10])
        _ = try await test.secrets.tagResource(.init(secretId: "b", tags: [.init(key: "a", value: "1")]))
        _ = try await test.secrets.tagResource(.init(secretId: "b", tags: [.init(key: "b", value: "2")]))
        _ = try await test.secrets.untagResource(.init(secretId: "b", tagKeys: ["a"]))
        #expect(
            try await test.secrets.describeSecret(.init(secretId: "b")).tags == [.init(key: "b", value: "2")])
    }
}

extension String {
    fileprivate func replacingRegion(_ region: String) -> String {
        var parts = split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        parts[3] = region
        return parts.joined(separator: ":")
    }
}

@Suite("Secrets of tasks")
struct TaskSecretsTests {
    let test: TestCloud

    init() throws {
        self.test = try TestCloud()
    }

    static let prefix =
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "

    private func read(_ valueFrom: String) async -> String {
        do throws(RuntimeFailure) {
            return try await test.cloud.taskSecrets.value(of: valueFrom, region: TestCloud.region)
        } catch {
            return error.reason
        }
    }

    @Test("whole values, keys, stages and versions")
    func reads() async throws {
        let made = try await test.secrets.createSecret(
            .init(
                name: "db",
                secretString: #"{"url":"postgres://x","port":5432,"on":true,"big":12345678,"list":[1,"a"],"none":null}"#
            ))
        let arn = try #require(made.arn)
        #expect(await read("\(arn):url::") == "postgres://x")
        #expect(await read("\(arn):port::") == "5432")
        #expect(await read("\(arn):on::") == "true")
        #expect(await read("\(arn):big::") == "1.2345678e+07")
        #expect(await read("\(arn):list::") == "[1 a]")
        #expect(await read("\(arn):none::") == "<nil>")
        _ = try await test.secrets.putSecretValue(.init(secretId: "db", secretString: #"{"url":"new"}"#))
        #expect(await read("\(arn):url::") == "new")
        #expect(await read("\(arn):url:AWSPREVIOUS:") == "postgres://x")
        #expect(await read("\(arn):url::\(try #require(made.versionId))") == "postgres://x")
        #expect(await read(arn) == #"{"url":"new"}"#)
        _ = try await test.parameters.putParameter(.init(name: "/app/key", value: "p", type: .secureString))
        #expect(await read("/app/key") == "p")
        #expect(await read("arn:aws:ssm:ap-northeast-2:000000000000:parameter/app/key") == "p")
    }

    @Test("failures in the agent's words")
    func failures() async throws {
        let made = try await test.secrets.createSecret(.init(name: "db", secretString: #"{"url":"x"}"#))
        let arn = try #require(made.arn)
        let asm = Self.prefix + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
        #expect(
            await read("\(arn):jwt_secret::")
                == asm + "retrieved secret from Secrets Manager did not contain json key jwt_secret")
        let gone = "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:gone-AbCdEf"
        #expect(
            await read("\(gone):k::")
                == asm + "failed to fetch secret \(gone) from secrets manager: ResourceNotFoundException: "
                + "Secrets Manager can't find the specified secret.")
        #expect(
            await read("\(arn):url")
                == Self.prefix + "unable to retrieve secret from asm: an invalid ARN format for the AWS Secrets "
                + "Manager secret was specified. Specify a valid ARN and try again.")
        _ = try await test.secrets.createSecret(.init(name: "plain", secretString: "hello"))
        let plain = try #require(try await test.secrets.describeSecret(.init(secretId: "plain")).arn)
        #expect(await read("\(plain):k::") == asm + "invalid character 'h' looking for beginning of value")
        #expect(
            await read("db")
                == Self.prefix + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
                + "invalid ssm parameters: db")
        _ = try await test.secrets.deleteSecret(.init(secretId: "db"))
        #expect(
            await read(arn)
                == asm + "failed to fetch secret \(arn) from secrets manager: InvalidRequestException: "
                + "You can't perform this operation on the secret because it was marked for deletion.")
    }

    @Test(
        "numbers as Go writes them",
        arguments: [
            (0, "0"), (5432, "5432"), (999_999, "999999"), (1_000_000, "1e+06"), (-1.5, "-1.5"), (0.0001, "0.0001"),
            (0.00001, "1e-05"), (123.456, "123.456"), (1e21, "1e+21"),
        ])
    func goNumbers(number: Double, text: String) {
        #expect(GoText.format(number) == text)
    }
}
