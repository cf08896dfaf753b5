import SlipwayDomain
import SlipwayRollout

/// Plays events into a machine and writes down what it wants done, one short line an action.
struct Script {
    var machine: RolloutMachine
    private(set) var poll = 0
    private(set) var outcome: RolloutOutcome?

    init(_ request: RolloutRequest) {
        machine = RolloutMachine(request)
    }

    mutating func begin() throws -> [String] { write(try machine.begin(at: .zero)) }

    mutating func play(_ event: RolloutEvent, at seconds: Double) throws -> [String] {
        write(try machine.handle(event, at: .milliseconds(Int(seconds * 1000))))
    }

    /// The answer to the last look.
    mutating func see(_ observation: Observation, _ findings: [Finding] = [], at seconds: Double) throws -> [String] {
        try play(.observed(poll: poll, observation, findings: findings), at: seconds)
    }

    private mutating func write(_ actions: [RolloutAction]) -> [String] {
        actions.map { action in
            if case .observe(let poll) = action { self.poll = poll.number }
            if case .finish(let outcome) = action { self.outcome = outcome }
            return Self.line(action)
        }
    }

    static func line(_ action: RolloutAction) -> String {
        switch action {
        case .updateService: "update"
        case .observe(let poll): "look after \(poll.after.words)\(poll.serviceDeployment.map { " at \($0)" } ?? "")"
        case .verify: "verify"
        case .cancelVerification: "stop verifying"
        case .restore(let step): "restore: \(word(step))"
        case .tell(let note): "tell: \(word(note))"
        case .finish(let outcome): "finish: \(word(outcome)) (\(outcome.exitCode.rawValue))"
        }
    }

    private static func word(_ step: RestoreStep) -> String {
        switch step {
        case .stopDeployment(let arn): "stop \(arn)"
        case .update: "update"
        case .settings: "settings"
        case .scaleToZero: "to zero"
        }
    }

    private static func word(_ note: RolloutNote) -> String {
        switch note {
        case .found(let arn): "found \(arn)"
        case .failure(let finding, let number, let of): "failure \(number) of \(of): \(finding.failure)"
        case .patience(let finding): "patience with \(finding.failure)"
        case .mayPass(let finding): "may pass: \(finding.failure)"
        case .warning(let finding): "warning: \(finding.failure)"
        case .healthyDraining(let count): "healthy, \(count) drain"
        case .blind(_, let times): "blind \(times)"
        case .readingBack: "reading back"
        case .failed(let verdict): "failed by \(verdict.reason): \(verdict.cause?.failure.name ?? "no cause yet")"
        case .causeFound(let finding): "cause found: \(finding.failure)"
        case .restoring(let step): "restoring by \(word(step))"
        case .rollingBackByItself: "ECS rolls back"
        case .restoreStepRefused(let step, _): "refused: \(word(step))"
        case .restoredReleaseFails(let finding): "restored one fails: \(finding.failure)"
        }
    }

    private static func word(_ outcome: RolloutOutcome) -> String {
        switch outcome {
        case .succeeded: "succeeded"
        case .refused: "refused"
        case .failed(let verdict, let restoration): "failed by \(verdict.reason), \(word(restoration))"
        case .superseded(let other): "superseded by \(other)"
        case .budgetSpent(_, let healthy): "budget spent\(healthy ? ", healthy" : "")"
        case .paused(let hook): "paused at \(hook)"
        case .accessLost(_, let touched): "access lost, \(touched ? "goes on" : "untouched")"
        case .interrupted(let restoration): "interrupted, \(restoration.map(word) ?? "left")"
        }
    }

    private static func word(_ restoration: RolloutOutcome.Restoration) -> String {
        switch restoration {
        case .restored: "restored"
        case .scaledToZero: "scaled to zero"
        case .notWanted: "not restored"
        case .failed: "restore failed"
        }
    }
}

/// Observations as ECS would show them, small enough to read in a test.
enum Seen {
    static let start = Moment(millisecondsSinceEpoch: 1_700_000_000_000)

    static func task(
        _ id: String, of taskDefinition: String, by deployment: String, status: String = "RUNNING",
        stopping: Bool = false, target: String? = "healthy"
    ) -> TaskObservation {
        TaskObservation(
            arn: "task/\(id)", taskDefinition: taskDefinition, startedBy: deployment, group: "service:web",
            lastStatus: status, desiredStatus: stopping || status == "STOPPED" ? "STOPPED" : "RUNNING",
            targets: target.map { [TargetObservation(targetGroup: "tg", state: $0)] } ?? [])
    }

