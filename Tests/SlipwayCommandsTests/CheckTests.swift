import AWSRuntime
import AWSServices
import ArgumentParser
import Foundation
import LocalAWS
import SlipwayAWS
import SlipwayConsole
import SlipwayDomain
import SlipwayManifest
import Testing

@testable import SlipwayCommands

/// `check` and `iam-policy` against an embedded cloud: what is known, what is not, and what is said about it.
@Suite("Checking") struct CheckTests {
    struct Line: Decodable {
        var type: String
        var id: String?
        var severity: String?
        var status: String?
        var failed: Int?
        var unknown: Int?
    }

    static func lines(_ outcome: Stage.Outcome) throws -> [Line] {
        try outcome.data.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    static func plan(_ stage: Stage) throws -> ServicePlan {
        let manifest = try PlanLoader.manifest(stage.context(MemorySink(), Redactor()), try GlobalOptions.parse([]))
        return try #require(manifest.services.first)
    }

    static func facts(_ stage: Stage) async throws -> Facts {
        let target = ECSReleaseTarget(
            clients: AWSClients(stage.caller), newToken: { "token" }, now: { SystemTime.now() }, learn: { _ in })
        return await target.collectFacts(for: try plan(stage))
    }

    @Test("refuses an image that this machine cannot make, before AWS is touched")
    func making() async throws {
        try await Stage.with { stage in
            #expect(try await stage.run("check", "--all").all.contains("with docker"))
            try FileManager.default.removeItem(atPath: "\(stage.project)/Dockerfile")
            let without = try await stage.run("check")
            #expect(without.exitCode != 0 && without.all.contains("there is no Dockerfile"))
            let program = "image: { repository: shop, executable: .build/release/Shop }"
            try stage.write(
                Stage.manifest.replacing("image: { repository: shop, build: . }", with: program), to: "slipway.yml")
            let unbuilt = try await stage.run("check")
            #expect(unbuilt.exitCode != 0)
            #expect(unbuilt.all.contains("swift build -c release --product Shop"))
            try FileManager.default.createDirectory(
                atPath: "\(stage.project)/.build/release", withIntermediateDirectories: true)
            try stage.write("#!/bin/sh\n" + String(repeating: "#", count: 80), to: ".build/release/Shop")
            #expect(try await stage.run("check").all.contains("it is a script"))
        }
    }

    @Test("refuses to build where neither docker nor buildah answers")
    func noBuilder() async throws {
        try await Stage.with { stage in
            var stage = stage
            stage.environment["PATH"] = "/nowhere"
            let outcome = try await stage.run("check")
            #expect(outcome.exitCode != 0 && outcome.all.contains("neither docker with an engine nor buildah"))
        }
    }

    // MARK: Facts

    @Test("collects what each recipe asks for, and says what is not there")
    func known() async throws {
        try await Stage.with { stage in
            let facts = try await Self.facts(stage)
            #expect(facts.caller?.value?.arn == stage.cloud.owner.arn)
            #expect(facts.cluster?.value != nil)
            #expect(facts.service == .missing)
            #expect(facts.repository?.value?.name == "shop")
            #expect(facts.logGroup?.value != nil)
            #expect(facts.targetGroup?.value?.name == "shop-dev")
            #expect(facts.loadBalancers?.value?.isEmpty == false)
            #expect(facts.roles["ecsTaskExecutionRole"]?.value != nil)
            #expect(facts.serviceLinkedRole?.value != nil)
            #expect(facts.network?.value?.subnets.map(\.id) == [try #require(stage.environment["SUBNET"])])
            let database = try #require(facts.secrets["dev/shop/database"]?.value)
            #expect(
                database.content.value
                    == .object([
                        SecretKey(name: "database_url", isEmpty: false), SecretKey(name: "jwt_secret", isEmpty: false),
                    ]))
            #expect(database.versions.flatMap(\.stages).contains("AWSCURRENT"))
            #expect(facts.parameters["/dev/shop/key"]?.value?.isEmpty == false)
            #expect(facts.permissions.contains { $0.action == "secretsmanager:GetSecretValue" })
            #expect(facts.permissions.allSatisfy { $0.allowed == .known(true) })

            let clients = AWSClients(stage.caller)
            _ = try await clients.secretsManager.deleteSecret(
                .init(secretId: "dev/shop/token", forceDeleteWithoutRecovery: true))
            _ = try await clients.logs.deleteLogGroup(.init(logGroupName: try Self.plan(stage).logs.group))
            let later = try await Self.facts(stage)
            #expect(later.secrets["dev/shop/token"] == .missing)
            #expect(later.logGroup == .missing)
        }
    }

