import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Health checks") struct HealthTests {
    static let group = "arn:aws:elasticloadbalancing:r:a:targetgroup/web/1"

    static func workload(_ change: (inout Workload) -> Void = { _ in }) -> Workload {
        var workload = Workload(
            settings: ServiceSettings(taskDefinition: "td:2", desiredCount: 1, gracePeriod: .seconds(60)),
            targetGroups: [
                TargetGroupFact(
                    arn: group, name: "web", targetType: "ip", proto: "HTTP", health: TargetGroupHealth(path: "/health")
                )
            ])
        change(&workload)
        return workload
    }

    static func killed(_ change: (inout TaskObservation) -> Void = { _ in }) -> TaskObservation {
        ApplicationTests.stopped(
            [ApplicationTests.container(137)], code: "ServiceSchedulerInitiated",
            reason: "Task failed ELB health checks in (target-group \(group))", change)
    }

    static func target(_ words: String?, reason: String? = nil) -> TargetObservation {
        TargetObservation(targetGroup: group, port: 8080, state: "unhealthy", reason: reason, description: words)
    }

    static func event(_ words: String) -> ServiceObservation {
        let text = "(service s) (task 1) (port 80) is unhealthy in (target-group \(group)) due to (reason \(words))."
        return ServiceObservation(
            arn: "s", taskDefinition: "td:2", desiredCount: 1,
            events: [ServiceEvent(id: "1", createdAt: Foreseen.now, message: text)])
    }

    @Test(
        "targets and events say the same",
        arguments: [
            ("Health checks failed with these codes: [404]", "hc-elb-404"),
            ("Health checks failed with these codes: [302]", "hc-elb-redirect"),
            ("Health checks failed with these codes: [403]", "hc-elb-auth"),
            ("Health checks failed with these codes: [400]", "hc-elb-400-host"),
            ("Health checks failed with these codes: [503]", "hc-elb-5xx"),
            ("Health checks failed with these codes: [418]", "hc-elb-status"),
            ("Request timed out", "hc-elb-timeout"), ("Health checks failed", "hc-elb-connection-refused"),
        ])
    func sources(words: String, wanted: String) throws {
        let byEvent = Classifier.classify(
            Observation(takenAt: Foreseen.now, service: Self.event(words), tasks: [Self.killed()]), Self.workload())
        #expect(byEvent.map(\.failure.name) == [wanted])
        let task = Self.killed { $0.targets = [Self.target(words)] }
        let byTarget = try #require(
            Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task]), Self.workload()).first)
        #expect(byTarget.failure.name == wanted)
        #expect(byTarget.cause.en.contains("GET /health"))
        #expect(byTarget.fingerprint == byEvent.first?.fingerprint)
    }

    @Test("the application's own log tells how a check failed where the load balancer no longer does")
    func accessLog() {
        func said(_ line: String, _ workload: Workload = Workload()) -> String? {
            ApplicationTests.classify(Self.killed(), ["starting", line], workload).first?.failure.name
        }
        #expect(said("GET /health 503") == "hc-elb-5xx")
        #expect(said(#"10.0.0.7 - - [25/Nov/2026] "GET /healthz HTTP/1.1" 500 12"#) == "hc-elb-5xx")
        #expect(said("GET /health 503", Self.workload()) == "hc-elb-5xx")
        #expect(said("GET /ready 503", Self.workload()) == "hc-elb-generic-stop")
        #expect(said("GET /health 200") == "hc-elb-generic-stop")
        #expect(said("GET /articles 503") == "hc-elb-generic-stop")
    }

    @Test("what to try has the port and the path that are checked")
    func generic() throws {
        let workload = Self.workload { $0.taskDefinition = Foreseen.definition { $0.containers[0].ports = [9000] } }
        let fix = try #require(ApplicationTests.classify(Self.killed(), [], workload).first?.fix.en)
        #expect(fix.contains("-p 9000:9000"))
        #expect(fix.contains("localhost:9000/health"))
        let none = try #require(ApplicationTests.classify(Self.killed(), [], Workload()).first?.fix.en)
        #expect(!none.contains("8080"))
    }

    @Test("a container's check is tried in the task where ECS reaches into it, else in the image")
    func containerCheck() throws {
        func fix(_ change: (inout TaskObservation) -> Void) throws -> String {
            let task = ApplicationTests.stopped(
                [ContainerObservation(name: "app", image: "shop:1", lastStatus: "RUNNING", health: "UNHEALTHY")],
                code: nil, reason: "Task failed container health checks", change)
            return try #require(ApplicationTests.classify(task).first?.fix.en)
        }
        #expect(try fix { _ in }.contains("docker run --rm -d --name try shop:1"))
        let running = try fix {
            ($0.lastStatus, $0.desiredStatus, $0.stoppedReason, $0.healthStatus) = (
                "RUNNING", "RUNNING", nil, "UNHEALTHY"
            )
            $0.containers[0].executeAgent = "RUNNING"
        }
        #expect(running.contains("aws ecs execute-command --cluster c --task 1 --container app --interactive"))
    }

    @Test("health failures of one service are one failure, seen more or less clearly")
    func oneFamily() {
        func finding(_ task: TaskObservation) -> Finding? {
            Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task]), Self.workload()).first
        }
        let vague = finding(Self.killed())
        let clear = finding(Self.killed { $0.targets = [Self.target("Request timed out")] })
        #expect(vague?.failure == "hc-elb-generic-stop")
        #expect(clear?.failure == "hc-elb-timeout")
        #expect(vague?.fingerprint == clear?.fingerprint)
    }

    static func refused(_ lines: [String] = [], _ change: (inout Workload) -> Void) -> FailureID? {
        let task = killed { $0.targets = [target("Health checks failed")] }
        let logs = lines.isEmpty ? [] : [LogTail(task: task.arn, container: "app", lines: lines)]
        return Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task], logs: logs), workload(change))
            .first?.failure
    }

    @Test("a start longer than the grace period is told from an application that does not listen")
    func grace() {
        #expect(Self.refused { $0.settings?.gracePeriod = .seconds(2) } == "hc-elb-grace-too-short")
        #expect(
            Self.refused(["listening on 9090"]) { $0.settings?.gracePeriod = .seconds(2) }
                == "hc-elb-connection-refused")
        #expect(Self.refused { $0.usualBoot = .seconds(300) } == "hc-elb-grace-too-short")
        #expect(Self.refused { $0.usualBoot = .seconds(5) } == "hc-elb-connection-refused")
        // Nothing is known of the service: nothing is said of its grace period.
        #expect(Self.refused { $0.settings = nil } == "hc-elb-connection-refused")
        #expect(
            Self.refused {
                $0.settings?.gracePeriod = .zero
                $0.targetGroups[0].health.proto = "HTTPS"
            } == "hc-elb-protocol-mismatch")
    }

    @Test("a task that ran for hours was not stopped for a short grace period")
    func old() {
        let task = Self.killed {
            $0.targets = [Self.target("Health checks failed")]
            $0.startedAt = Foreseen.now
            $0.stoppingAt = Foreseen.now.advanced(by: .seconds(7200))
        }
        let workload = Self.workload { $0.settings?.gracePeriod = .zero }
        let found = Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task]), workload)
        #expect(found.first?.failure == "hc-elb-connection-refused")
    }

    @Test("where the application says that it listens elsewhere, the cause says so")
    func elsewhere() throws {
        let task = Self.killed { $0.targets = [Self.target("Health checks failed")] }
        let logs = [LogTail(task: task.arn, container: "app", lines: ["Server listening on http://127.0.0.1:3000"])]
        let finding = try #require(
            Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task], logs: logs), Self.workload()).first)
        #expect(finding.cause.en.contains("it listens on 127.0.0.1:3000"))
    }

    @Test("a task that is unhealthy but not stopped is only a warning, with what its log says beside it")
    func unhealthyNow() {
        let task = TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/1", taskDefinition: "td:2", lastStatus: "RUNNING", desiredStatus: "RUNNING",
            containers: [ContainerObservation(name: "app")],
            targets: [Self.target("Health checks failed with these codes: [500]")])
        let logs = [LogTail(task: task.arn, container: "app", lines: ["connect ETIMEDOUT 10.0.3.4:5432"])]
        let found = Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task], logs: logs), Self.workload())
        #expect(found.allSatisfy { $0.severity == .warn })
        #expect(Set(found.map(\.failure.name)) == ["hc-elb-5xx", "app-db-unreachable"])
    }

    @Test("errors of users are told only where all checks pass")
    func shallow() {
        let line = "10.0.0.9 - - [21/Sep/2026:10:00:00 +0000] \"GET /api HTTP/1.1\" 500 21"
        func found(_ state: String, _ status: ServiceDeploymentObservation.Status, _ lines: [String]) -> [FailureID] {
            var target = Self.target(nil)
            target.state = state
            let task = TaskObservation(
                arn: "t/1", taskDefinition: "td:2", lastStatus: "RUNNING", desiredStatus: "RUNNING",
                containers: [ContainerObservation(name: "app")], targets: [target])
            var observation = Observation(
                takenAt: Foreseen.now, tasks: [task], logs: [LogTail(task: "t/1", container: "app", lines: lines)])
            observation.serviceDeployment = ServiceDeploymentObservation(arn: "sd", status: status)
            return Classifier.classify(observation).map(\.failure)
        }
        let many = Array(repeating: line, count: 6)
        #expect(found("healthy", .successful, many).contains("hc-shallow"))
        #expect(!found("unhealthy", .successful, many).contains("hc-shallow"))
        #expect(!found("healthy", .inProgress, many).contains("hc-shallow"))
        #expect(!found("healthy", .successful, [line]).contains("hc-shallow"))
    }
}