    static func tasks(
        _ count: Int, of taskDefinition: String, by deployment: String, stopping: Bool = false
    )
        -> [TaskObservation]
    {
        (0..<count).map { task("\(taskDefinition)-\($0)", of: taskDefinition, by: deployment, stopping: stopping) }
    }

    /// The service before anything: two tasks of `td:1` by `ecs-svc/1`, brought by `sd/1`.
    static let before = ServiceObservation(
        arn: "web", taskDefinition: "td:1", desiredCount: 2, runningCount: 2, currentServiceDeployment: "sd/1",
        deployments: [
            DeploymentObservation(
                id: "ecs-svc/1", status: .primary, taskDefinition: "td:1", desiredCount: 2, runningCount: 2)
        ])

    static let restorePoint = RestorePoint(
        origin: .lastSuccessful(serviceDeployment: "sd/1", revision: "rev/1"),
        settings: ServiceSettings(taskDefinition: "td:1", desiredCount: 2))

    static func request(
        _ change: (inout RolloutRequest) -> Void = { _ in }
    ) -> RolloutRequest {
        var request = RolloutRequest(
            taskDefinition: "td:2", desiredCount: 2, before: before, restorePoint: restorePoint)
        change(&request)
        return request
    }

    /// The service with a deployment as PRIMARY and others beside it.
    static func service(
        _ primary: String, _ taskDefinition: String, running: Int, pending: Int = 0, desired: Int = 2,
        old: [(id: String, taskDefinition: String, running: Int)] = [], current: String? = "sd/2",
        rollout: DeploymentObservation.Rollout? = nil
    ) -> ServiceObservation {
        ServiceObservation(
            arn: "web", taskDefinition: taskDefinition, desiredCount: desired,
            runningCount: running + old.map(\.running).reduce(0, +), pendingCount: pending,
            currentServiceDeployment: current,
            deployments: [
                DeploymentObservation(
                    id: primary, status: .primary, taskDefinition: taskDefinition, desiredCount: desired,
                    runningCount: running, pendingCount: pending, rolloutState: rollout)
            ]
                + old.map {
                    DeploymentObservation(
                        id: $0.id, status: .active, taskDefinition: $0.taskDefinition, desiredCount: 0,
                        runningCount: $0.running)
                })
    }

    static func deployment(
        _ arn: String, _ status: ServiceDeploymentObservation.Status, of taskDefinition: String = "td:2",
        breaker: ServiceDeploymentObservation.Monitor? = nil
    ) -> ServiceDeploymentObservation {
        ServiceDeploymentObservation(
            arn: arn, status: status,
            targetRevision: RevisionObservation(arn: "rev/\(taskDefinition)", taskDefinition: taskDefinition),
            circuitBreaker: breaker.map { BreakerObservation(status: $0, failureCount: 3, threshold: 3) })
    }

    /// The rollout has begun: ours is PRIMARY with nothing running, the old tasks serve.
    static func rolling(_ failed: [String] = [], after seconds: Double = 0) -> Observation {
        Observation(
            takenAt: start.advanced(by: .milliseconds(Int(seconds * 1000))),
            service: service("ecs-svc/2", "td:2", running: 0, pending: 2, old: [("ecs-svc/1", "td:1", 2)]),
            serviceDeployment: deployment("sd/2", .inProgress),
            tasks: tasks(2, of: "td:1", by: "ecs-svc/1")
                + failed.map { task($0, of: "td:2", by: "ecs-svc/2", status: "STOPPED", target: nil) })
    }

    /// Ours is complete and healthy; `draining` old tasks wind down.
    static func healthy(draining: Int) -> Observation {
        Observation(
            takenAt: start,
            service: service(
                "ecs-svc/2", "td:2", running: 2, old: draining > 0 ? [("ecs-svc/1", "td:1", draining)] : []),
            serviceDeployment: deployment("sd/2", draining > 0 ? .inProgress : .successful),
            tasks: tasks(2, of: "td:2", by: "ecs-svc/2") + tasks(draining, of: "td:1", by: "ecs-svc/1", stopping: true))
    }

    /// ECS has rolled ours back: the old release serves again.
    static func rolledBack(_ status: ServiceDeploymentObservation.Status = .rollbackSuccessful) -> Observation {
        Observation(
            takenAt: start, service: service("ecs-svc/1", "td:1", running: 2),
            serviceDeployment: deployment("sd/2", status), tasks: tasks(2, of: "td:1", by: "ecs-svc/1"))
    }

    static func finding(
        _ id: FailureID, _ nature: FailureNature, tasks: [String] = [], created: Moment? = nil
    ) -> Finding {
        Finding(
            failure: id, severity: .fail, title: Words(same: "t"), cause: Words(same: "c"), nature: nature,
            tasks: tasks.map { "task/\($0)" }, subjectCreatedAt: created)
    }
}
