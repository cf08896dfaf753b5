import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("What is foreseen of placement") struct PlacementForesightTests {
    typealias Change = @Sendable (inout InstanceFact) -> Void

    /// An instance with room for two tasks of 256 units and 512 MiB.
    static func instance(_ change: Change = { _ in }) -> InstanceFact {
        var instance = InstanceFact(
            arn: "arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/a", remainingCPU: 512,
            remainingMemory: 1024, registeredCPU: 2048, registeredMemory: 4096)
        instance.ownTasks = 0
        change(&instance)
        return instance
    }

    static func facts(
        _ instances: [InstanceFact], running: Int = 0, _ change: (inout Facts) -> Void = { _ in }
    ) -> Facts {
        Foreseen.facts {
            $0.instances = .known(instances)
            $0.definition = Foreseen.definition { $0.networkMode = "bridge" }
            $0.service = .known(
                ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "web:1", desiredCount: running), runningCount: running))
            change(&$0)
        }
    }

    static func plan(count: Int = 2, minimum: Int = 100, maximum: Int = 200) throws -> ServicePlan {
        try Foreseen.plan {
            $0.count = count
            $0.deployment.percent = PercentBounds(minimum: minimum, maximum: maximum)
        }
    }

    static func said(_ facts: Facts, _ plan: ServicePlan) -> [String] { Foreseen.said(.placement, facts, plan) }

    @Test("tasks that fit on the instances are in order, and that is told once")
    func fits() throws {
        #expect(Self.said(Self.facts([Self.instance()]), try Self.plan()) == ["ok place-no-instances"])
    }

    @Test("on Fargate nothing is said of instances")
    func fargate() throws {
        #expect(Self.said(Foreseen.facts(), try Self.plan()) == [])
    }

    @Test("what instances lack is told by the failure of that name", arguments: Lack.all)
    func lacking(lack: Lack) throws {
        let facts = Self.facts([Self.instance(lack.instance)], lack.facts)
        let findings = Foreseen.findings(.placement, facts, try Self.plan(count: 1))
        #expect(findings.map { "\($0.severity) \($0.failure)" } == [lack.wanted])
        #expect(findings.allSatisfy { !$0.fix.isEmpty && !$0.withoutUs.isEmpty })
    }

    struct Lack: Sendable, CustomTestStringConvertible {
        var wanted: String
        var instance: Change = { _ in }
        var facts: @Sendable (inout Facts) -> Void = { _ in }
        var testDescription: String { wanted }

        static let all = [
            Lack(wanted: "fail place-no-instances", instance: { $0.status = "DRAINING" }),
            Lack(wanted: "fail place-agent-disconnected", instance: { $0.isAgentConnected = false }),
            Lack(wanted: "fail place-insufficient-cpu", instance: { $0.remainingCPU = 128 }),
            Lack(wanted: "fail place-insufficient-cpu", instance: { $0.registeredCPU = 128 }),
            Lack(wanted: "fail place-insufficient-memory", instance: { $0.remainingMemory = 128 }),
            Lack(
                wanted: "fail place-port-in-use", instance: { $0.usedPorts = [22, 80] },
                facts: { $0.definition?.containers[0].fixedHostPorts = [80] }),
            Lack(
                wanted: "fail place-eni-limit", instance: { $0.freeInterfaces = 0 },
                facts: { $0.definition?.networkMode = "awsvpc" }),
            Lack(wanted: "fail place-gpu-missing", facts: { $0.definition?.containers[0].gpus = 1 }),
            Lack(
                wanted: "fail place-missing-attribute", instance: { $0.attributes = ["ecs.os-type=linux"] },
                facts: { $0.definition?.requiredAttributes = ["ecs.capability.secrets.asm"] }),
            Lack(
                wanted: "fail place-constraint-unsatisfied", instance: { $0.attributes = ["zone=a"] },
                facts: { $0.definition?.placementExpressions = ["attribute:zone == b"] }),
        ]
    }

    @Test("a fixed port does not matter to a task with its own address")
    func ownAddress() throws {
        let facts = Self.facts([Self.instance { $0.usedPorts = [80] }]) {
            $0.definition?.networkMode = "awsvpc"
            $0.definition?.containers[0].fixedHostPorts = [80]
        }
        #expect(Self.said(facts, try Self.plan(count: 1)) == ["ok place-no-instances"])
    }

    @Test("a full cluster stops a rollout only where no old task may stop first")
    func besideOldOnes() throws {
        let full = Self.instance {
            $0.remainingCPU = 0
            $0.ownTasks = 2
        }
        let facts = Self.facts([full], running: 2)
        #expect(Self.said(facts, try Self.plan()) == ["fail place-insufficient-cpu"])
        #expect(Self.said(facts, try Self.plan(minimum: 50)) == ["ok place-no-instances"])
        // They may stop, but then there is no room for all that are wanted.
        #expect(Self.said(facts, try Self.plan(count: 4, minimum: 25)) == ["fail place-insufficient-cpu"])
    }

    @Test("room for some of the new tasks is enough, in steps")
    func steps() throws {
        let tight = Self.instance {
            $0.remainingCPU = 256
            $0.ownTasks = 2
        }
        let findings = Foreseen.findings(.placement, Self.facts([tight], running: 2), try Self.plan())
        #expect(findings.map { "\($0.severity) \($0.failure)" } == ["warn place-insufficient-cpu"])
        #expect(findings.first?.cause.en.contains("only 1 of 2") == true)
    }

    @Test("one task an instance needs as many instances as old and new tasks")
    func distinct() throws {
        let facts: (Int) -> Facts = { count in
            let instances = (0..<count).map { number in
                Self.instance { $0.ownTasks = number == 0 ? 1 : 0 }
            }
            return Self.facts(instances, running: 1) { facts in
                guard case .known(var service)? = facts.service else { return }
                service.needsDistinctInstances = true
                facts.service = .known(service)
            }
        }
        #expect(Self.said(facts(1), try Self.plan(count: 1)) == ["fail place-constraint-unsatisfied"])
        #expect(Self.said(facts(2), try Self.plan(count: 1)) == ["ok place-no-instances"])
    }

    @Test("a group that may grow turns a lack of room into a wait")
    func growing() throws {
        let provider = CapacityProviderFact(name: "shop", managesScaling: true, instances: 1, maximum: 3)
        let facts = Self.facts([Self.instance { $0.remainingCPU = 0 }]) { $0.capacityProviders = .known([provider]) }
        #expect(
            Self.said(facts, try Self.plan()) == [
                "ok capacity-provider-cannot-scale", "warn place-insufficient-cpu",
            ])
    }

    @Test(
        "expressions of one term are judged, others are not",
        arguments: [
            ("attribute:ecs.instance-type == t3.small", true), ("attribute:ecs.instance-type != t3.small", false),
            ("attribute:ecs.instance-type in [t3.small, t3.large]", true), ("attribute:gpu exists", false),
            ("attribute:gpu !exists", true), ("attribute:ecs.instance-type not_in [t3.small]", false),
            ("attribute:gpu exists or attribute:ecs.os-type == windows", true), ("task:group == x", true),
        ])
    func expressions(text: String, holds: Bool) throws {
        let facts = Self.facts([Self.instance { $0.attributes = ["ecs.instance-type=t3.small"] }]) {
            $0.definition?.placementExpressions = [text]
        }
        let wanted = holds ? "ok place-no-instances" : "fail place-constraint-unsatisfied"
        #expect(Self.said(facts, try Self.plan(count: 1)) == [wanted])
    }

    // MARK: Quotas

    static func quota(
        _ kind: QuotaFact.Kind = .fargateProcessors, limit: Double = 6, used: Double, running: Int = 2,
        _ shares: [CapacityShare] = []
    ) -> Facts {
        Foreseen.facts {
            $0.quotas = [QuotaFact(kind: kind, limit: .known(limit), used: .known(used))]
            $0.service = .known(
                ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "web:1", desiredCount: 2, capacityProviders: shares),
                    runningCount: running))
        }
    }

    @Test(
        "the quota of vCPUs is judged at the rollout's narrow places",
        arguments: [
            (5.5, 100, "ok"),  // Two new tasks of 0.25 fit beside the two that run.
            (5.75, 100, "warn"),  // One does.
            (6.0, 100, "fail"),  // None does, and none of the old may stop first.
            (6.0, 50, "warn"),  // One of the old stops first.
            (6.5, 50, "fail"),  // Somebody else has eaten up even what we had.
        ])
    func quotas(used: Double, minimum: Int, wanted: String) throws {
        let facts = Self.quota(used: used)
        #expect(Self.said(facts, try Self.plan(minimum: minimum)) == ["\(wanted) capacity-vcpu-quota"])
    }

    @Test("a task larger than the whole quota is another failure than a quota that is used up")
    func tooLarge() throws {
        var plan = try Self.plan()
        plan.cpu = 8192
        #expect(Self.said(Self.quota(used: 0), plan) == ["fail capacity-size-above-limit"])
    }

    @Test("each quota counts only the tasks of its kind")
    func shares() throws {
        let spot = [CapacityShare(provider: "FARGATE_SPOT", weight: 1)]
        let mixed = [CapacityShare(provider: "FARGATE", weight: 1, base: 1)] + spot
        #expect(
            Self.said(Self.quota(used: 6, spot), try Self.plan()) == ["warn capacity-spot-interrupted"])
        #expect(
            Self.said(Self.quota(.fargateSpotProcessors, used: 6, running: 0, mixed), try Self.plan())
                == ["ok capacity-spot-interrupted", "fail capacity-vcpu-quota"])
    }

    @Test("a quota that may not be looked at is unknown, once")
    func quotaDenied() throws {
        let facts = Foreseen.facts {
            $0.quotas = [
                QuotaFact(
                    kind: .fargateProcessors, limit: .denied(action: "servicequotas:GetServiceQuota"), used: .known(1))
            ]
        }
        #expect(Self.said(facts, try Self.plan()) == ["unknown capacity-vcpu-quota"])
    }

    // MARK: Capacity

    @Test("what keeps a group from growing is told, provider by provider")
    func providers() throws {
        let fine = CapacityProviderFact(name: "a", managesScaling: true, instances: 1, maximum: 3)
        let full = CapacityProviderFact(name: "b", managesScaling: true, instances: 3, maximum: 3)
        let still = CapacityProviderFact(name: "c", managesScaling: false, instances: 1, maximum: 3)
        let failing = CapacityProviderFact(
            name: "d", managesScaling: true, instances: 1, maximum: 3, failedActivity: "VcpuLimitExceeded")
        let facts = Foreseen.facts { $0.capacityProviders = .known([fine, full, still, failing]) }
        let findings = Foreseen.findings(.placement, facts, try Self.plan())
        #expect(findings.map(\.severity) == [.ok, .warn, .warn, .warn])
        #expect(findings.allSatisfy { $0.failure == "capacity-provider-cannot-scale" })
        #expect(findings.last?.evidence.first?.text == "VcpuLimitExceeded")
    }

    @Test("a service in one zone depends on that zone's capacity")
    func zones() throws {
        let network: ([String]) -> Facts = { zones in
            Foreseen.facts {
                $0.network = .known(
                    NetworkFact(
                        vpc: VPCFact(id: "vpc"),
                        subnets: zones.map { SubnetFact(id: "subnet-\($0)", vpc: "vpc", zone: $0, egress: .none) },
                        securityGroups: []))
            }
        }
        #expect(Self.said(network(["a"]), try Self.plan()) == ["warn capacity-fargate-unavailable"])
        #expect(Self.said(network(["a", "b"]), try Self.plan()) == ["ok capacity-fargate-unavailable"])
    }

    @Test("instances and providers that may not be looked at are unknown, once each")
    func denied() throws {
        let facts = Foreseen.facts {
            $0.instances = .denied(action: "ecs:ListContainerInstances")
            $0.capacityProviders = .denied(action: "ecs:DescribeCapacityProviders")
        }
        #expect(
            Self.said(facts, try Self.plan()) == [
                "unknown capacity-provider-cannot-scale", "unknown place-no-instances",
            ])
    }
}