    @Test("no value of a secret or parameter is in the facts")
    func values() async throws {
        try await Stage.with(secrets: Canaries.planted) { stage in
            let facts = try await Self.facts(stage)
            var dumped = ""
            dump(facts, to: &dumped)
            #expect(Canaries.found(in: dumped) == [])
            #expect(facts.secrets.count == 2)
        }
    }

    /// Denies one call, and tells what of the facts it takes away.
    struct Denial: Sendable, CustomTestStringConvertible {
        var action: String
        var isDenied: @Sendable (Facts, String) -> Bool

        init(_ action: String, _ isDenied: @escaping @Sendable (Facts, String) -> Bool) {
            self.action = action
            self.isDenied = isDenied
        }

        var testDescription: String { action }

        static let all = [
            Denial("ecs:DescribeClusters") { $0.cluster == .denied(action: $1) },
            Denial("ecs:DescribeServices") { $0.service == .denied(action: $1) },
            Denial("ecr:DescribeRepositories") { $0.repository == .denied(action: $1) },
            Denial("secretsmanager:DescribeSecret") { $0.secrets["dev/shop/token"] == .denied(action: $1) },
            Denial("secretsmanager:GetSecretValue") {
                $0.secrets["dev/shop/token"]?.value?.content == .denied(action: $1)
            },
            Denial("ssm:GetParameters") { $0.parameters["/dev/shop/key"] == .denied(action: $1) },
            Denial("logs:DescribeLogGroups") { $0.logGroup == .denied(action: $1) },
            Denial("iam:GetRole") { $0.roles["ecsTaskExecutionRole"] == .denied(action: $1) },
            Denial("ec2:DescribeSubnets") { $0.network == .denied(action: $1) },
            Denial("elasticloadbalancing:DescribeTargetGroups") { $0.targetGroup == .denied(action: $1) },
            Denial("elasticloadbalancing:DescribeLoadBalancers") { $0.loadBalancers == .denied(action: $1) },
        ]
    }

    @Test("what may not be looked at is denied by name, and stops nothing else; check then is unknown, not fine")
    func denied() async throws {
        try await Stage.with { stage in
            for denial in Denial.all {
                stage.faults.play { call, _ in call == denial.action ? .denied(call) : nil }
                let facts = try await Self.facts(stage)
                #expect(denial.isDenied(facts, denial.action), "\(denial.action)")
                #expect(facts.caller?.value != nil)
                let outcome = try await stage.run("check")
                #expect(outcome.data.contains(denial.action), "\(denial.action): \(outcome.all)")
            }
        }
    }

    // MARK: Output

    @Test("check says first what fails, and how long a deployment takes where nothing does")
    func text() async throws {
        try await Stage.with { stage in
            let fine = try await stage.run("check")
            #expect(fine.exitCode == 0, "\(fine.all)")
            #expect(fine.data.contains("expected on AWS: "))
            #expect(fine.data.contains("web can be deployed"))
            // The roles were made a moment ago, and an embedded cloud knows them at once.
            #expect(!fine.data.contains("half a minute"), "\(fine.data)")
            let all = try await stage.run("check", "--all")
            #expect(all.data.split(separator: "\n").count > fine.data.split(separator: "\n").count)

            try await stage.put(secret: "dev/shop/database", ["database_url": "postgres://h/d"])
            let outcome = try await stage.run("check")
            #expect(outcome.exitCode == SlipwayDomain.ExitCode.refused.rawValue)
            let first = try #require(outcome.data.split(separator: "\n").first)
            #expect(first.contains("secret-json-key-missing"), "\(outcome.data)")
            #expect(outcome.data.contains("jwt_secret"))
            #expect(outcome.data.contains("--skip-check secret-json-key-missing"))
            #expect(!outcome.data.contains("expected on AWS: "))

            stage.faults.play(nil)
            let refused = try await stage.run("deploy")
            #expect(refused.exitCode == SlipwayDomain.ExitCode.refused.rawValue)
            #expect(!stage.faults.calls.contains("ecs:CreateService"))
            let skipped = try await stage.run("deploy", "--skip-check", "secret-json-key-missing")
            // The tasks of the release do not start, but it was begun.
            #expect(stage.faults.calls.contains("ecs:RunTask"), "\(skipped.exitCode): \(skipped.all)")
            #expect(skipped.exitCode != SlipwayDomain.ExitCode.refused.rawValue)
            #expect(skipped.all.contains("jwt_secret"))
        }
    }

