import SlipwayDomain
import SlipwayFailures
import SlipwayRollout

/// What is known of one deployment while it goes on, and how it is told at its end.
struct DeployRun<C: Clock<Duration>> {
    let plan: ServicePlan
    let options: DeployOptions
    let started: C.Instant
    let clock: C
    var budgetExtension = Duration.zero
    var image: ImageReference?
    /// Failed checks that somebody said to skip.
    var skipped: [FailureID] = []
    var taskDefinition: String?
    var changes: [Change] = []

    init(plan: ServicePlan, options: DeployOptions, started: C.Instant, clock: C) {
        self.plan = plan
        self.options = options
        self.started = started
        self.clock = clock
    }

    var deadline: C.Instant { started.advanced(by: plan.deployment.budget + budgetExtension) }

    func request(
        for prepared: PreparedRelease, snapshot: ServiceSnapshot?, before: Observation, at now: C.Instant
    ) -> RolloutRequest {
        let settings = prepared.settings
        let kind: RolloutRequest.Kind
        if prepared.changes.isEmpty, let snapshot {
            let last = before.serviceDeployment
            // One that failed, or brings something else, is not how this release came: it is judged as it runs.
            let isOther = last.map {
                $0.status != .successful
                    && ($0.status.isFinal || $0.targetRevision?.taskDefinition != settings.taskDefinition)
            }
            kind = .attach(serviceDeployment: isOther == true ? nil : snapshot.currentServiceDeployment)
        } else if let live = snapshot?.settings, !settings.startsDeployment(comparedTo: live) {
            kind = .settingsOnly
        } else {
            kind = .deployment
        }
        let live = snapshot?.settings
        return RolloutRequest(
            kind: kind, taskDefinition: settings.taskDefinition, desiredCount: settings.desiredCount,
            gracePeriod: settings.gracePeriod, percent: settings.percent, before: before.service,
            restorePoint: snapshot?.restorePoint, rollback: plan.deployment.rollback,
            changesSettings: live.map { settings.differsBesideRevision(from: $0) } ?? false,
            hasTargets: !settings.loadBalancers.isEmpty, verifies: options.verifies && !plan.verify.isEmpty,
            failFast: options.failFast ?? plan.deployment.failFast,
            deadline: max(now.duration(to: deadline), .seconds(1)), onBudget: options.onBudget)
    }

    func refused(_ findings: [Finding]) -> DeployResult {
        let count = findings.count == 1 ? "1 check" : "\(findings.count) checks"
        return result(
            .refused, .check, "refused: \(count) failed; nothing was changed", cause: findings.first,
            refusals: findings)
    }

    /// An earlier phase failed: the running release was not touched. What is not the release's fault is thrown on.
    func failedEarlier(_ phase: Phase, _ problem: Problem) throws(Problem) -> DeployResult {
        switch problem.exitCode {
        case .notPermitted where denial(problem) != nil: return failed(phase, problem)
        case .unreachable, .notPermitted, .bug, .usage, .badManifest, .interrupted: throw problem
        default: return failed(phase, problem)
        }
    }

    /// What the catalogue knows of a denied call; nil for everything else.
    private func denial(_ problem: Problem) -> Finding? {
        guard problem.code == TargetFailure.deniedCode, let words = problem.cause else { return nil }
        let cause = Classifier.classify(
            refusalBy: "aws", code: "AccessDeniedException", message: words, Workload(service: plan.service))
        return Catalogue.mode(cause.failure) == nil ? nil : cause
    }

    func failed(_ phase: Phase, _ problem: Problem) -> DeployResult {
        let cause =
            denial(problem)
            ?? Finding(
                failure: FailureID(problem.code.name), severity: .fail, title: Words(same: phase.rawValue),
                cause: Words(same: problem.message),
                evidence: problem.cause.map { [Evidence(source: "slipway", field: phase.rawValue, text: $0)] } ?? [],
                fix: Words(same: problem.next ?? ""))
        return result(problem.exitCode, phase, problem.message, cause: cause, next: problem.next)
    }

    func failedBefore(_ finding: Finding, in phase: Phase) -> DeployResult {
        result(.failedBefore, phase, "failed before the service was touched", cause: finding)
    }

