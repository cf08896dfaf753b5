import Foundation
import SlipwayDomain
import SlipwayRollout
import TestSupport
import Testing

/// One run of the machine against the dumb world, with faults drawn from a seed.
struct Simulation {
    /// What goes wrong around the machine, in percent; each seed switches some of it off altogether.
    struct Faults {
        var blind = 0
        var lostAnswers = 0
        var refusedSteps = 0
        /// When somebody else deploys.
        var newerAt: Int?
        var interruptedAt: Int?
    }

    var random: SeededGenerator
    var faults: Faults
    var world: World
    var request: RolloutRequest
    let isFirst: Bool
    var machine: RolloutMachine
    private var inbox: [(at: Int, order: Int, event: RolloutEvent?)] = []
    private var polls: [Int: String?] = [:]
    private var order = 0
    private(set) var verdicts = 0
    private(set) var restoreSteps = 0
    private(set) var log: [String] = []

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        isFirst = random.chance(percent: 15)
        var faults = Faults()
        if random.chance(percent: 40) { faults.blind = random.below(60) }
        if random.chance(percent: 30) { faults.lostAnswers = random.below(60) }
        if random.chance(percent: 30) { faults.refusedSteps = random.below(60) }
        if random.chance(percent: 15) { faults.newerAt = random.below(60_000) }
        if random.chance(percent: 10) { faults.interruptedAt = random.below(60_000) }
        let desired = 1 + random.below(4)
        world = World(
            desired: desired, behaviour: random.pick(World.Behaviour.allCases), breaker: random.chance(percent: 40),
            drainTime: random.pick([500, 5000, 60_000]), isFirst: isFirst,
            random: SeededGenerator(seed: seed &+ 77))
        request = RolloutRequest(
            taskDefinition: "td:2", desiredCount: desired, before: isFirst ? nil : world.observe(nil)?.service,
            restorePoint: isFirst
                ? nil
                : RestorePoint(
                    origin: random.chance(percent: 70)
                        ? .lastSuccessful(serviceDeployment: "sd/1", revision: "rev/1") : .whatRan,
                    settings: ServiceSettings(taskDefinition: "td:1", desiredCount: desired)),
            rollback: !random.chance(percent: 10), verifies: random.chance(percent: 30),
            deadline: .seconds(120), onBudget: random.chance(percent: 30) ? .leave : .restore,
            drainAllowance: .seconds(200), restoreAllowance: .seconds(300))
        machine = RolloutMachine(request)
        self.faults = faults
        self.random = random
    }

    private mutating func post(_ event: RolloutEvent?, after milliseconds: Int) {
        order += 1
        inbox.append((world.now + milliseconds, order, event))
    }

    /// Runs to the end, or to an hour, which no run may reach.
    mutating func run() throws -> RolloutOutcome? {
        if let at = faults.interruptedAt {
            post(.interrupted(random.chance(percent: 50) ? .leave : .putBack), after: at)
        }
        var outcome = perform(try machine.begin(at: .zero))
        while outcome == nil, world.now < 3_600_000 {
            post(.timePassed, after: 250)
            guard
                let index = inbox.indices.min(by: { (inbox[$0].at, inbox[$0].order) < (inbox[$1].at, inbox[$1].order) })
            else { break }
            let next = inbox.remove(at: index)
            inbox.removeAll { if case .timePassed? = $0.event { true } else { false } }
            if let newerAt = faults.newerAt, next.at >= newerAt {
                world.advance(to: newerAt)
                world.deploy("td:3")
                faults.newerAt = nil
            }
            world.advance(to: next.at)
            guard let event = answer(next.event) else { continue }
            outcome = perform(try machine.handle(event, at: .milliseconds(world.now)))
        }
        return outcome
    }

    /// Looks are taken when their time has come, not when they were asked for.
    private mutating func answer(_ event: RolloutEvent?) -> RolloutEvent? {
        guard case .observationFailed(let poll, "due")? = event else { return event }
        if random.chance(percent: faults.blind) { return .observationFailed(poll: poll, reason: "throttled") }
        guard let seen = world.observe(polls[poll] ?? nil) else {
            return .observed(poll: poll, Observation(takenAt: Moment(millisecondsSinceEpoch: 0)), findings: [])
        }
        return .observed(poll: poll, seen, findings: world.findings())
    }

    private mutating func perform(_ actions: [RolloutAction]) -> RolloutOutcome? {
        for action in actions {
            log.append("\(world.now) \(Script.line(action))")
            switch action {
            case .updateService:
                if random.chance(percent: faults.lostAnswers) {
                    if random.chance(percent: 50) { world.deploy("td:2") }
                    post(.updateUncertain(reason: "lost"), after: 50)
                } else {
                    world.deploy("td:2")
                    if let service = world.observe(nil)?.service { post(.updateAccepted(service), after: 50) }
                }
            case .observe(let poll):
                polls[poll.number] = poll.serviceDeployment
                let after = Int(poll.after.wholeMilliseconds) + 20 + random.below(50)
                post(.observationFailed(poll: poll.number, reason: "due"), after: after)
            case .verify: post(.verified, after: 300)
            case .cancelVerification: break
            case .restore(let step):
                restoreSteps += 1
                take(step)
            case .tell(.failed): verdicts += 1
            case .tell: break
            case .finish(let outcome): return outcome
            }
        }
        return nil
    }

    private mutating func take(_ step: RestoreStep) {
        guard !random.chance(percent: faults.refusedSteps) else {
            post(.restoreRefused(step, reason: "refused"), after: 50)
            return
        }
        switch step {
        case .stopDeployment(let arn):
            guard world.rollBack(arn) else {
                post(.restoreRefused(step, reason: "conflict"), after: 50)
                return
            }
        case .update: world.deploy("td:1")
        case .settings: break
        case .scaleToZero:
            world.desired = 0
            for index in world.tasks.indices where world.tasks[index].stoppingSince == nil {
                world.tasks[index].stoppingSince = world.now
            }
        }
        post(.restoreAccepted(step, taskDefinition: step == .update ? "td:1" : nil), after: 50)
    }

    /// What must hold at the end, whatever happened; each breach in words.
    static func breaches(
        of outcome: RolloutOutcome?, _ world: World, verdicts: Int, restoreSteps: Int, faults: Faults
    ) -> [String] {
        var found: [String] = []
        guard let outcome else { return ["it did not end"] }
        if verdicts > 1 { found.append("\(verdicts) verdicts") }
        switch outcome {
        case .succeeded:
            if !world.serves("td:2") { found.append("success, but td:2 does not serve alone") }
            if world.deployments.last?.definition != "td:2" || world.deployments.last?.status != .successful {
                found.append("success, but our deployment is not SUCCESSFUL")
            }
            if restoreSteps > 0 { found.append("success after a restore") }
        case .failed(_, .restored):
            if !world.serves("td:1") { found.append("restored, but td:1 does not serve alone") }
        case .failed(_, .scaledToZero):
            if world.desired != 0 { found.append("scaled to zero, but \(world.desired) are wanted") }
        case .superseded:
            if world.deployments.last?.definition != "td:3" { found.append("superseded by nobody") }
        default: break
        }
        let calm = faults.newerAt == nil && faults.interruptedAt == nil && faults.lostAnswers == 0
        if calm, world.behaviour == .good, outcome != .succeeded { found.append("a good release did not succeed") }
        if calm, faults.blind == 0, world.behaviour == .cannotStart, outcome == .succeeded {
            found.append("a release that cannot start succeeded")
        }
        return found
    }
}

