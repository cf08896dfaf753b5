import SlipwayDomain
import SlipwayFailures
import Testing

/// Each number here was worked out by hand from the terms: calls 0.2; a pass of the scheduler 1 to 25; a start on Fargate 15
/// to 60, or 15 to 25 plus the pull at 20 to 10 MB/s; the first check 0 to one interval; the lag of ECS 5 to 15; draining;
/// the end of a container 1 to its time-out. All but the calls times the waves.
@Suite("The length of a deployment") struct DeploymentLengthTests {
    struct Situation {
        var count = 2
        var percent = PercentBounds.standard
        var drain: Int? = 300
        var boot: Int?
        var megabytes: Int64?
        var exists = true
        var proto = "HTTP"
        var interval = 30
        var before: [BeforePlan] = []
        var hasGroup = true
        var command: [String]?
        var stop: Int?
        var isFargate = true
        var alarms = false
        var deferred = false

        var plan: ServicePlan {
            get throws {
                try Foreseen.plan {
                    $0.count = count
                    $0.deployment.percent = percent
                    $0.before = before
                    if !hasGroup { $0.targetGroup = nil }
                    $0.health.command = command
                    $0.health.grace = .seconds(120)
                }
            }
        }

        var facts: Facts {
            get throws {
                try Foreseen.facts { facts in
                    facts.usualBoot = boot.map { .seconds($0) }
                    if hasGroup {
                        facts.targetGroup = .known(
                            TargetGroupFact(
                                arn: "arn:tg", name: "web", targetType: "ip", proto: proto,
                                health: TargetGroupHealth(interval: .seconds(interval)),
                                deregistrationDelay: drain.map { .seconds($0) }))
                    }
                    if let megabytes {
                        let digest = try #require(Digest("sha256:" + String(repeating: "a", count: 64)))
                        var image = ImageFact(digest: digest, platforms: [])
                        image.compressedBytes = megabytes * 1_000_000
                        facts.image = .known(image)
                    }
                    guard exists else {
                        facts.service = .missing
                        return
                    }
                    var settings = ServiceSettings(taskDefinition: "td:1", desiredCount: count)
                    settings.launchType = isFargate ? "FARGATE" : "EC2"
                    if alarms { settings.alarms = ["5xx"] }
                    var service = ServiceFact(
                        arn: "s", name: "web", status: "ACTIVE", settings: settings, runningCount: 2)
                    if deferred { service.earlySuccess = EarlySuccessFact(percent: 100, isCleanupDeferred: true) }
                    facts.service = .known(service)
                    if let stop {
                        facts.taskDefinition = .known(
                            Foreseen.definition { $0.containers[0].stopTimeout = .seconds(stop) })
                    }
                }
            }
        }

        var length: DeploymentLength {
            get throws {
                guard case .takes(let length)? = LengthForecast.of(try plan, try facts) else {
                    throw NoLength()
                }
                return length
            }
        }
    }

    struct NoLength: Error {}