    func ended(_ outcome: RolloutOutcome, baseURL: String?) -> DeployResult {
        let watch = "slipway watch --env \(plan.environment.name)"
        var ended = result(outcome.exitCode, .service, "", outcome: outcome)
        ended.baseURL = baseURL
        switch outcome {
        case .succeeded:
            ended.phase = .verify
            ended.summary = changes.isEmpty ? "unchanged, and healthy" : "deployed and verified"
        case .refused(let finding):
            ended.summary = "ECS refused the update; the running release was not touched"
            ended.cause = finding
        case .failed(let verdict, let restoration):
            ended.cause = verdict.cause
            ended.phase = .restore
            switch restoration {
            case .restored: ended.summary = "failed; the previous release is back and verified"
            case .scaledToZero: ended.summary = "failed; there was no previous release, so it is scaled to zero"
            case .notWanted: ended.summary = "failed; left as it is, because rollback is off"
            case .failed(let reason):
                ended.summary = "failed, and the previous release could not be put back: \(reason)"
                ended.next = "slipway rollback --env \(plan.environment.name)"
            }
        case .superseded(let by): ended.summary = "superseded by a newer deployment of \(by.shortDefinition)"
        case .budgetSpent(let cause, let healthy):
            ended.cause = cause
            ended.summary =
                healthy
                ? "healthy, still draining old tasks when the budget ended"
                : "the budget of \(plan.deployment.budget.words) ended; the rollout goes on"
            ended.next = watch
        case .paused(let hook):
            ended.summary = "paused at \(hook)"
            ended.next = "slipway continue --env \(plan.environment.name)"
        case .accessLost(let problem, touched: false): return failed(.service, problem)
        case .accessLost(let problem, touched: true):
            ended = failed(.service, problem)
            ended.outcome = outcome
            ended.summary = "\(problem.message); the rollout goes on by itself"
            ended.next = "renew the credentials or grant the permission, then follow it: \(watch)"
        case .interrupted(let restoration):
            switch restoration {
            case nil:
                ended.summary = "interrupted; the rollout runs on"
                ended.next = watch
            case .restored?: ended.summary = "interrupted; the previous release was put back"
            case .scaledToZero?: ended.summary = "interrupted; there was no previous release, so it is scaled to zero"
            case .notWanted?: ended.summary = "interrupted; left as it is"
            case .failed(let reason)?:
                ended.summary = "interrupted; putting the previous release back failed: \(reason)"
            }
        }
        return ended
    }

    /// There is nothing to follow: what the last deployment came to, and how the service stands without one.
    func nothingRolls(
        after last: ServiceDeploymentObservation, _ settings: ServiceSettings, _ seen: Observation
    ) -> DeployResult {
        let isSteady = seen.isSteady(hasTargets: !settings.loadBalancers.isEmpty)
        let release = settings.taskDefinition.shortDefinition
        let tried = last.targetRevision?.taskDefinition?.shortDefinition
        let fate =
            switch last.status {
            case .rollbackSuccessful: "was rolled back"
            case .rollbackFailed: "failed, and rolling it back failed too"
            default: "was stopped"
            }
        let why = (last.rollbackReason ?? last.statusReason).map { " (\($0))" } ?? ""
        let stands =
            settings.desiredCount == 0
            ? "it is scaled to zero"
            : isSteady
                ? "\(release) runs and is healthy"
                : "\(release) is not healthy: \(seen.service?.runningCount ?? 0) of \(settings.desiredCount) run"
        var ended = result(
            isSteady ? .done : .failedNotRestored, .service,
            "nothing rolls; the last deployment\(tried.map { ", of \($0)," } ?? "") \(fate)\(why); \(stands)",
            next: "slipway diagnose --env \(plan.environment.name)")
        ended.taskDefinition = settings.taskDefinition
        return ended
    }

    private func result(
        _ exitCode: ExitCode, _ phase: Phase, _ summary: String, cause: Finding? = nil, refusals: [Finding] = [],
        outcome: RolloutOutcome? = nil, next: String? = nil
    ) -> DeployResult {
        DeployResult(
            exitCode: exitCode, service: plan.service, phase: phase, summary: summary, cause: cause,
            refusals: refusals, outcome: outcome, taskDefinition: taskDefinition, image: image, changes: changes,
            elapsed: started.duration(to: clock.now), next: next)
    }
}

extension ServiceSettings {
    /// Whether an update to these starts a deployment (UpdateService: which fields do, facts: ecs-behaviour 2.9).
    func startsDeployment(comparedTo live: ServiceSettings) -> Bool {
        taskDefinition != live.taskDefinition || network != live.network || loadBalancers != live.loadBalancers
            || registries != live.registries || platformVersion != live.platformVersion
            || capacityProviders != live.capacityProviders || launchType != live.launchType
    }

    /// Whether fields differ that no service revision holds.
    func differsBesideRevision(from live: ServiceSettings) -> Bool {
        desiredCount != live.desiredCount || percent != live.percent || gracePeriod != live.gracePeriod
            || circuitBreaker != live.circuitBreaker || alarms != live.alarms
    }
}
