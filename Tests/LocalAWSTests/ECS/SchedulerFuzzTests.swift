import AWSRuntime
import LocalAWS
import Testing

@Suite("The scheduler under any order of requests and failures")
struct SchedulerFuzzTests {
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    private static let behaviours: [SchedulerWorld.Behaviour] = [
        .serves, .serves, .missing, .unstartable, .failsTargetChecks, .ignoresStopSignal, .slow(.seconds(3)),
        .exits(after: .milliseconds(100), code: 1, outOfMemory: false),
        .exits(after: .seconds(4), code: 137, outOfMemory: true),
    ]

    @Test("comes to rest with a good release and leaves nothing behind", arguments: 0..<40)
    func comesToRest(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 104_729 &+ 7)
        let world = SchedulerWorld(pace: 20, seed: UInt64(seed))
        let loadBalanced = dice.roll(3) > 0
        var revision = 1
        world.behaviours["app:1"] = Self.behaviours[dice.roll(Self.behaviours.count)]
        func configuration() -> RevisionConfiguration {
            SchedulerWorld.configuration(
                SchedulerWorld.blueprint(revision, image: "app:\(revision)"), loadBalanced: loadBalanced)
        }
        let arn = world.create(configuration(), count: 1 + dice.roll(4)) { options in
            options.policy.breakerEnabled = dice.roll(2) == 0
            options.policy.breakerRollsBack = dice.roll(2) == 0
            options.policy.minimumHealthyPercent = [0, 50, 100][dice.roll(3)]
            options.policy.maximumPercent = [150, 200][dice.roll(2)]
        }
        for _ in 0..<15 {
            world.pass(.milliseconds(dice.roll(3000)))
            switch dice.roll(7) {
            case 0, 1:
                revision += 1
                world.behaviours["app:\(revision)"] = Self.behaviours[dice.roll(Self.behaviours.count)]
                world.update(arn, configuration())
            case 2: world.update(arn) { $0.desiredCount = dice.roll(5) }
            case 3: world.update(arn, force: true)
            case 4:
                let live = world.tasks(of: arn).filter(\.isLive)
                guard !live.isEmpty else { continue }
                let victim = live[dice.roll(live.count)].id
                world.request { core, now in core.stopTask(victim, reason: nil, at: now) }
            case 5:
                guard let deployment = try world.service(arn).serviceDeployments.last else { continue }
                do {
                    try world.request { core, now in try core.stopServiceDeployment(deployment.arn, at: now) }
                } catch StopDeploymentRefusal.alreadyFinal {
                    continue
                }
            default:
                let fault = SchedulerFault(
                    .placementFails(event: "Capacity is unavailable at this time."),
                    since: Timestamp(millisecondsSinceEpoch: 0))
                world.core.faults = dice.roll(3) == 0 ? [fault] : []
            }
            let service = try world.service(arn)
            #expect(service.deployments.count { $0.isPrimary } == 1 && service.deployments.first?.isPrimary == true)
            #expect(
                service.serviceDeployments.dropLast().allSatisfy { $0.status.isFinal || $0.status == .stopRequested })
        }
        world.core.faults = []
        revision += 1
        world.behaviours["app:\(revision)"] = .serves
        world.update(arn, configuration()) { options in
            options.desiredCount = 3
            options.policy.maximumPercent = 200
        }
        #expect(world.pass(until: { $0.isSteady(arn) }), "never steady")
        let service = try world.service(arn)
        #expect(service.configuration == configuration())
        #expect(service.serviceDeployments.last?.status == .successful)
        #expect(world.running(arn) == 3)
        world.request { core, now in core.deleteService(arn, at: now) }
        world.pass(.seconds(200))
        #expect(try world.service(arn).status == .inactive)
        #expect(world.isClean)
    }
}