@Suite("Simulated rollouts") struct SimulationTests {
    @Test("end in time, with at most one verdict, and say only what is true", arguments: seeds)
    func invariants(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let faults = simulation.faults
        let outcome = try simulation.run()
        let breaches = Simulation.breaches(
            of: outcome, simulation.world, verdicts: simulation.verdicts, restoreSteps: simulation.restoreSteps,
            faults: faults)
        #expect(breaches.isEmpty, "seed \(seed), \(simulation.world.behaviour), \(faults):\n\(simulation.tail)")
        #expect(simulation.world.now <= 120_000 + 200_000 + 310_000, "seed \(seed) took \(simulation.world.now) ms")
    }

    /// `SIM_SEED=17` replays one, `SIM_COUNT=5000` runs more.
    static var seeds: [UInt64] {
        if let one = ProcessInfo.processInfo.environment["SIM_SEED"].flatMap(UInt64.init) { return [one] }
        let count = ProcessInfo.processInfo.environment["SIM_COUNT"].flatMap(UInt64.init) ?? 300
        return Array(0..<count)
    }

    @Test("the same seed gives the same run")
    func deterministic() throws {
        var first = Simulation(seed: 4)
        var second = Simulation(seed: 4)
        _ = try first.run()
        _ = try second.run()
        #expect(first.log == second.log)
    }

    @Test("the checker finds a lie: success, restored and superseded that are not so")
    func canary() throws {
        let world = World(
            desired: 2, behaviour: .crashes, breaker: false, drainTime: 500, isFirst: true,
            random: SeededGenerator(seed: 1))
        let verdict = RolloutVerdict(reason: .application, cause: nil, failures: 2, at: .zero)
        for outcome in [RolloutOutcome.succeeded, .failed(verdict, .restored), .superseded(by: "td:3"), nil] {
            #expect(
                !Simulation.breaches(of: outcome, world, verdicts: 0, restoreSteps: 0, faults: .init()).isEmpty)
        }
        #expect(
            !Simulation.breaches(
                of: .failed(verdict, .notWanted), world, verdicts: 2, restoreSteps: 0, faults: .init()
            ).isEmpty)
    }

    @Test("all kinds of ends come up")
    func coverage() throws {
        var ends: Set<Int32> = []
        for seed in Self.seeds.prefix(150) {
            var simulation = Simulation(seed: seed)
            if let outcome = try simulation.run() { ends.insert(outcome.exitCode.rawValue) }
        }
        if Self.seeds.count > 1 { #expect(ends.isSuperset(of: [0, 10, 11, 13, 14, 130])) }
    }
}

extension Simulation {
    /// The last actions, for a failure's message.
    var tail: String { (log.prefix(25) + ["…"] + log.suffix(12)).joined(separator: "\n") }
}
