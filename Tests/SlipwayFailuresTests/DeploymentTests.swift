import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Deployments") struct DeploymentTests {
    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)

    static func crash(_ id: String, ago seconds: Int = 10, code: Int = 1) -> TaskObservation {
        TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/\(id)", taskDefinition: "td:2", startedBy: "ecs-svc/2", lastStatus: "STOPPED",
            desiredStatus: "STOPPED", stopCode: "EssentialContainerExited",
            stoppedReason: "Essential container in task exited",
            containers: [ContainerObservation(name: "app", exitCode: code)],
            startedAt: now.advanced(by: .seconds(-seconds - 5)), stoppedAt: now.advanced(by: .seconds(-seconds)))
    }

    static func observation(
        _ tasks: [TaskObservation], failed: Int = 0, since seconds: Int = 120,
        _ change: (inout Observation) -> Void = { _ in }
    ) -> Observation {
        let primary = DeploymentObservation(
            id: "ecs-svc/2", status: .primary, taskDefinition: "td:2", desiredCount: 1, failedTasks: failed,
            rolloutState: .inProgress, createdAt: now.advanced(by: .seconds(-seconds)))
        var observation = Observation(
            takenAt: now,
            service: ServiceObservation(
                arn: "arn:aws:ecs:r:a:service/shop/web", taskDefinition: "td:2", desiredCount: 1,
                deployments: [primary]), tasks: tasks)
        change(&observation)
        return observation
    }

    static func verdicts(_ observation: Observation, breaker: CircuitBreakerSettings? = nil) -> [FailureID] {
        var settings = ServiceSettings(taskDefinition: "td:2", desiredCount: 1)
        settings.circuitBreaker = breaker ?? CircuitBreakerSettings(enable: true, rollback: true)
        return Classifier.classify(observation, Workload(settings: settings)).filter { $0.nature == .verdict }
            .map(\.failure)
    }

    static let off = CircuitBreakerSettings(enable: false, rollback: false)

    @Test("crashes that ECS does not count are told from the second one within three minutes")
    func blind() {
        let twice = [Self.crash("a"), Self.crash("b", ago: 70)]
        #expect(Self.verdicts(Self.observation(twice)) == ["dep-breaker-blind-crash-loop"])
        #expect(Self.verdicts(Self.observation([Self.crash("a")])) == [])
        #expect(Self.verdicts(Self.observation(twice, failed: 1)) == [])
        #expect(Self.verdicts(Self.observation([Self.crash("a"), Self.crash("b", ago: 400)])) == [])
        #expect(Self.verdicts(Self.observation([Self.crash("a", code: 0), Self.crash("b", code: 0)])) == [])
        var older = Self.crash("b")
        older.startedBy = "ecs-svc/1"
        #expect(Self.verdicts(Self.observation([Self.crash("a"), older])) == [])
    }

    @Test("a deployment without a circuit breaker is given up on after ten minutes of failing tasks")
    func stuck() {
        let tasks = [Self.crash("a"), Self.crash("b", ago: 300)]
        #expect(
            Self.verdicts(Self.observation(tasks, failed: 5, since: 700), breaker: Self.off) == ["dep-never-stabilises"]
        )
        #expect(Self.verdicts(Self.observation(tasks, failed: 5, since: 500), breaker: Self.off) == [])
        #expect(Self.verdicts(Self.observation(tasks, failed: 5, since: 700)) == [])
        #expect(Self.verdicts(Self.observation([], since: 7000), breaker: Self.off) == [])
        // What the deployment itself says counts before what the service is set to.
        let watched = Self.observation(tasks, failed: 5, since: 700) {
            $0.serviceDeployment = ServiceDeploymentObservation(
                arn: "sd", status: .inProgress, circuitBreaker: BreakerObservation(status: .monitoring))
        }
        #expect(Self.verdicts(watched, breaker: Self.off) == [])
    }

    @Test("causes come before verdicts, and one verdict is told once however many places show it")
    func ranking() throws {
        let observation = Self.observation([Self.crash("a"), Self.crash("b")], failed: 3) {
            $0.service?.deployments[0].rolloutState = .failed
            $0.service?.deployments[0].rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start."
            $0.service?.events = [
                ServiceEvent(
                    id: "1", createdAt: Self.now,
                    message: "(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.")
            ]
            $0.serviceDeployment = ServiceDeploymentObservation(
                arn: "arn:aws:ecs:r:a:service-deployment/shop/web/1", status: .rollbackInProgress,
                circuitBreaker: BreakerObservation(status: .triggered, failureCount: 3, threshold: 3))
        }
        let found = Classifier.classify(observation, Workload())
        #expect(found.first?.nature != .verdict)
        #expect(found.filter { $0.nature == .verdict }.map(\.failure) == ["dep-circuit-breaker-triggered"])
        let verdict = try #require(found.last)
        #expect(verdict.fix.en.hasSuffix("--service web"))
    }

    @Test("a stopped deployment was replaced, unless the breaker or an alarm stopped it")
    func superseded() {
        func said(_ change: (inout ServiceDeploymentObservation) -> Void = { _ in }) -> [FailureID] {
            var deployment = ServiceDeploymentObservation(arn: "sd/1", status: .stopped)
            change(&deployment)
            return Self.verdicts(Observation(takenAt: Self.now, serviceDeployment: deployment))
        }
        #expect(said() == ["dep-superseded"])
        #expect(said { $0.status = .stopRequested } == ["dep-superseded"])
        #expect(
            said { $0.circuitBreaker = BreakerObservation(status: .triggered) } == ["dep-circuit-breaker-triggered"])
        #expect(said { $0.alarms = AlarmObservation(status: .triggered) } == ["dep-alarm-triggered"])
        #expect(said { $0.status = .inProgress } == [])
    }

    @Test("percents that leave no room are told though ECS says nothing")
    func silentDeadlock() {
        func said(_ minimum: Int, _ maximum: Int, running: Int = 1, new: Int = 0) -> [String] {
            let observation = Self.observation([]) {
                $0.service?.percent = PercentBounds(minimum: minimum, maximum: maximum)
                $0.service?.runningCount = running
                $0.service?.deployments[0].runningCount = new
            }
            return Classifier.classify(observation).map(\.failure.name)
        }
        #expect(said(100, 150) == ["dep-minmax-deadlock"])
        #expect(said(100, 200) == [])
        // Something moved, or there is room because old tasks are gone.
        #expect(said(100, 150, new: 1) == [])
        #expect(said(100, 150, running: 0) == [])
    }

    @Test("a service that is stable with the old release was rolled back")
    func rolledBack() {
        let observation = Self.observation([]) {
            $0.service?.deployments = [
                DeploymentObservation(
                    id: "ecs-svc/1", status: .primary, taskDefinition: "td:1", desiredCount: 1, runningCount: 1,
                    rolloutState: .completed, rolloutStateReason: "ECS deployment ecs-svc/1 completed."),
                DeploymentObservation(
                    id: "ecs-svc/2", status: .active, taskDefinition: "td:2", desiredCount: 0, rolloutState: .failed,
                    rolloutStateReason: "rolling back to deploymentId ecs-svc/1"),
            ]
        }
        #expect(Self.verdicts(observation) == ["dep-rollback-reported-success"])
        let completed = Self.observation([]) { $0.service?.deployments[0].rolloutState = .completed }
        #expect(Self.verdicts(completed) == [])
    }
}
