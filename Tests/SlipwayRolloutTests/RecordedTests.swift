import SlipwayDomain
import SlipwayRollout
import Testing

/// Timelines of real deployments on AWS, from public captures (facts: ecs-behaviour 2.5 and 2.7), second by second.
@Suite("Recorded deployments") struct RecordedTests {
    /// A service of one task, `seconds` after the update.
    static func look(
        _ seconds: Int, running: Int, old: Int, draining: Bool = false,
        status: ServiceDeploymentObservation.Status = .inProgress, failed: [String] = [], target: String = "healthy",
        breaker: ServiceDeploymentObservation.Monitor = .monitoring, events: [String] = []
    ) -> Observation {
        let moment = Seen.start.advanced(by: .seconds(seconds))
        let isBack = status == .rollbackInProgress || status == .rollbackSuccessful
        let primary = DeploymentObservation(
            id: isBack ? "ecs-svc/1" : "ecs-svc/2", status: .primary, taskDefinition: isBack ? "td:1" : "td:2",
            desiredCount: 1, runningCount: isBack ? old : running, failedTasks: failed.count)
        let other = DeploymentObservation(
            id: isBack ? "ecs-svc/2" : "ecs-svc/1", status: .active, taskDefinition: isBack ? "td:2" : "td:1",
            desiredCount: 0, runningCount: isBack ? running : old, rolloutState: isBack ? .failed : nil)
        var tasks: [TaskObservation] = []
        if running > 0 { tasks.append(Seen.task("new", of: "td:2", by: "ecs-svc/2", target: target)) }
        if old > 0 || draining {
            tasks.append(Seen.task("old", of: "td:1", by: "ecs-svc/1", stopping: draining))
        }
        tasks += failed.map { Seen.task($0, of: "td:2", by: "ecs-svc/2", status: "STOPPED", target: nil) }
        var service = ServiceObservation(
            arn: "web", taskDefinition: primary.taskDefinition, desiredCount: 1,
            runningCount: running + old, currentServiceDeployment: "sd/2",
            deployments: [primary] + (other.runningCount > 0 || isBack ? [other] : []))
        service.events = events.enumerated().map {
            ServiceEvent(id: "\(seconds)-\($0.offset)", createdAt: moment, message: "(service web) \($0.element)")
        }
        return Observation(
            takenAt: moment, service: service,
            serviceDeployment: Seen.deployment("sd/2", status, breaker: breaker), tasks: tasks)
    }

    static func begin(_ change: (inout RolloutRequest) -> Void = { _ in }) throws -> Script {
        var script = Script(
            Seen.request {
                $0.desiredCount = 1
                $0.restorePoint?.settings.desiredCount = 1
                $0.deadline = .seconds(900)
                change(&$0)
            })
        _ = try script.begin()
        var answer = try #require(Self.look(0, running: 0, old: 1).service)
        answer.events = []
        _ = try script.play(.updateAccepted(answer), at: 0)
        return script
    }

    /// What people are told and what ends it; looks are left out.
    static func told(_ lines: [String]) -> [String] { lines.filter { !$0.hasPrefix("look") } }

    @Test("a good release on Fargate behind a load balancer: healthy at 91 s, done when the old task is gone at 153 s")
    func good() throws {
        var script = try Self.begin()
        let timeline: [(Int, Observation, [String])] = [
            (1, Self.look(1, running: 0, old: 1, events: ["has started 1 tasks: (task new)."]), ["tell: found sd/2"]),
            (50, Self.look(50, running: 1, old: 1, target: "initial", events: ["registered 1 targets in (…)"]), []),
            (
                91,
                Self.look(91, running: 1, old: 1, draining: true, events: ["has stopped 1 running tasks: (task old)."]),
                ["tell: healthy, 1 drain"]
            ),
            (141, Self.look(141, running: 1, old: 1, draining: true), []),
            (
                153,
                Self.look(
                    153, running: 1, old: 0, status: .successful,
                    events: ["(deployment ecs-svc/2) deployment completed.", "has reached a steady state."]),
                ["finish: succeeded (0)"]
            ),
        ]
        for (second, observation, wanted) in timeline {
            #expect(Self.told(try script.see(observation, at: Double(second))) == wanted, "at \(second) s")
        }
    }

    static func crash(_ tasks: [String]) -> [Finding] {
        tasks.isEmpty ? [] : [Seen.finding("app-exit-1", .application, tasks: tasks)]
    }

    @Test("a crash at start: ECS's breaker needs 175 s, two failures are enough at 120 s")
    func crashing() throws {
        var script = try Self.begin()
        // Starts were seen at 17, 69, 120 and 170 s: by then the task before had failed.
        _ = try script.see(Self.look(17, running: 0, old: 1), at: 17)
        let first = try script.see(Self.look(69, running: 0, old: 1, failed: ["1"]), Self.crash(["1"]), at: 69)
        #expect(Self.told(first) == ["tell: failure 1 of 2: app-exit-1"])
        let second = try script.see(
            Self.look(120, running: 0, old: 1, failed: ["1", "2"]), Self.crash(["1", "2"]), at: 120)
        #expect(Self.told(second).last == "restore: stop sd/2")
    }

    @Test("left to ECS the same crash ends as restored at 254 s, though the service was 'stable' all along")
    func leftToECS() throws {
        var script = try Self.begin { $0.failFast = 100 }
        _ = try script.see(
            Self.look(170, running: 0, old: 1, failed: ["1", "2", "3"]), Self.crash(["1", "2", "3"]), at: 170)
        let fired = Self.look(
            175, running: 0, old: 1, status: .rollbackInProgress, failed: ["1", "2", "3"], breaker: .triggered)
        #expect(
            Self.told(try script.see(fired, Self.crash(["1", "2", "3"]), at: 175)) == [
                "tell: failed by circuitBreaker: app-exit-1", "tell: ECS rolls back",
            ])
        let back = Self.look(254, running: 0, old: 1, status: .rollbackSuccessful, failed: ["1", "2", "3"])
        #expect(Self.told(try script.see(back, at: 254)) == ["finish: failed by circuitBreaker, restored (11)"])
    }

    @Test("a missing image: ECS's breaker took 704 s, the first failed task is enough at 154 s")
    func missingImage() throws {
        var script = try Self.begin()
        _ = try script.see(Self.look(30, running: 0, old: 1), at: 30)
        let lines = try script.see(
            Self.look(154, running: 0, old: 1, failed: ["1"]),
            [Seen.finding("image-tag-not-found", .cannotHeal, tasks: ["1"])], at: 154)
        #expect(
            Self.told(lines).prefix(2) == [
                "tell: failure 1 of 1: image-tag-not-found", "tell: failed by cannotHeal: image-tag-not-found",
            ])
    }
}
