import SlipwayDomain
import SlipwayRollout
import Testing

@Suite("A rollout that works") struct SuccessTests {
    static func accepted() -> RolloutEvent {
        .updateAccepted(
            Seen.service("ecs-svc/2", "td:2", running: 0, old: [("ecs-svc/1", "td:1", 2)]))
    }

    @Test("is followed by its own deployment and succeeds only when that is SUCCESSFUL")
    func succeeds() throws {
        var script = Script(Seen.request())
        #expect(try script.begin() == ["update"])
        #expect(try script.play(Self.accepted(), at: 0.1) == ["look after 100 ms"])
        #expect(try script.see(Seen.rolling(), at: 0.3) == ["tell: found sd/2", "look after 100 ms at sd/2"])
        #expect(try script.see(Seen.rolling(), at: 0.5) == ["look after 200 ms at sd/2"])
        #expect(try script.see(Seen.rolling(), at: 0.8) == ["look after 400 ms at sd/2"])
        #expect(
            try script.see(Seen.healthy(draining: 2), at: 20) == [
                "tell: healthy, 2 drain", "look after 100 ms at sd/2",
            ])
        #expect(try script.see(Seen.healthy(draining: 0), at: 60) == ["finish: succeeded (0)"])
    }

    @Test("is verified from outside while old tasks drain, and waits for both")
    func verifies() throws {
        var script = Script(Seen.request { $0.verifies = true })
        _ = try script.begin()
        _ = try script.play(Self.accepted(), at: 0.1)
        _ = try script.see(Seen.rolling(), at: 0.3)
        #expect(
            try script.see(Seen.healthy(draining: 1), at: 5) == [
                "tell: healthy, 1 drain", "verify", "look after 100 ms at sd/2",
            ])
        #expect(try script.see(Seen.healthy(draining: 0), at: 6) == ["look after 100 ms at sd/2"])
        #expect(try script.play(.verified, at: 7) == ["look after 100 ms at sd/2"])
        #expect(try script.see(Seen.healthy(draining: 0), at: 7.2) == ["finish: succeeded (0)"])
    }

    @Test("healthy and draining is never a failure, however long the budget is over")
    func draining() throws {
        var script = Script(Seen.request())
        _ = try script.begin()
        _ = try script.play(Self.accepted(), at: 0.1)
        _ = try script.see(Seen.healthy(draining: 2), at: 100)
        #expect(try script.see(Seen.healthy(draining: 2), at: 310) == ["look after 200 ms at sd/2"])
        #expect(try script.play(.timePassed, at: 400) == [])
        #expect(try script.see(Seen.healthy(draining: 0), at: 500) == ["finish: succeeded (0)"])
        var endless = RolloutMachine(Seen.request())
        _ = try endless.begin(at: .zero)
        _ = try endless.handle(Self.accepted(), at: .zero)
        _ = try endless.handle(.observed(poll: 1, Seen.healthy(draining: 1), findings: []), at: .seconds(100))
        let late = try endless.handle(.timePassed, at: .seconds(521))
        #expect(late.map(Script.line) == ["finish: budget spent, healthy (14)"])
    }

    @Test("a healthy release is not success while its deployment is another's, or its targets are not healthy")
    func notYet() throws {
        var found = DeploymentTrack(taskDefinition: "td:2", before: Seen.before)
        let isFound = found.adopt(Seen.healthy(draining: 0))
        #expect(isFound)
        var unhealthy = Seen.healthy(draining: 0)
        unhealthy.tasks[1].targets[0].state = "initial"
        var other = Seen.healthy(draining: 0)
        other.serviceDeployment = Seen.deployment("sd/9", .successful)
        var fewer = Seen.healthy(draining: 0)
        fewer.service?.runningCount = 1
        for observation in [unhealthy, other, fewer] {
            #expect(Standing.of(found, in: observation, requested: 2, hasTargets: true) == .rolling)
        }
        #expect(Standing.of(found, in: Seen.healthy(draining: 0), requested: 2, hasTargets: true) == .complete)
        var before = DeploymentTrack(taskDefinition: "td:1", before: Seen.before)
        var stable = Seen.rolledBack(.successful)
        stable.serviceDeployment = Seen.deployment("sd/1", .successful, of: "td:1")
        let isAdopted = before.adopt(stable)
        #expect(!isAdopted, "what was there before is not ours, even with the same task definition")
    }

    @Test("an update that starts no deployment is judged by reading it back")
    func settingsOnly() throws {
        var script = Script(
            Seen.request {
                $0.kind = .settingsOnly
                $0.taskDefinition = "td:1"
                $0.desiredCount = 3
            })
        _ = try script.begin()
        var service = Seen.service("ecs-svc/1", "td:1", running: 2, pending: 1, desired: 3)
        #expect(try script.play(.updateAccepted(service), at: 0.1) == ["look after 100 ms"])
        var observation = Observation(
            takenAt: Seen.start, service: service, tasks: Seen.tasks(2, of: "td:1", by: "ecs-svc/1"))
        #expect(try script.see(observation, at: 1) == ["look after 100 ms"])
        service = Seen.service("ecs-svc/1", "td:1", running: 3, desired: 3)
        observation = Observation(
            takenAt: Seen.start, service: service, tasks: Seen.tasks(3, of: "td:1", by: "ecs-svc/1"))
        #expect(try script.see(observation, at: 2) == ["finish: succeeded (0)"])
    }

    @Test("attaching follows what is under way, or reads back what runs, and changes nothing")
    func attach() throws {
        var following = Script(Seen.request { $0.kind = .attach(serviceDeployment: "sd/2") })
        #expect(try following.begin() == ["look after 100 ms at sd/2"])
        #expect(try following.see(Seen.healthy(draining: 0), at: 1) == ["finish: succeeded (0)"])
        var idle = Script(Seen.request { $0.kind = .attach(serviceDeployment: nil) })
        _ = try idle.begin()
        var observation = Seen.healthy(draining: 0)
        observation.serviceDeployment = nil
        #expect(try idle.see(observation, at: 1) == ["finish: succeeded (0)"])
    }

    @Test("a lost answer is read back: what arrived is followed, what did not is sent again, at most three times")
    func lostAnswer() throws {
        var arrived = Script(Seen.request())
        _ = try arrived.begin()
        #expect(
            try arrived.play(.updateUncertain(reason: "connection lost"), at: 1) == [
                "tell: reading back", "look after 100 ms",
            ])
        #expect(try arrived.see(Seen.rolling(), at: 1.2) == ["look after 100 ms"])
        var lost = Script(Seen.request())
        _ = try lost.begin()
        for attempt in 1...3 {
            _ = try lost.play(.updateUncertain(reason: "connection lost"), at: Double(attempt))
            let lines = try lost.see(Observation(takenAt: Seen.start, service: Seen.before), at: Double(attempt) + 0.5)
            #expect(lines == (attempt < 3 ? ["update"] : ["finish: refused (17)"]))
        }
    }

    @Test("looking slows down to 2 s while nothing happens, and starts anew with each change")
    func pace() throws {
        var pace = PollPace()
        var waits: [Duration] = []
        for _ in 0..<8 {
            pace.observed(Seen.rolling())
            waits.append(pace.interval)
        }
        #expect(waits == [100, 200, 400, 800, 1600, 2000, 2000, 2000].map { .milliseconds($0) })
        pace.observed(Seen.rolling(["x"]))
        #expect(pace.interval == .milliseconds(100))
        pace.observed(Seen.rolling(["x"], after: 5))
        #expect(pace.interval == .milliseconds(200), "another moment alone is no change")
        var event = Seen.rolling(["x"])
        event.service?.events = [ServiceEvent(id: "e", createdAt: Seen.start, message: "m")]
        pace.observed(event)
        #expect(pace.interval == .milliseconds(100))
    }
}
