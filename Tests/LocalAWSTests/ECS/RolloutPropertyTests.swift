import AWSRuntime
import LocalAWS
import Testing

@Suite("Properties of the scheduler")
struct RolloutPropertyTests {
    private static let table: [(desired: Int, minimum: Int, maximum: Int, lower: Int, upper: Int)] = [
        (1, 100, 200, 1, 2), (2, 100, 200, 2, 4), (3, 50, 200, 2, 6), (1, 50, 200, 1, 2), (3, 100, 150, 3, 4),
        (1, 100, 150, 1, 1), (10, 100, 150, 10, 15), (3, 50, 100, 2, 3), (1, 50, 100, 1, 1), (2, 0, 100, 0, 2),
        (4, 75, 125, 3, 5), (2, 75, 125, 2, 2), (10, 75, 125, 8, 12), (3, 66, 133, 2, 3), (4, 66, 133, 3, 5),
        (10, 66, 133, 7, 13),
    ]

    @Test("rounds the lower limit up and the upper limit down", arguments: table.indices)
    func rounding(_ index: Int) {
        let row = Self.table[index]
        let bounds = PercentBounds(
            desired: row.desired, minimumHealthyPercent: row.minimum, maximumPercent: row.maximum)
        #expect(bounds.lower == row.lower)
        #expect(bounds.upper == row.upper)
    }

    /// A small generator of its own, so that a seed means the same for ever.
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    @Test("never leaves the limits and always ends, whatever the percents and failures", arguments: 0..<80)
    func bounds(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 7919 &+ 17)
        let desired = 1 + dice.roll(6)
        let minimum = [0, 33, 50, 66, 75, 100][dice.roll(6)]
        let maximum = [100, 125, 133, 150, 200, 300][dice.roll(6)]
        let limits = PercentBounds(desired: desired, minimumHealthyPercent: minimum, maximumPercent: maximum)
        let failure: SchedulerWorld.Behaviour = [
            .serves, .serves, .missing, .unstartable, .failsTargetChecks,
            .exits(after: .milliseconds(50 + dice.roll(400)), code: 1, outOfMemory: false), .slow(.seconds(2)),
        ][dice.roll(7)]
        let world = SchedulerWorld(pace: 20, seed: UInt64(seed))
        world.startDelay = .milliseconds(50 + dice.roll(800))
        world.drain = .milliseconds(dice.roll(2000))
        world.behaviours["app:2"] = failure
        let loadBalanced = dice.roll(2) == 0 || failure == .failsTargetChecks
        let arn = world.create(
            SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"), loadBalanced: loadBalanced),
            count: desired
        ) { options in
            options.policy.minimumHealthyPercent = minimum
            options.policy.maximumPercent = maximum
            options.policy.breakerEnabled = true
            options.policy.breakerRollsBack = true
        }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        world.watch = { world in
            #expect(world.running(arn) >= limits.lower)
            #expect(world.running(arn) + world.pending(arn) <= max(limits.upper, desired))
        }
        world.update(
            arn, SchedulerWorld.configuration(SchedulerWorld.blueprint(2, image: "app:2"), loadBalanced: loadBalanced))
        let isStuck = limits.lower == limits.upper
        let ends = world.pass(until: { world in
            world.isSteady(arn) && world.core.services[arn]?.serviceDeployments.last?.status.isFinal == true
        })
        #expect(ends != isStuck, "\(desired) \(minimum)/\(maximum) \(failure)")
        if isStuck {
            #expect(
                world.messages(arn).contains { $0.contains("was unable to stop or start tasks during a deployment") })
        }
        world.watch = { _ in }
        world.request { core, now in core.deleteService(arn, at: now) }
        world.pass(.seconds(120))
        #expect(world.isClean)
    }

    @Test("does the same again from the same seed")
    func repeatable() throws {
        func play() throws -> [String] {
            let world = SchedulerWorld(seed: 42)
            world.behaviours["app:2"] = .exits(after: .milliseconds(300), code: 1, outOfMemory: false)
            let arn = world.create(SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"))) {
                $0.policy.breakerEnabled = true
                $0.policy.breakerRollsBack = true
            }
            world.pass(until: { $0.isSteady(arn) })
            world.update(arn, SchedulerWorld.configuration(SchedulerWorld.blueprint(2, image: "app:2")))
            world.pass(.seconds(100))
            return try world.service(arn).events.events.map {
                "\($0.id) \($0.createdAt.millisecondsSinceEpoch) \($0.message)"
            }
        }
        #expect(try play() == play())
    }

    @Test("keeps the latest 100 events")
    func eventLimit() {
        var log = ServiceEventLog()
        for index in 0..<150 {
            log.add("event \(index)", id: "\(index)", at: Timestamp(millisecondsSinceEpoch: Int64(index)))
        }
        #expect(log.events.count == 100)
        #expect(log.events.first?.message == "event 149")
    }

    @Test("gives ids of ECS's forms")
    func identifiers() {
        var ids = IdentifierSource(seed: 9)
        #expect(ids.task().rawValue.count == 32)
        #expect(ids.nineteenDigits().count == 19)
        #expect(ids.serviceDeployment().count == 21)
        #expect(ids.networkInterface().count == 21)
        #expect(ids.uuid().split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    }
}
