import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout
import Synchronization
import Testing

@Suite("A deployment from check to verify") struct ConductorTests {
    /// What was told, by one word.
    final class Told: Sendable {
        private let words = Mutex<[String]>([])
        var all: [String] { words.withLock { $0 } }
        func add(_ event: DeployEvent) {
            let word: String? =
                switch event {
                case .phaseStarted(let phase): "begin \(phase.rawValue)"
                case .verified: "verified"
                case .beforeTask(let name, .ended(let code, _)): "\(name) \(code)"
                default: nil
                }
            if let word { words.withLock { $0.append(word) } }
        }
    }

    static func verified(_ plan: inout ServicePlan) {
        plan.verify = [VerifyPlan(kind: .request(RequestPlan(path: "/health")), within: .seconds(2))]
    }

    static func conductor(
        _ target: PlayedECS, image: Character = "a", status: Int = 200, told: Told = Told()
    ) throws -> Conductor<QuickClock> {
        Conductor(
            clock: QuickClock(), now: { Planned.moment }, newToken: { "token" }, target: target,
            images: PresentImage(reference: try Planned.image(image)), probe: Answering(status: status),
            scripts: PassingScripts(), tell: { told.add($0) })
    }

    static func deploy(_ conductor: Conductor<QuickClock>, _ plan: ServicePlan) async throws -> DeployResult {
        try await conductor.deploy(plan, DeployOptions(), interruptions: AsyncStream { $0.finish() })
    }

    @Test("changes nothing when a check fails, and says which")
    func refused() async throws {
        let target = PlayedECS()
        await target.removeCluster()
        let result = try await Self.deploy(try Self.conductor(target), try Planned.plan())
        #expect(result.exitCode == .refused)
        #expect(result.refusals.map(\.failure.name) == ["cluster-not-found"])
        #expect(await target.calls == [])
    }

    @Test("registers, creates and verifies a service that was not there")
    func created() async throws {
        let (target, told) = (PlayedECS(), Told())
        let result = try await Self.deploy(
            try Self.conductor(target, told: told), try Planned.plan(Self.verified))
        #expect(result.exitCode == .done)
        #expect(result.phase == .verify)
        #expect(result.baseURL == "http://web.example")
        #expect(await target.calls == ["register shop-dev-web:1", "create shop-dev-web:1"])
        #expect(told.all == ["begin check", "begin image", "begin service", "verified"])
    }

    @Test("asks for nothing again when a finished deployment is repeated")
    func repeated() async throws {
        let target = PlayedECS()
        let plan = try Planned.plan {
            Self.verified(&$0)
            $0.before = [BeforePlan(name: "migrate", command: ["migrate"])]
        }
        #expect(try await Self.deploy(try Self.conductor(target), plan).exitCode == .done)
        await target.forget()
        let result = try await Self.deploy(try Self.conductor(target), plan)
        #expect(result.exitCode == .done)
        #expect(result.changes == [])
        #expect(await target.calls == [])
    }

    @Test("changes settings without a new revision when only they differ")
    func settingsOnly() async throws {
        let target = PlayedECS()
        _ = try await Self.deploy(try Self.conductor(target), try Planned.plan())
        await target.forget()
        let result = try await Self.deploy(try Self.conductor(target), try Planned.plan { $0.count = 3 })
        #expect(result.exitCode == .done)
        #expect(result.changes.map(\.sentence) == ["count: 2 → 3"])
        #expect(await target.calls == ["update shop-dev-web:1"])
    }

    @Test("runs the tasks that come before the service first, and goes on when they end well")
    func before() async throws {
        let (target, told) = (PlayedECS(), Told())
        let plan = try Planned.plan { $0.before = [BeforePlan(name: "migrate", command: ["db", "up"])] }
        let result = try await Self.deploy(try Self.conductor(target, told: told), plan)
        #expect(result.exitCode == .done)
        #expect(await target.calls == ["register shop-dev-web:1", "start db up", "create shop-dev-web:1"])
        #expect(told.all.contains("migrate 0"))
    }

    @Test("leaves the service untouched when a task before it fails, and takes up the same revision next time")
    func beforeFails() async throws {
        let target = PlayedECS()
        _ = try await Self.deploy(try Self.conductor(target), try Planned.plan())
        let live = await target.settings
        await target.forget()
        await target.endTasks(with: 3)
        let plan = try Planned.plan { $0.before = [BeforePlan(name: "migrate", command: ["db", "up"])] }
        let failed = try await Self.deploy(try Self.conductor(target, image: "b"), plan)
        #expect(failed.exitCode == .failedBefore)
        #expect(failed.exitCode.rawValue == 17)
        #expect(failed.cause?.failure.name == "before-task-failed")
        #expect(failed.cause?.cause.en.contains("exit code 3") == true)
        #expect(await target.calls == ["register shop-dev-web:2", "start db up"])
        #expect(await target.settings == live)

        await target.forget()
        await target.endTasks(with: 0)
        #expect(try await Self.deploy(try Self.conductor(target, image: "b"), plan).exitCode == .done)
        #expect(await target.calls == ["start db up", "update shop-dev-web:2"])
    }