    /// Tenths of a second.
    static let table: [(String, Situation, waves: Int, least: Int64, most: Int64)] = [
        // 0.2 + 1 + 15 + 0 + 5 + 300 + 1; 0.2 + 25 + 60 + 30 + 15 + 300 + 30
        ("all defaults", Situation(), 1, 3222, 4602),
        // 0.2 + 1 + 15 + 0 + 5 + 30 + 1
        ("a short delay", Situation(drain: 30), 1, 522, 1902),
        // 0.2 + 1 + 15 + 40 + 5 + 5 + 1; 0.2 + 25 + 60 + 40 + 15 + 5 + 30
        ("a known start holds the first check", Situation(drain: 5, boot: 40), 1, 672, 1752),
        // pull of 400 MB: 20 to 40; 0.2 + 1 + 15 + 20 + 5 + 5 + 1; 0.2 + 25 + 25 + 40 + 30 + 15 + 5 + 30
        ("a known image", Situation(drain: 5, megabytes: 400), 1, 472, 1702),
        // 100/150 of 2: one at a time, twice (1 + 15 + 5 + 30 + 1) + 0.2
        ("two waves", Situation(percent: PercentBounds(minimum: 100, maximum: 150), drain: 30), 2, 1042, 3802),
        // 100/110 of 10: one at a time, ten times (1 + 15 + 5 + 5 + 1) + 0.2
        (
            "ten waves", Situation(count: 10, percent: PercentBounds(minimum: 100, maximum: 110), drain: 5), 10, 2702,
            16_502
        ),
        // 50/100 of 2: one stops, one starts, twice (1 + 15 + 5 + 5 + 1) + 0.2
        ("stop first", Situation(percent: PercentBounds(minimum: 50, maximum: 100), drain: 5), 2, 542, 3302),
        // Nothing old to drain or to end: 0.2 + 1 + 15 + 0 + 5; 0.2 + 25 + 60 + 30 + 15
        ("a first deployment", Situation(exists: false), 1, 212, 1302),
        // 0.2 + 1 + 15 + 40 + 1; 0.2 + 25 + 60 + 40 + 30
        ("no check at all", Situation(hasGroup: false), 1, 572, 1552),
        // The container's check every 10 s: 0.2 + 1 + 15 + 0 + 5 + 1; 0.2 + 25 + 60 + 10 + 15 + 30
        ("a check inside", Situation(hasGroup: false, command: ["CMD", "true"]), 1, 222, 1402),
        // Four intervals of 10 at least, five at most: 0.2 + 1 + 15 + 40 + 5 + 5 + 1; … 50 …
        ("a network load balancer", Situation(drain: 5, proto: "TCP", interval: 10), 1, 672, 1852),
        // On instances: 0.2 + 1 + 1 + 0 + 5 + 5 + 1; 0.2 + 25 + 3 + 10 + 30 + 15 + 5 + 30 with 100 MB
        ("instances", Situation(drain: 5, megabytes: 100, isFargate: false), 1, 132, 1182),
        // As "a short delay", and the migration's own task: 15 more at least; 60 + 120 more at most
        (
            "a task before it", Situation(drain: 30, before: [BeforePlan(name: "migrate", command: ["m"])]), 1, 672,
            3702
        ),
        // 0.2 + 1 + 15 + 0 + 5 + 30 + 1; 120 s to end instead of 30
        ("containers that may take long to end", Situation(drain: 30, stop: 120), 1, 522, 2802),
        // As "a short delay", and up to 300 for the alarms
        ("alarms that watch on", Situation(drain: 30, alarms: true), 1, 522, 4902),
        // As "all defaults" without draining and the end
        ("clean-up afterwards", Situation(deferred: true), 1, 212, 1302),
        // Nothing to start: 0.2 + 1 + 30 + 1; 0.2 + 25 + 30 + 30
        ("no tasks wanted", Situation(count: 0, drain: 30), 1, 322, 852),
    ]

    @Test("is the sum of its terms", arguments: table.map(\.0))
    func sums(name: String) throws {
        let row = try #require(Self.table.first { $0.0 == name })
        let length = try row.1.length
        #expect(length.waves == row.waves)
        #expect(length.least == .milliseconds(row.least * 100), "\(length.least.words)")
        #expect(length.most == .milliseconds(row.most * 100), "\(length.most.words)")
        #expect(length.parts.map(\.least) == length.parts.map(\.least).sorted(by: >))
        #expect(length.parts.allSatisfy { $0.least <= $0.most })
        for words in length.parts.map(\.reason) + length.shorter.map(\.change) + length.notCounted {
            #expect(words.ko.hasHangul, "\(words.en)")
        }
    }

