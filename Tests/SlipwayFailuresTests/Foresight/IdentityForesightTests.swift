import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of roles and permissions") struct IdentityForesightTests {
    static let account = "111122223333"

    static func said(_ facts: (inout Facts) throws -> Void) throws -> [String] {
        Foreseen.said(.identity, try Foreseen.facts(facts), try Foreseen.plan())
    }

    static func role(
        _ name: String, trusts services: [String] = ["ecs-tasks.amazonaws.com"],
        _ change: (inout RoleFact) -> Void = { _ in }
    ) -> Fact<RoleFact> {
        var role = RoleFact(
            arn: "arn:aws:iam::\(account):role/\(name)", name: name, trust: services.map { TrustFact(service: $0) })
        change(&role)
        return .known(role)
    }

    static let service = Fact.known(
        ServiceFact(
            arn: "s", name: "web", status: "ACTIVE",
            settings: ServiceSettings(taskDefinition: "web:7", desiredCount: 1)))

    @Test("roles that ECS can take on, that it cannot, and that nobody may look at")
    func trust() throws {
        func roles(_ fact: Fact<RoleFact>) -> (inout Facts) -> Void { { $0.roles["shop-execution"] = fact } }
        let young = Foreseen.now.advanced(by: .seconds(-5))
        let cases: [(String, Fact<RoleFact>)] = [
            ("ok", Self.role("shop-execution")),
            ("ok", Self.role("shop-execution", trusts: ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"])),
            ("fail", Self.role("shop-execution", trusts: ["ecs.amazonaws.com"])), ("fail", .missing),
            ("unknown", .denied(action: "iam:GetRole")), ("planned", .planned(by: .infrastructure)),
            ("warn", Self.role("shop-execution") { $0.createdAt = young }),
        ]
        for (wanted, fact) in cases {
            #expect(try Self.said(roles(fact)) == ["\(wanted) iam-execution-role-unassumable"])
        }
        let both: (inout Facts) -> Void = {
            $0.roles = ["shop-execution": Self.role("shop-execution"), "shop-task": .missing]
        }
        #expect(try Self.said(both) == ["ok iam-execution-role-unassumable", "fail iam-task-role-unassumable"])
    }

    @Test(
        "a trust policy's conditions must fit the account and region",
        arguments: [
            ("111122223333", nil, true), ("999999999999", nil, false),
            (nil, "arn:aws:ecs:eu-west-1:111122223333:*", true),
            (nil, "arn:aws:ecs:*:111122223333:*", true), (nil, "arn:aws:ecs:us-east-1:111122223333:*", false),
            (nil, "arn:aws:ecs:eu-west-1:999999999999:*", false), (nil, "*", true),
        ] as [(String?, String?, Bool)])
    func conditions(sourceAccount: String?, sourceARN: String?, isFine: Bool) throws {
        let found = try Self.said {
            $0.caller = .known(CallerFact(account: Self.account, arn: "arn:aws:iam::\(Self.account):user/ci"))
            $0.roles["shop-execution"] = Self.role("shop-execution") {
                $0.trust[0].sourceAccount = sourceAccount
                $0.trust[0].sourceARN = sourceARN
            }
        }
        #expect(found == ["\(isFine ? "ok" : "fail") iam-execution-role-unassumable"])
    }

    @Test("an ARN that names another account's role is not taken for our role of that name")
    func otherAccount() throws {
        let arn = "arn:aws:iam::999999999999:role/shop-execution"
        let facts = Foreseen.facts {
            $0.definition = Foreseen.definition { $0.executionRole = arn }
            $0.roles[arn] = Self.role("shop-execution")
        }
        #expect(Foreseen.said(.identity, facts, try Foreseen.plan()) == ["fail iam-execution-role-unassumable"])
    }

    @Test("ECS's own role: needed for a new service, missed by an old one")
    func serviceLinkedRole() throws {
        let own = Self.role("AWSServiceRoleForECS", trusts: ["ecs.amazonaws.com"])
        let young = Self.role("AWSServiceRoleForECS", trusts: ["ecs.amazonaws.com"]) { $0.createdAt = Foreseen.now }
        let cases: [(String, Fact<RoleFact>, Fact<ServiceFact>)] = [
            ("ok iam-service-linked-role-missing", own, .missing),
            ("ok iam-service-linked-role-missing", own, Self.service),
            ("warn iam-service-linked-role-missing", young, .missing),
            ("warn iam-service-linked-role-missing", .missing, .missing),
            ("warn iam-service-permissions-degraded", .missing, Self.service),
            ("warn iam-service-permissions-degraded", Self.role("AWSServiceRoleForECS"), Self.service),
            ("unknown iam-service-linked-role-missing", .denied(action: "iam:GetRole"), .missing),
        ]
        for (wanted, role, service) in cases {
            let found = try Self.said {
                $0.serviceLinkedRole = role
                $0.service = service
            }
            #expect(found == [wanted])
        }
        for (wanted, allowed) in [("planned", Fact.known(true)), ("fail", .known(false))] {
            let found = try Self.said {
                $0.serviceLinkedRole = .missing
                $0.service = .missing
                $0.permissions = [
                    PermissionFact(
                        principal: "deployer", action: "iam:CreateServiceLinkedRole", resource: "*", allowed: allowed)
                ]
            }
            #expect(found == ["\(wanted) iam-service-linked-role-missing"])
        }
    }

    @Test("handing over roles, and everything else that whoever deploys must be allowed")
    func permissions() throws {
        func asking(
            _ action: String, _ fact: Fact<Bool>, of principal: String = "deployer"
        ) -> (inout Facts) -> Void {
            {
                $0.permissions = [
                    PermissionFact(principal: principal, action: action, resource: "arn:x:y/shop-task", allowed: fact)
                ]
            }
        }
        let denied = Fact<Bool>.denied(action: "iam:SimulatePrincipalPolicy")
        let task = "arn:aws:iam::\(Self.account):role/shop-task"
        let cases: [(String, (inout Facts) -> Void)] = [
            ("ok iam-passrole-denied", asking("iam:PassRole", .known(true))),
            ("fail iam-passrole-denied", asking("iam:PassRole", .known(false))),
            ("unknown iam-passrole-denied", asking("iam:PassRole", denied)),
            ("ok iam-deployer-denied", asking("ecs:UpdateService", .known(true))),
            ("fail iam-deployer-denied", asking("ecs:UpdateService", .known(false))),
            ("unknown iam-deployer-denied", asking("ecs:UpdateService", denied)),
            ("unknown iam-deployer-denied", asking("logs:GetLogEvents", .known(false))),
            ("ok app-aws-access-denied", asking("dynamodb:PutItem", .known(true), of: task)),
            ("warn app-aws-access-denied", asking("dynamodb:PutItem", .known(false), of: task)),
            ("unknown app-aws-access-denied", asking("dynamodb:PutItem", denied, of: task)),
        ]
        for (wanted, change) in cases { #expect(try Self.said(change) == [wanted]) }
    }

    @Test("a refused question that no fact can tell of is unknown by its action, and told once")
    func unanswered() throws {
        func unknown(_ actions: [String], _ change: (inout Facts) -> Void = { _ in }) throws -> [String] {
            let facts = Foreseen.facts {
                $0.unanswered = actions
                change(&$0)
            }
            return Preflight.check(facts, try Foreseen.plan()).filter { $0.severity == .unknown }
                .map { "\($0.failure) \($0.cause.en)" }
        }
        #expect(
            try unknown(["ecr:GetLifecyclePolicy", "x:NobodyKnows"]) == [
                "image-digest-gone we may not look: ecr:GetLifecyclePolicy is denied",
                "iam-deployer-denied we may not look: x:NobodyKnows is denied",
            ])
        let once = try unknown(["logs:DescribeLogGroups"]) { $0.logGroup = .denied(action: "logs:DescribeLogGroups") }
        #expect(once.count == 1)
    }

    @Test("only the plan's own roles may be handed over, not the one that ECS has for itself")
    func passedRoles() throws {
        let statements = LeastPolicy.statements(for: [.deploy], [try Foreseen.plan()], account: Self.account)
        let pass = try #require(statements.first { $0.actions == ["iam:PassRole"] })
        #expect(
            pass.resources == [
                "arn:aws:iam::\(Self.account):role/shop-execution", "arn:aws:iam::\(Self.account):role/shop-task",
            ])
        let look = try #require(statements.first { $0.actions.contains("iam:GetRole") })
        #expect(look.resources.contains { $0.hasSuffix("/AWSServiceRoleForECS") })
    }

    @Test("the fix names the role or the user that runs slipway")
    func callers() throws {
        func fix(_ arn: String) throws -> String? {
            let facts = Foreseen.facts {
                $0.caller = .known(CallerFact(account: Self.account, arn: arn))
                $0.permissions = [
                    PermissionFact(
                        principal: "deployer", action: "ecs:UpdateService", resource: "*", allowed: .known(false))
                ]
            }
            return Foreseen.findings(.identity, facts, try Foreseen.plan()).first?.fix.en
        }
        #expect(try fix("arn:aws:sts::1:assumed-role/deployer/ci")?.contains("--role-name deployer ") == true)
        #expect(try fix("arn:aws:iam::1:user/ci")?.contains("--user-name ci ") == true)
    }

    @Test("infrastructure roles: given, trusted by ECS itself, and with the policy for their purpose")
    func infrastructure() throws {
        let name = "arn:aws:iam::\(Self.account):role/infra"
        func found(_ role: String?, _ fact: Fact<RoleFact>?) throws -> [String] {
            try Self.said {
                guard case .known(var service) = Self.service else { return }
                service.infrastructureRoles = [InfrastructureRoleFact(purpose: .volumes, role: role)]
                $0.service = .known(service)
                $0.roles[name] = fact
            }
        }
        let policy = "AmazonECSInfrastructureRolePolicyForVolumes"
        let fine = Self.role("infra", trusts: ["ecs.amazonaws.com"]) { $0.managedPolicies = [policy] }
        #expect(try found(name, fine) == ["ok iam-infrastructure-role"])
        #expect(try found(nil, nil) == ["fail iam-infrastructure-role"])
        #expect(try found(name, .missing) == ["fail iam-infrastructure-role"])
        #expect(try found(name, Self.role("infra")) == ["fail iam-infrastructure-role"])
        #expect(try found(name, Self.role("infra", trusts: ["ecs.amazonaws.com"])) == ["warn iam-infrastructure-role"])
        #expect(try found(name, .denied(action: "iam:GetRole")) == ["unknown iam-infrastructure-role"])
        let shifting = try Self.said {
            guard case .known(var service) = Self.service else { return }
            service.trafficShifts = [TrafficShiftFact(targetGroup: "blue")]
            $0.service = .known(service)
        }
        #expect(shifting == ["fail iam-infrastructure-role"])
    }
}
