import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Load balancers") struct LoadBalancerTests {
    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)

    static func task(
        _ id: String, target: String?, reason: String? = nil, stopping: Bool = false
    ) -> TaskObservation {
        TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/\(id)", taskDefinition: "td:1", lastStatus: "RUNNING",
            desiredStatus: stopping ? "STOPPED" : "RUNNING",
            stoppedReason: stopping ? "Scaling activity initiated by (deployment ecs-svc/2)" : nil,
            targets: target.map { [TargetObservation(targetGroup: "tg", state: $0, reason: reason)] } ?? [])
    }

    static func said(
        _ tasks: [TaskObservation] = [], events: [(Int, String)] = [], _ workload: Workload = Workload()
    ) -> [String] {
        let service = ServiceObservation(
            arn: "s", taskDefinition: "td:1", desiredCount: 1,
            events: events.map {
                ServiceEvent(id: "\($0.0)", createdAt: now.advanced(by: .seconds(-$0.0)), message: $0.1)
            })
        return Classifier.classify(Observation(takenAt: now, service: service, tasks: tasks), workload)
            .map { "\($0.severity) \($0.failure)" }
    }

    @Test("an unused target is a failure only where its task runs on")
    func unused() {
        #expect(
            Self.said([Self.task("a", target: "unused", reason: "Target.NotInUse")]) == ["fail lb-target-not-in-use"])
        #expect(Self.said([Self.task("a", target: "unused", reason: "Target.NotInUse", stopping: true)]) == [])
        // It comes and goes while a task registers.
        #expect(Self.said([Self.task("a", target: "unused", reason: "Target.NotRegistered")]) == [])
    }

    @Test("draining is told once nothing else is going on, and no healthy target at all is told as such")
    func draining() {
        let old = Self.task("a", target: "draining", reason: "Target.DeregistrationInProgress", stopping: true)
        #expect(Self.said([old, Self.task("b", target: "healthy")]) == ["ok lb-deregistration-slow"])
        #expect(Self.said([old, Self.task("b", target: "initial")]) == ["warn lb-5xx-during-deploy"])
        #expect(Self.said([old, Self.task("b", target: "healthy"), Self.task("c", target: "initial")]) == [])
        // A service that is scaled to zero drains, and nobody waits for anything.
        #expect(Self.said([old]) == [])
    }

    @Test("events alone tell of draining only when it takes a while and has not ended")
    func drainingEvents() {
        let begun = "(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks."
        let ended = "(service web) (deployment ecs-svc/2) deployment completed."
        #expect(Self.said(events: [(120, begun)]) == ["ok lb-deregistration-slow"])
        #expect(Self.said(events: [(10, begun)]) == [])
        #expect(Self.said(events: [(120, begun), (5, ended)]) == [])
        // Tasks say more than events do.
        #expect(Self.said([Self.task("b", target: "initial")], events: [(120, begun)]) == [])
    }

    @Test("an old task that had to be killed is told, one that ended in time or for memory is not")
    func killed() {
        func old(_ code: Int, after seconds: Int, reason: String? = nil) -> TaskObservation {
            var task = Self.task("a", target: nil, stopping: true)
            task.lastStatus = "STOPPED"
            task.stoppingAt = Self.now.advanced(by: .seconds(-seconds))
            task.executionStoppedAt = Self.now
            task.containers = [ContainerObservation(name: "app", exitCode: code, reason: reason)]
            return task
        }
        var settings = ServiceSettings(taskDefinition: "td:1", desiredCount: 1)
        settings.loadBalancers = [LoadBalancerBinding(targetGroup: "tg", container: "app", port: 8080)]
        let served = Workload(settings: settings)
        #expect(Self.said([old(137, after: 30)], served) == ["warn lb-stop-timeout-kills-requests"])
        #expect(Self.said([old(137, after: 5)], served) == [])
        #expect(Self.said([old(143, after: 30)], served) == [])
        #expect(Self.said([old(137, after: 30, reason: "OutOfMemoryError: Container killed")], served) == [])
        // Where no load balancer sends requests, none are lost.
        #expect(Self.said([old(137, after: 30)]) == [])
        let patient = Workload(
            taskDefinition: Foreseen.definition { $0.containers[0].stopTimeout = .seconds(120) }, settings: settings)
        #expect(Self.said([old(137, after: 30)], patient) == [])
        #expect(Self.said([old(137, after: 120)], patient) == ["warn lb-stop-timeout-kills-requests"])
    }
}