    @Test("in JSON each finding is a line, and the last one counts them")
    func json() async throws {
        try await Stage.with { stage in
            try await stage.put(secret: "dev/shop/database", ["database_url": "postgres://h/d"])
            let outcome = try await stage.run("check", "--output", "json")
            let lines = try Self.lines(outcome)
            let findings = lines.filter { $0.type == "finding" }
            let result = try #require(lines.last)
            #expect(result.type == "result")
            #expect(result.failed == findings.count { $0.severity == "fail" })
            #expect(result.unknown == findings.count { $0.severity == "unknown" })
            #expect(findings.contains { $0.severity == "fail" && $0.id == "secret-json-key-missing" })
            #expect(findings.count { $0.severity == "fail" } == 1)
        }
    }

    // MARK: Permissions

    static let deployer = LocalIdentity(
        accessKeyID: "AKIADEPLOYER00000001", secretAccessKey: "deployer-key", account: "000000000000",
        arn: "arn:aws:iam::000000000000:user/deployer", userID: "AIDADEPLOYER")

    struct Printed: Decodable {
        var policy: Policy
        struct Policy: Codable {
            var Version: String
            var Statement: [Statement]
        }
        struct Statement: Codable {
            var Sid: String
            var Effect: String
            var Action: [String]
            var Resource: [String]
            var Condition: [String: [String: [String]]]?
        }

        func document(without action: String? = nil) throws -> String {
            var policy = policy
            for index in policy.Statement.indices { policy.Statement[index].Action.removeAll { $0 == action } }
            policy.Statement.removeAll { $0.Action.isEmpty }
            return String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
        }
    }

    /// As IAM spells what LocalAWS counts by signing names.
    static func action(_ call: String) -> String {
        call.hasPrefix("monitoring:") ? "cloudwatch:" + call.dropFirst("monitoring:".count) : call
    }

    @Test("the printed policy is enough, and each action that is taken out of it is named", .timeLimit(.minutes(3)))
    func policy() async throws {
        try await Stage.with(identity: Self.deployer, casting: CanaryTests.harmless) { stage in
            var stage = stage
            let printed = try await stage.run("iam-policy", "--account", "000000000000", "--output", "json")
                .result(Printed.self)
            func grant(without action: String? = nil) throws {
                try stage.cloud.permissions.putUserPolicy(
                    try printed.document(without: action), as: "slipway", on: Self.deployer.arn,
                    account: "000000000000")
            }
            try grant()
            stage.faults.play(nil)
            let first = try await stage.run("check")
            #expect(first.exitCode == 0, "\(first.all)")
            let deployed = try await stage.run("deploy")
            #expect(deployed.exitCode == 0, "\(deployed.all)")
            stage.faults.play(nil)
            let whole = try await stage.run("check", "--all")
            #expect(whole.exitCode == 0, "\(whole.all)")
            #expect(!whole.all.contains("grant "), "\(whole.all)")
            // The deployment has ended.
            #expect(!whole.all.contains("under way"), "\(whole.all)")
            let reads = Set(stage.faults.calls.map(Self.action)).subtracting(["sts:GetCallerIdentity"])

            stage.environment["RELEASE"] = "2"
            stage.faults.play(nil)
            #expect(try await stage.run("deploy").exitCode == 0)
            let changes = Set(stage.faults.calls.map(Self.action)).subtracting(reads)
                .subtracting(["sts:GetCallerIdentity"])
            let listed = Set(printed.policy.Statement.flatMap(\.Action))
            #expect(reads.union(changes).subtracting(listed) == [])

            for action in reads.sorted() {
                try grant(without: action)
                let outcome = try await stage.run("check", "--all")
                #expect(outcome.all.contains(action), "\(action): \(outcome.all)")
            }
            for (number, action) in changes.sorted().enumerated() {
                try grant(without: action)
                stage.environment["RELEASE"] = "\(3 + number)"
                let outcome = try await stage.run("deploy")
                #expect(outcome.all.contains(action), "\(action): \(outcome.all)")
            }
        }
    }
}