    @Test("puts the previous release back when the new one does not pass from outside")
    func verificationFails() async throws {
        let target = PlayedECS()
        let plan = try Planned.plan(Self.verified)
        _ = try await Self.deploy(try Self.conductor(target), plan)
        let live = await target.settings
        await target.forget()
        let result = try await Self.deploy(try Self.conductor(target, image: "b", status: 500), plan)
        #expect(result.exitCode == .failedRestored)
        #expect(result.exitCode.rawValue == 11)
        #expect(result.cause?.failure.name == "verify-failed")
        #expect(await target.settings == live)
        #expect(
            await target.calls == [
                "register shop-dev-web:2", "update shop-dev-web:2", "update shop-dev-web:1",
            ])
    }

    @Test("leaves a release that fails from outside where rollback is off")
    func noRollback() async throws {
        let target = PlayedECS()
        let plan = try Planned.plan {
            Self.verified(&$0)
            $0.deployment.rollback = false
        }
        _ = try await Self.deploy(try Self.conductor(target), plan)
        let result = try await Self.deploy(try Self.conductor(target, image: "b", status: 500), plan)
        #expect(result.exitCode == .failedNotRestored)
        #expect(await target.settings?.taskDefinition.hasSuffix(":2") == true)
    }

    @Test("says what would change without changing it")
    func changes() async throws {
        let target = PlayedECS()
        _ = try await Self.deploy(try Self.conductor(target), try Planned.plan())
        await target.forget()
        let changes = try await Self.conductor(target).changes(
            try Planned.plan { $0.cpu = 512 }, image: try Planned.image("b"))
        #expect(changes.map(\.field) == ["cpu", "image"])
        #expect(await target.calls == [])
    }

    @Test("shows both sides line by line, and no difference where nothing would change")
    func lineByLine() async throws {
        let target = PlayedECS()
        let first = try await Self.conductor(target).comparison(try Planned.plan(), image: try Planned.image("a"))
        #expect(first.old == [])
        #expect(first.new.contains(DiffLine("service.desiredCount", "2")))
        _ = try await Self.deploy(try Self.conductor(target), try Planned.plan())
        let same = try await Self.conductor(target).comparison(try Planned.plan(), image: try Planned.image("a"))
        #expect(DiffLine.difference(same.old, same.new).isEmpty)
        let plan = try Planned.plan {
            $0.cpu = 512
            $0.count = 3
            $0.variables = []
        }
        let other = try await Self.conductor(target).comparison(plan, image: try Planned.image("a"))
        let lines = DiffLine.difference(other.old, other.new).map { "\($0.path): \($0.old ?? "-") \($0.new ?? "-")" }
        #expect(
            lines == [
                "taskDefinition.cpu: 256 512", "taskDefinition.containerDefinitions[web].environment[MODE]: live -",
                "service.desiredCount: 2 3",
            ])
    }

    @Test("goes back to the last successful release before the one that runs")
    func rollback() async throws {
        let target = PlayedECS()
        let plan = try Planned.plan()
        for image: Character in ["a", "b"] { _ = try await Self.deploy(try Self.conductor(target, image: image), plan) }
        await target.forget()
        let result = try await Self.conductor(target).rollback(
            plan, to: nil, interruptions: AsyncStream { $0.finish() })
        #expect(result.exitCode == .done)
        #expect(await target.calls == ["update shop-dev-web:1"])
    }

    /// The second of two deployments was rolled back by ECS.
    static func rolledBack() async throws -> PlayedECS {
        let target = PlayedECS()
        for image: Character in ["a", "b"] {
            _ = try await Self.deploy(try Self.conductor(target, image: image), try Planned.plan())
        }
        await target.rollBackLast()
        await target.forget()
        return target
    }

    static func watch(_ target: PlayedECS) async throws -> DeployResult {
        try await conductor(target).watch(try Planned.plan(), interruptions: AsyncStream { $0.finish() })
    }

    @Test("watching after a rollback says at once that nothing rolls, what became of the last one and what runs")
    func watchAfterRollback() async throws {
        let target = try await Self.rolledBack()
        let result = try await Self.watch(target)
        #expect(result.exitCode == .done)
        #expect(result.elapsed < .seconds(60))
        #expect(
            result.summary == "nothing rolls; the last deployment, of shop-dev-web:2, was rolled back "
                + "(circuit breaker triggered); shop-dev-web:1 runs and is healthy")
        #expect(result.next == "slipway diagnose --env dev")
        #expect(result.taskDefinition?.hasSuffix(":1") == true)
        await target.lose(all: 1)
        let limping = try await Self.watch(target)
        #expect(limping.exitCode == .failedNotRestored)
        #expect(limping.summary.hasSuffix("shop-dev-web:1 is not healthy: 1 of 2 run"))
        #expect(await target.calls == [])
    }

    @Test("asking again for the release that runs after a rollback succeeds at once, and changes nothing")
    func repeatedAfterRollback() async throws {
        let target = try await Self.rolledBack()
        let result = try await Self.deploy(try Self.conductor(target, image: "a"), try Planned.plan())
        #expect(result.exitCode == .done)
        #expect(result.elapsed < .seconds(60))
        #expect(await target.calls.filter { !$0.hasPrefix("register") } == [])
    }
}