    @Test("names what costs most and what would make it shorter, in both languages")
    func headline() throws {
        // 0.2 + 1 + 15 + 47 + 5 + 300 + 1 = 369.2; with 30 s of draining 99.2
        let length = try Situation(boot: 47).length
        #expect(
            length.headline
                == Words(
                    "at least 6 min 9 s, 5 min of it because the target group waits 5 min for draining; 30 s would make it "
                        + "1 min 39 s",
                    ko: "최소 6분 9초 (그중 5분: 대상 그룹이 드레이닝을 5분 기다림). 드레이닝 30초 적용 시 1분 39초"))
        #expect(length.parts.map(\.cost).prefix(3) == [.draining, .start, .launch])
        #expect(length.notCounted.isEmpty)
        let best = try #require(length.shorter.first)
        #expect(best.cost == .draining)
        #expect(best.how.en.contains("deregistration_delay.timeout_seconds,Value=30"))
    }

    @Test("one wave instead of many, a health check, a smaller image and a faster check are named where they help")
    func shortenings() throws {
        let waves = try Situation(percent: PercentBounds(minimum: 100, maximum: 150), drain: 5).length
        #expect(waves.shorter.first?.how.en == "in slipway.yml: deployment: { minimum: 100, maximum: 200 }")
        // 0.2 + 1 + 15 + 5 + 5 + 1
        #expect(waves.shorter.first?.least == .milliseconds(27_200))
        #expect(waves.headline.en.contains("in each of 2 waves"))
        let blind = try Situation(hasGroup: false).length
        #expect(blind.shorter.map(\.cost) == [.settling])
        #expect(blind.shorter.first?.least == .milliseconds(22_200))
        let big = try Situation(drain: 5, boot: 10, megabytes: 900).length
        #expect(big.shorter.map(\.cost) == [.pull])
        // 45 s for 900 MB become 22.5
        #expect(big.shorter.first?.least == big.least - .milliseconds(22_500))
        let seldom = try Situation(drain: 5).length
        #expect(seldom.shorter.map(\.cost) == [.firstCheck])
        #expect(seldom.shorter.first.map { seldom.most - $0.most } == .seconds(25))
        #expect(seldom.shorter.first?.least == seldom.least)
        // What saves nothing at the least is not promised in the headline.
        #expect(!seldom.headline.en.contains("would make it"))
        #expect(try Situation(drain: 5, boot: 10).length.shorter == [])
    }

    @Test("measured requests say how much draining suffices")
    func measured() throws {
        for (slow, wanted) in [(Duration.milliseconds(200), "5 s"), (.seconds(4), "10 s"), (.seconds(31), "1 min 5 s")]
        {
            var facts = try Situation().facts
            var group = try #require(facts.targetGroup?.value)
            group.responseTime99 = slow
            facts.targetGroup = .known(group)
            guard case .takes(let length)? = LengthForecast.of(try Situation().plan, facts) else { throw NoLength() }
            #expect(length.shorter.first?.change.en == wanted)
        }
    }

    @Test("says when it would never end: stuck percents, or tasks killed before they are well")
    func never() throws {
        let stuck = Situation(count: 1, percent: PercentBounds(minimum: 100, maximum: 150))
        let forecast = try #require(LengthForecast.of(try stuck.plan, try stuck.facts))
        guard case .neverEnds = forecast else {
            Issue.record("\(forecast)")
            return
        }
        #expect(forecast.headline.en.hasPrefix("it would never end: "))
        #expect(forecast.headline.ko.hasHangul)
        // Killed after the grace period of 120 s and two checks of 30 s.
        for (boot, isNever) in [(180, false), (181, true)] {
            let slow = Situation(boot: boot)
            let isSaid: Bool =
                if case .neverEnds? = LengthForecast.of(try slow.plan, try slow.facts) { true } else { false }
            #expect(isSaid == isNever)
        }
        // A first deployment has nothing that must stay.
        var first = stuck
        first.exists = false
        #expect(try first.length.waves == 1)
    }

    @Test("says how soon ECS notices a release that never gets healthy")
    func unhealthy() throws {
        // 0.2 + 1 + 15, then 120 of grace and two checks of 30 s
        #expect(try Situation().length.untilUnhealthy == .milliseconds(196_200))
        #expect(try Situation(hasGroup: false).length.untilUnhealthy == nil)
    }

    @Test("what nobody knows is not counted, and is named")
    func notCounted() throws {
        let length = try Situation(before: [BeforePlan(name: "migrate", command: ["m"])]).length
        #expect(length.notCounted.map(\.en) == ["the application's own start", "the work of migrate"])
    }

    @Test("says nothing where stages and hooks decide")
    func strategies() throws {
        var facts = try Situation().facts
        var service = try #require(facts.service?.value)
        service.strategy = "BLUE_GREEN"
        facts.service = .known(service)
        #expect(LengthForecast.of(try Situation().plan, facts) == nil)
    }
}
