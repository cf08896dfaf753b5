import Foundation
import SlipwayDomain
import SlipwayRollout
import Testing

@Suite("A rollout that fails") struct FailureTests {
    /// A machine that follows `sd/2`, at 0.3 s.
    static func following(_ change: (inout RolloutRequest) -> Void = { _ in }) throws -> Script {
        var script = Script(Seen.request(change))
        _ = try script.begin()
        _ = try script.play(SuccessTests.accepted(), at: 0.1)
        _ = try script.see(Seen.rolling(), at: 0.3)
        return script
    }

    @Test("a cause that cannot heal decides at the first task, and the release is rolled back and verified")
    func cannotHeal() throws {
        var script = try Self.following()
        let finding = Seen.finding("secret-not-found", .cannotHeal, tasks: ["a"])
        #expect(
            try script.see(Seen.rolling(["a"]), [finding], at: 2) == [
                "tell: failure 1 of 1: secret-not-found", "tell: failed by cannotHeal: secret-not-found",
                "tell: restoring by stop sd/2", "restore: stop sd/2",
            ])
        #expect(
            try script.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 2.1) == [
                "look after 100 ms at sd/2"
            ])
        #expect(try script.see(Seen.rolledBack(.rollbackInProgress), at: 3) == ["look after 100 ms at sd/2"])
        #expect(try script.see(Seen.rolledBack(), at: 4) == ["finish: failed by cannotHeal, restored (11)"])
        guard case .failed(let verdict, _)? = script.outcome else {
            Issue.record("not failed")
            return
        }
        #expect(verdict.cause?.failure == "secret-not-found")
        #expect(verdict.failures == 1)
        #expect(verdict.at == .seconds(2))
    }

    @Test("a cause that names something a minute old or younger gets one more task")
    func patience() throws {
        var script = try Self.following()
        let young = Seen.start.advanced(by: .seconds(-20))
        let first = Seen.finding("image-tag-not-found", .cannotHeal, tasks: ["a"], created: young)
        #expect(
            try script.see(Seen.rolling(["a"], after: 2), [first], at: 2) == [
                "tell: patience with image-tag-not-found", "look after 100 ms at sd/2",
            ])
        let second = Seen.finding("image-tag-not-found", .cannotHeal, tasks: ["a", "b"], created: young)
        let lines = try script.see(Seen.rolling(["a", "b"], after: 9), [second], at: 9)
        #expect(lines.first == "tell: failure 2 of 2: image-tag-not-found")
        #expect(lines.last == "restore: stop sd/2")
    }

    @Test("the application's failure decides at the second task with the same fingerprint")
    func application() throws {
        var script = try Self.following()
        let one = Seen.finding("app-exit-1", .application, tasks: ["a"])
        #expect(
            try script.see(Seen.rolling(["a"]), [one], at: 5) == [
                "tell: failure 1 of 2: app-exit-1", "look after 100 ms at sd/2",
            ])
        #expect(try script.see(Seen.rolling(["a"]), [one], at: 6) == ["look after 200 ms at sd/2"], "told once")
        let other = Seen.finding("app-oom-killed", .application, tasks: ["b"])
        #expect(
            try script.see(Seen.rolling(["a", "b"]), [one, other], at: 7).count == 2, "another failure counts alone")
        let two = Seen.finding("app-exit-1", .application, tasks: ["a", "c"])
        let lines = try script.see(Seen.rolling(["a", "b", "c"]), [two, other], at: 9)
        #expect(lines.prefix(2) == ["tell: failure 2 of 2: app-exit-1", "tell: failed by application: app-exit-1"])
        var impatient = try Self.following { $0.failFast = 1 }
        #expect(try impatient.see(Seen.rolling(["a"]), [one], at: 5).last == "restore: stop sd/2")
        var patient = try Self.following { $0.failFast = 3 }
        #expect(try patient.see(Seen.rolling(["a", "c"]), [two], at: 5).last == "look after 100 ms at sd/2")
    }

    @Test("tasks of the old release, and of nobody, do not count against the new one")
    func foreignTasks() throws {
        var script = try Self.following()
        let old = Seen.finding("app-exit-1", .cannotHeal, tasks: ["td:1-0", "elsewhere"])
        #expect(try script.see(Seen.rolling(), [old], at: 5) == ["look after 200 ms at sd/2"])
    }

    @Test("what may pass decides only when the budget ends; then the release is put back, or left on demand")
    func budget() throws {
        let full = Seen.finding("capacity-fargate-unavailable", .mayPass)
        var script = try Self.following()
        #expect(
            try script.see(Seen.rolling(), [full], at: 100).first == "tell: may pass: capacity-fargate-unavailable")
        #expect(try script.play(.timePassed, at: 299) == [])
        #expect(
            try script.play(.timePassed, at: 300) == [
                "tell: failed by budget: capacity-fargate-unavailable", "tell: restoring by stop sd/2",
                "restore: stop sd/2",
            ])
        var leaving = try Self.following { $0.onBudget = .leave }
        #expect(try leaving.see(Seen.rolling(), at: 300) == ["finish: budget spent (14)"])
        var scaling = try Self.following()
        var uneven = Seen.healthy(draining: 0)
        uneven.service?.pendingCount = 1
        _ = try scaling.see(uneven, at: 299)
        #expect(
            try scaling.see(uneven, at: 301) == ["finish: budget spent (14)"],
            "what ECS calls successful is not taken back for want of time")
        var blind = try Self.following()
        #expect(
            try blind.play(.observationFailed(poll: 2, reason: "throttled"), at: 10) == [
                "tell: blind 1", "look after 200 ms at sd/2",
            ])
    }

    static let expired = Problem("aws.no-credentials", "the credentials have expired", exitCode: .notPermitted)

    @Test("who may not look any more stops looking after three times, and leaves the rollout alone")
    func lockedOut() throws {
        var script = try Self.following()
        #expect(
            try script.play(.accessLost(poll: script.poll, Self.expired), at: 10) == [
                "tell: blind 1", "look after 200 ms at sd/2",
            ])
        _ = try script.play(.accessLost(poll: script.poll, Self.expired), at: 11)
        var patient = script
        #expect(
            try script.play(.accessLost(poll: script.poll, Self.expired), at: 12) == [
                "finish: access lost, goes on (77)"
            ])
        _ = try patient.see(Seen.rolling(), at: 12)
        #expect(
            try patient.play(.accessLost(poll: patient.poll, Self.expired), at: 13).first == "tell: blind 1",
            "one good look begins the count anew")
    }

    @Test("an update that we may not make changes nothing")
    func notLetIn() throws {
        var script = Script(Seen.request())
        _ = try script.begin()
        #expect(
            try script.play(.accessLost(poll: nil, Self.expired), at: 1) == ["finish: access lost, untouched (77)"])
    }

    @Test("who may not look any more while the previous release comes back keeps the cause, and says what is not known")
    func lockedOutWhileRestoring() throws {
        var script = try Self.following()
        _ = try script.see(Seen.rolling(["a"]), [Seen.finding("image-tag-not-found", .cannotHeal, tasks: ["a"])], at: 5)
        _ = try script.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 6)
        for second in 7...8 { _ = try script.play(.accessLost(poll: script.poll, Self.expired), at: Double(second)) }
        #expect(
            try script.play(.accessLost(poll: script.poll, Self.expired), at: 9) == [
                "finish: failed by cannotHeal, restore failed (10)"
            ])
    }

    @Test("ECS's circuit breaker decides at once, its rollback is followed, and the cause is still looked for")
    func breaker() throws {
        var script = try Self.following()
        var fired = Seen.rolling()
        fired.serviceDeployment = Seen.deployment("sd/2", .rollbackInProgress, breaker: .triggered)
        let verdict = Seen.finding("dep-circuit-breaker-triggered", .verdict)
        #expect(
            try script.see(fired, [verdict], at: 100) == [
                "tell: failed by circuitBreaker: dep-circuit-breaker-triggered", "tell: ECS rolls back",
                "look after 100 ms at sd/2",
            ])
        var late = Seen.rolledBack(.rollbackInProgress)
        late.tasks.append(Seen.task("x", of: "td:2", by: "ecs-svc/2", status: "STOPPED", target: nil))
        let cause = Seen.finding("app-exit-1", .application, tasks: ["x"])
        #expect(try script.see(late, [verdict, cause], at: 101).first == "tell: cause found: app-exit-1")
        #expect(try script.see(Seen.rolledBack(), at: 110) == ["finish: failed by circuitBreaker, restored (11)"])
        guard case .failed(let verdict, .restored)? = script.outcome else {
            Issue.record("not restored")
            return
        }
        #expect(verdict.cause?.failure == "app-exit-1")
    }

    /// Two tasks of ours that have crashed, and what is known of them.
    static func crashed(lines: String? = nil) -> (Observation, Finding) {
        var seen = Seen.rolledBack()
        seen.tasks += ["a", "b"].map { Seen.task($0, of: "td:2", by: "ecs-svc/2", status: "STOPPED", target: nil) }
        var cause = Seen.finding(lines == nil ? "app-exit-1" : "app-env-missing", .application, tasks: ["a", "b"])
        cause.confidence = .likely
        cause.evidence = [Evidence(source: "ecs:DescribeTasks", field: "exitCode", text: "1")]
        if let lines { cause.evidence.append(Evidence(source: "log", field: "web", text: lines)) }
        return (seen, cause)
    }

    @Test("lines that become readable after the verdict still tell the cause, also when all is back already")
    func lateLines() throws {
        let (back, silent) = Self.crashed()
        let (_, heard) = Self.crashed(lines: "JWT_SECRET is missing")
        for rollback in [true, false] {
            var script = try Self.following { $0.rollback = rollback }
            _ = try script.see(Seen.rolling(["a", "b"]), [silent], at: 2)
            if rollback {
                _ = try script.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 2.1)
                #expect(try script.see(back, [silent], at: 4) == ["look after 100 ms at sd/2"])
            }
            let end = "finish: failed by application, \(rollback ? "restored (11)" : "not restored (10)")"
            #expect(try script.see(back, [heard], at: 5) == ["tell: cause found: app-env-missing", end])
            guard case .failed(let verdict, _)? = script.outcome else {
                Issue.record("not failed")
                return
            }
            #expect(verdict.cause?.failure == "app-env-missing")
            #expect(verdict.failures == 2)
        }
    }

    @Test("lines that do not come are not waited for, beyond some seconds after the verdict")
    func noLines() throws {
        let (back, silent) = Self.crashed()
        var script = try Self.following()
        _ = try script.see(Seen.rolling(["a", "b"]), [silent], at: 2)
        _ = try script.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 2.1)
        _ = try script.see(back, [silent], at: 4)
        #expect(try script.play(.timePassed, at: 9) == [])
        #expect(try script.play(.timePassed, at: 10.1) == ["finish: failed by application, restored (11)"])
    }

    @Test("whoever only watches follows ECS's rollback to its end, and puts nothing back that ECS chose otherwise")
    func watchedRollback() throws {
        var script = Script(
            Seen.request {
                $0.kind = .attach(serviceDeployment: "sd/2")
                $0.rollback = false
                $0.changesSettings = true
                $0.restorePoint?.settings.taskDefinition = "td:0"
            })
        _ = try script.begin()
        #expect(
            try script.see(Seen.rolledBack(.rollbackInProgress), at: 1) == [
                "tell: failed by stoppedByECS: no cause yet", "tell: ECS rolls back", "look after 100 ms at sd/2",
            ])
        var back = Seen.rolledBack()
        back.serviceDeployment?.rollbackRevision = "rev/td:1"
        #expect(try script.see(back, at: 2) == ["finish: failed by stoppedByECS, restored (11)"])
    }

    @Test("a newer deployment of somebody else supersedes ours; ECS's own rollback does not")
    func superseded() throws {
        var script = try Self.following()
        var newer = Seen.rolling()
        newer.service = Seen.service("ecs-svc/3", "td:3", running: 0, old: [("ecs-svc/2", "td:2", 0)], current: "sd/3")
        newer.serviceDeployment = Seen.deployment("sd/2", .stopRequested)
        #expect(try script.see(newer, at: 5) == ["finish: superseded by td:3 (13)"])
        var unclear = try Self.following()
        var back = Seen.rolling()
        back.service = Seen.service("ecs-svc/4", "td:1", running: 2, old: [("ecs-svc/2", "td:2", 0)])
        #expect(try unclear.see(back, at: 5) == ["look after 100 ms at sd/2"])
        back.serviceDeployment = Seen.deployment("sd/2", .rollbackInProgress)
        #expect(try unclear.see(back, at: 6).contains("tell: ECS rolls back"))
    }

    @Test("a first deployment has nothing to go back to and is scaled to zero")
    func first() throws {
        var script = Script(
            Seen.request {
                $0.before = nil
                $0.restorePoint = nil
            })
        _ = try script.begin()
        _ = try script.play(SuccessTests.accepted(), at: 0.1)
        let finding = Seen.finding("secret-not-found", .cannotHeal, tasks: ["a"])
        #expect(try script.see(Seen.rolling(["a"]), [finding], at: 2).last == "restore: to zero")
        _ = try script.play(.restoreAccepted(.scaleToZero, taskDefinition: nil), at: 2.1)
        let empty = Observation(
            takenAt: Seen.start, service: Seen.service("ecs-svc/2", "td:2", running: 0, desired: 0))
        #expect(try script.see(empty, at: 3) == ["finish: failed by cannotHeal, scaled to zero (10)"])
    }

    @Test("where stopping does not apply, the fields are written back and that deployment is followed to its end")
    func writtenBack() throws {
        var script = try Self.following()
        let stop = RestoreStep.stopDeployment(arn: "sd/2")
        _ = try script.see(
            Seen.rolling(["a"]), [Seen.finding("secret-not-found", .cannotHeal, tasks: ["a"])], at: 2)
        #expect(
            try script.play(.restoreRefused(stop, reason: "conflict"), at: 2.1) == [
                "tell: refused: stop sd/2", "look after 200 ms at sd/2",
            ])
        #expect(try script.see(Seen.rolling(["a"]), at: 2.5) == ["restore: stop sd/2"])
        #expect(
            try script.play(.restoreRefused(stop, reason: "conflict"), at: 2.6) == [
                "tell: refused: stop sd/2", "tell: restoring by update", "restore: update",
            ])
        #expect(try script.play(.restoreAccepted(.update, taskDefinition: "td:9"), at: 2.7) == ["look after 100 ms"])
        var back = Observation(
            takenAt: Seen.start, service: Seen.service("ecs-svc/5", "td:9", running: 2, current: "sd/5"),
            serviceDeployment: Seen.deployment("sd/5", .inProgress, of: "td:9"),
            tasks: Seen.tasks(2, of: "td:9", by: "ecs-svc/5"))
        #expect(try script.see(back, at: 4) == ["tell: found sd/5", "look after 100 ms at sd/5"])
        back.serviceDeployment = Seen.deployment("sd/5", .successful, of: "td:9")
        #expect(try script.see(back, at: 5) == ["finish: failed by cannotHeal, restored (11)"])
    }

    @Test("a restore that does not come about in its time is told as such")
    func notRestored() throws {
        var script = try Self.following { $0.restoreAllowance = .seconds(60) }
        _ = try script.see(
            Seen.rolling(["a"]), [Seen.finding("secret-not-found", .cannotHeal, tasks: ["a"])], at: 2)
        _ = try script.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 3)
        _ = try script.see(Seen.rolledBack(.rollbackInProgress), at: 61)
        #expect(try script.play(.timePassed, at: 62) == ["finish: failed by cannotHeal, restore failed (10)"])
    }

    @Test("a failed check from outside puts back even what ECS calls successful")
    func verification() throws {
        var script = try Self.following { $0.verifies = true }
        _ = try script.see(Seen.healthy(draining: 0), at: 5)
        let lines = try script.play(.verificationFailed(Seen.finding("verify", .application)), at: 6)
        #expect(
            lines == ["tell: failed by verification: verify", "tell: restoring by update", "restore: update"])
    }

    @Test("without rollback a failure is left as it is")
    func noRollback() throws {
        var script = try Self.following { $0.rollback = false }
        let finding = Seen.finding("secret-not-found", .cannotHeal, tasks: ["a"])
        #expect(
            try script.see(Seen.rolling(["a"]), [finding], at: 2).last
                == "finish: failed by cannotHeal, not restored (10)")
    }

    @Test("settings that revisions do not hold are written back after ECS's own rollback")
    func settings() throws {
        var script = try Self.following { $0.changesSettings = true }
        _ = try script.see(
            Seen.rolling(["a"]), [Seen.finding("secret-not-found", .cannotHeal, tasks: ["a"])], at: 2)
        _ = try script.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 3)
        var other = Seen.rolledBack()
        other.service?.desiredCount = 4
        #expect(try script.see(other, at: 4).last == "restore: settings")
        _ = try script.play(.restoreAccepted(.settings, taskDefinition: nil), at: 5)
        var back = Seen.rolledBack()
        back.service?.percent = .standard
        #expect(try script.see(back, at: 6) == ["finish: failed by cannotHeal, restored (11)"])
    }

    @Test("an interruption leaves it running, or puts it back and says so; a second one leaves")
    func interruption() throws {
        var leaving = try Self.following()
        #expect(try leaving.play(.interrupted(.leave), at: 3) == ["finish: interrupted, left (130)"])
        var back = try Self.following()
        #expect(try back.play(.interrupted(.putBack), at: 3).last == "restore: stop sd/2")
        _ = try back.play(.restoreAccepted(.stopDeployment(arn: "sd/2"), taskDefinition: nil), at: 4)
        var again = back
        #expect(try again.play(.interrupted(.leave), at: 5) == ["finish: interrupted, restore failed (130)"])
        #expect(try back.see(Seen.rolledBack(), at: 6) == ["finish: interrupted, restored (130)"])
        var early = Script(Seen.request())
        _ = try early.begin()
        #expect(try early.play(.interrupted(.putBack), at: 0.05) == [])
        #expect(try early.play(SuccessTests.accepted(), at: 0.1).last == "restore: update")
    }

    @Test("a refused update touched nothing")
    func refused() throws {
        var script = Script(Seen.request())
        _ = try script.begin()
        let finding = Seen.finding("lb-target-type-mismatch", .cannotHeal)
        #expect(try script.play(.updateRefused(finding), at: 1) == ["finish: refused (17)"])
    }

    @Test("an event that cannot come is an error, and so is any after the end")
    func violations() throws {
        var script = Script(Seen.request())
        #expect(throws: RolloutViolation.notBegun(.timePassed)) { try script.play(.timePassed, at: 0) }
        _ = try script.begin()
        #expect(throws: RolloutViolation.begunTwice) { try script.begin() }
        #expect(throws: RolloutViolation.unasked(.verified)) { try script.play(.verified, at: 0) }
        _ = try script.play(.interrupted(.leave), at: 1)
        #expect(throws: RolloutViolation.afterFinish(.timePassed)) { try script.play(.timePassed, at: 2) }
    }

    @Test("a machine that was stored in the middle goes on as if nothing had been")
    func stored() throws {
        var script = try Self.following()
        let data = try JSONEncoder().encode(script.machine)
        var copy = try JSONDecoder().decode(RolloutMachine.self, from: data)
        #expect(copy == script.machine)
        let event = RolloutEvent.observed(poll: 2, Seen.healthy(draining: 0), findings: [])
        let own = try script.machine.handle(event, at: .seconds(9))
        #expect(try copy.handle(event, at: .seconds(9)) == own)
    }
}
