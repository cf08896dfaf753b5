import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing what fails of stacks") struct StackForesightTests {
    static func facts(_ status: String = "UPDATE_COMPLETE", _ change: (inout StackFact) -> Void = { _ in }) -> Facts {
        Foreseen.facts { facts in
            var stack = StackFact(name: "shop-dev", status: status)
            stack.types = [
                "Logs": "AWS::Logs::LogGroup", "Policy": "AWS::IAM::Policy", "Web": "AWS::ECS::TaskDefinition",
            ]
            change(&stack)
            facts.stacks = ["shop-dev": .known(stack)]
        }
    }

    static func bad(_ facts: Facts) throws -> [String] {
        Foreseen.findings(.stack, facts, try Foreseen.plan()).filter {
            ![.ok, .planned, .skipped].contains($0.severity)
        }
        .map { "\($0.severity) \($0.failure)" }
    }

    @Test("a stack's state tells whether it can be updated")
    func states() throws {
        let cases = [
            ("CREATE_COMPLETE", nil), ("UPDATE_COMPLETE", nil), ("UPDATE_ROLLBACK_COMPLETE", nil),
            ("IMPORT_COMPLETE", nil), ("UPDATE_FAILED", nil), ("ROLLBACK_COMPLETE", "fail cfn-rollback-complete"),
            ("ROLLBACK_FAILED", "fail cfn-rollback-complete"), ("CREATE_FAILED", "fail cfn-rollback-complete"),
            ("REVIEW_IN_PROGRESS", "fail cfn-rollback-complete"),
            ("UPDATE_ROLLBACK_FAILED", "fail cfn-update-rollback-failed"), ("DELETE_FAILED", "fail cfn-delete-failed"),
            ("UPDATE_IN_PROGRESS", "fail cfn-stack-busy"),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "fail cfn-stack-busy"),
        ]
        for (status, wanted) in cases {
            #expect(try Self.bad(Self.facts(status)) == [wanted].compactMap(\.self), "\(status)")
        }
    }

    @Test("a stack that is not there yet is none of these, and one that we may not see is unknown")
    func unseen() throws {
        #expect(Foreseen.said(.stack, Foreseen.facts { $0.stacks = ["a": .missing] }, try Foreseen.plan()) == [])
        #expect(
            Foreseen.said(
                .stack, Foreseen.facts { $0.stacks = ["a": .planned(by: .infrastructure)] }, try Foreseen.plan())
                == ["planned cfn-rollback-complete"])
        #expect(
            try Self.bad(Foreseen.facts { $0.stacks = ["a": .denied(action: "cloudformation:DescribeStacks")] })
                == ["unknown cfn-rollback-complete"])
        #expect(Foreseen.said(.stack, Foreseen.facts(), try Foreseen.plan()) == [])
    }

    @Test("what failed last is said with it")
    func because() throws {
        let facts = Self.facts("UPDATE_ROLLBACK_FAILED") {
            $0.failedResource = "Service"
            $0.failedReason = "TaskDefinition is inactive"
        }
        let finding = try #require(Foreseen.findings(.stack, facts, try Foreseen.plan()).first { $0.severity == .fail })
        #expect(finding.cause.en.contains("Service had failed: TaskDefinition is inactive"))
        #expect(finding.fix.en.contains("--resources-to-skip Service"))
    }

    @Test("each failure is foreseen from what was found in the template or its change set")
    func foresees() throws {
        let cases: [(String, (inout StackFact) -> Void)] = [
            (
                "fail cfn-export-in-use",
                {
                    var export = ExportFact(name: "VpcId", importedBy: ["shop-prod"])
                    export.isChanged = true
                    $0.exports = [export]
                }
            ),
            ("fail cfn-import-missing", { $0.missingImports = ["network-VpcId"] }),
            ("fail cfn-circular-dependency", { $0.circle = ["A", "B"] }),
            (
                "fail cfn-resource-already-exists",
                { $0.takenNames = [PlainVariable(name: "Logs", value: "/ecs/web")] }
            ),
            (
                "fail cfn-named-replacement",
                {
                    $0.replacements = [PlainVariable(name: "Service", value: "AWS::ECS::Service")]
                    $0.namedReplacements = [PlainVariable(name: "Service", value: "web")]
                }
            ),
            (
                "warn cfn-named-replacement",
                { $0.replacements = [PlainVariable(name: "Service", value: "AWS::ECS::Service")] }
            ),
            ("fail cfn-capabilities", { $0.missingCapabilities = ["CAPABILITY_NAMED_IAM"] }),
            (
                "fail cfn-template-invalid",
                { $0.validationErrors = [PlainVariable(name: "Service", value: "extraneous key [Port]")] }
            ),
            (
                "fail cfn-hook-blocked",
                { $0.hookFailures = [PlainVariable(name: "Shop::Guard", value: "not encrypted")] }
            ),
            ("warn cfn-iam-race", { $0.missingDependencies = [PlainVariable(name: "Service", value: "Policy")] }),
            ("warn cfn-drifted", { $0.drifted = [PlainVariable(name: "Logs", value: "MODIFIED")] }),
            (
                "fail cfn-secret-dynamic-reference",
                {
                    $0.unresolvedReferences = [
                        PlainVariable(name: "resolve:secretsmanager:db:SecretString:url", value: "no such key")
                    ]
                }
            ),
            ("warn cfn-quota", { $0.resourceCount = 490 }),
            ("warn cfn-quota", { $0.templateBytes = 2_000_000 }),
        ]
        for (wanted, change) in cases {
            #expect(try Self.bad(Self.facts("UPDATE_COMPLETE", change)) == [wanted])
        }
    }

    @Test("only what was looked at is said to be in order")
    func looked() throws {
        let plan = try Foreseen.plan()
        #expect(Foreseen.said(.stack, Self.facts(), plan) == ["ok cfn-rollback-complete"])
        let all = Foreseen.said(.stack, Self.facts("UPDATE_COMPLETE") { $0.looked = StackLook.allCases }, plan)
        #expect(
            Set(all) == [
                "ok cfn-rollback-complete", "ok cfn-export-in-use", "ok cfn-circular-dependency",
                "ok cfn-resource-already-exists", "ok cfn-template-invalid", "ok cfn-drifted",
            ])
        // An export that others use and that stays is no trouble; replaced things that nobody misses are none either.
        let used = Self.facts("UPDATE_COMPLETE") {
            $0.exports = [ExportFact(name: "VpcId", importedBy: ["shop-prod"])]
            $0.replacements = [PlainVariable(name: "Web", value: "AWS::ECS::TaskDefinition")]
        }
        #expect(try Self.bad(used) == [])
    }

    @Test("a stack that owns a service without a circuit breaker waits for hours")
    func breaker() throws {
        func said(_ breaker: CircuitBreakerSettings?, owns: Bool = true) throws -> [String] {
            var facts = Self.facts("UPDATE_COMPLETE") { if owns { $0.types["Service"] = "AWS::ECS::Service" } }
            var settings = ServiceSettings(taskDefinition: "td:1", desiredCount: 1)
            settings.circuitBreaker = breaker
            facts.service = .known(ServiceFact(arn: "s", name: "web", status: "ACTIVE", settings: settings))
            return try Self.bad(facts)
        }
        #expect(try said(nil) == ["warn cfn-service-did-not-stabilise"])
        #expect(try said(CircuitBreakerSettings(enable: true, rollback: true)) == [])
        #expect(try said(nil, owns: false) == [])
    }

    @Test("the stack's own role is asked about, and the session must outlast the deployment")
    func identity() throws {
        func said(_ allowed: Fact<Bool>) throws -> [String] {
            var facts = Self.facts("UPDATE_COMPLETE") { $0.role = "arn:aws:iam::111122223333:role/stack" }
            facts.permissions = [
                PermissionFact(
                    principal: "arn:aws:iam::111122223333:role/stack", action: "rds:CreateDBInstance", resource: "*",
                    allowed: allowed)
            ]
            return try Self.bad(facts)
        }
        #expect(try said(.known(true)) == [])
        #expect(try said(.known(false)) == ["fail cfn-access-denied"])
        #expect(try said(.denied(action: "iam:SimulatePrincipalPolicy")) == ["unknown cfn-access-denied"])
        func session(_ left: Int) throws -> [String] {
            try Self.bad(Foreseen.facts { $0.credentialsExpireAt = Foreseen.now.advanced(by: .seconds(left)) })
        }
        #expect(try session(3600) == [])
        #expect(try session(120) == ["warn cfn-session-expired"])
        #expect(try session(-5) == ["warn cfn-session-expired"])
    }
}
