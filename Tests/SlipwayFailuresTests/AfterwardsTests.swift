import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Failures after a deployment") struct AfterwardsTests {
    static func app(_ code: Int?, _ reason: String? = nil) -> ContainerObservation {
        ContainerObservation(name: "app", lastStatus: "STOPPED", exitCode: code, reason: reason)
    }

    @Test("whatever somebody who stops a task writes, it is a stop by hand and no cause")
    func byHand() throws {
        for reason in ["Task stopped by user", "no such host: OutOfMemoryError", "Host EC2 (instance i-1) gone", nil] {
            let task = Stopped.task(reason, code: "UserInitiated", containers: [Self.app(143)])
            let found = try #require(Stopped.findings([task]).first)
            #expect(found.failure == "after-user-stopped")
            #expect(found.nature == .mayPass)
            #expect(found.evidence.contains { $0.text == reason ?? "UserInitiated" })
        }
    }

    @Test("a container's own reason counts for more than the hand that stopped the task")
    func container() {
        let pull = "CannotPullContainerError: failed to resolve ref h/a:1: h/a:1: not found"
        let task = Stopped.task("Task stopped by user", code: "UserInitiated", containers: [Self.app(nil, pull)])
        #expect(Stopped.findings([task]).map(\.failure) == ["image-tag-not-found"])
    }

    @Test("maintenance is a warning, and a failure once what shall replace the task cannot start")
    func maintenance() throws {
        let old = Stopped.task(
            "ECS is performing maintenance on the underlying infrastructure hosting the task", id: "old",
            code: "ServiceSchedulerInitiated", containers: [Self.app(143)]
        ) { $0.stoppedAt = Stopped.now }
        #expect(Stopped.findings([old]).map(\.severity) == [.warn])
        let image = "h/a@sha256:\(String(repeating: "a", count: 64))"
        func new(at moment: Moment) -> TaskObservation {
            Stopped.task("CannotPullContainerError: failed to resolve ref \(image): \(image): not found", id: "new") {
                $0.createdAt = moment
            }
        }
        let found = Stopped.findings([old, new(at: Stopped.now)])
        #expect(found.first?.failure == "image-digest-gone")
        let told = try #require(found.first { $0.failure == "after-host-retirement-cannot-restart" })
        #expect(told.severity == .fail)
        #expect(told.tasks == [new(at: Stopped.now).arn])
        let before = Stopped.findings([old, new(at: Stopped.now.advanced(by: .seconds(-60)))])
        #expect(!before.contains { $0.fingerprint == told.fingerprint })
    }

    @Test("ordinary stops by scaling are no failure; stops and starts by turns are")
    func scaling() {
        func scaled(
            _ id: String, created: Int64, stopped: Int64, by deployment: String = "ecs-svc/2"
        ) -> TaskObservation {
            Stopped.task(
                "Scaling activity initiated by (deployment \(deployment))", id: id, code: "ServiceSchedulerInitiated",
                containers: [Self.app(143)]
            ) {
                $0.startedBy = deployment
                $0.createdAt = Stopped.now.advanced(by: .seconds(created))
                $0.stoppingAt = Stopped.now.advanced(by: .seconds(stopped))
            }
        }
        let first = scaled("a", created: 0, stopped: 100)
        #expect(Stopped.findings([first]) == [])
        #expect(Stopped.findings([first, scaled("b", created: 0, stopped: 200)]) == [])
        #expect(Stopped.findings([first, scaled("b", created: 150, stopped: 200, by: "ecs-svc/3")]) == [])
        #expect(
            Stopped.findings([first, scaled("b", created: 150, stopped: 200)]).map(\.failure)
                == ["after-autoscaling-fight"])
    }

    @Test("kills for memory are a leak only at similar ages, and not right after the start")
    func memory() {
        func killed(_ id: String, after seconds: Int64) -> TaskObservation {
            let reason = "OutOfMemoryError: Container killed due to memory usage"
            return Stopped.task(
                "Essential container in task exited", id: id, code: "EssentialContainerExited",
                containers: [Self.app(137, reason)]
            ) {
                $0.startedAt = Stopped.now
                $0.stoppingAt = Stopped.now.advanced(by: .seconds(seconds))
            }
        }
        func creeps(_ ages: Int64...) -> Bool {
            let tasks = ages.enumerated().map { killed("t\($0.offset)", after: $0.element) }
            return Stopped.findings(tasks).contains { $0.failure == "after-memory-creep" }
        }
        #expect(creeps(14_400, 16_000, 15_000))
        #expect(!creeps(14_400))
        #expect(!creeps(14_400, 40_000))
        #expect(!creeps(20, 22))
    }

    @Test("silence is only told where the lines were read, or where there can be none")
    func silence() {
        let crash = Stopped.task(
            "Essential container in task exited", code: "EssentialContainerExited", containers: [Self.app(1)])
        func isSilent(_ lines: [String]?, _ change: (inout Workload) -> Void = { _ in }) -> Bool {
            let logs = lines.map { [LogTail(task: crash.arn, container: "app", lines: $0)] } ?? []
            return Stopped.findings([crash], logs: logs, change).contains { $0.failure == "after-no-logs" }
        }
        #expect(isSilent([]))
        #expect(isSilent([" "]))
        #expect(!isSilent(nil))
        #expect(!isSilent(["boom"]))
        let noDriver: (inout Workload) -> Void = {
            $0.taskDefinition = TaskDefinitionFact(
                arn: Stopped.definition, family: "web", revision: 2,
                containers: [ContainerFact(name: "app", image: "shop")])
        }
        #expect(isSilent(nil, noDriver))
    }
}
