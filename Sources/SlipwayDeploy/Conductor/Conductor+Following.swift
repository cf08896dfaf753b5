package import SlipwayDomain
import SlipwayFailures
package import SlipwayRollout

extension Conductor {
    /// Follows a rollout that runs already, to its end. Changes nothing unless it is interrupted with "put back".
    package func watch(
        _ plan: ServicePlan, interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws(Problem) -> DeployResult {
        try await guarded(doing: "watching \(plan.service)") {
            let look = try await look(at: plan)
            var settings = look.snapshot.settings
            let last = look.before.serviceDeployment
            if let last, last.status.isFinal, last.status != .successful {
                return look.run.nothingRolls(after: last, settings, look.before)
            }
            guard let last, !last.status.isFinal else {
                return try await follow(
                    look, settings, .attach(serviceDeployment: look.snapshot.currentServiceDeployment), interruptions)
            }
            // While ECS rolls it back, the service names the release before already.
            if let definition = last.targetRevision?.taskDefinition { settings.taskDefinition = definition }
            return try await follow(look, settings, .attach(serviceDeployment: last.arn), interruptions)
        }
    }

    /// Goes back to an earlier release: the last successful one before what runs, or a revision by its number.
    package func rollback(
        _ plan: ServicePlan, to revision: Int?, interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws(Problem) -> DeployResult {
        let past: [PastDeployment]
        let running: ServiceSnapshot?
        do {
            past = try await target.history(of: plan.service, limit: 100)
            running = try await target.snapshot(of: plan.service)
        } catch {
            throw error.problem(doing: "looking for an earlier release")
        }
        guard let running else { throw Self.noService(plan.service) }
        let isRolling = past.first { $0.arn == running.currentServiceDeployment }?.status == "IN_PROGRESS"
        let current = isRolling ? nil : running.settings.taskDefinition
        let candidates = past.filter { $0.status == "SUCCESSFUL" && $0.taskDefinition != current }
        let chosen =
            if let revision {
                past.first { $0.taskDefinition?.hasSuffix(":\(revision)") ?? false }
            } else {
                candidates.first
            }
        guard let chosen, let definition = chosen.taskDefinition else {
            throw Problem(
                "rollback.no-candidate",
                revision.map { "no deployment of \(plan.service) ran revision \($0)" }
                    ?? "\(plan.service) has no earlier release that reached SUCCESSFUL",
                next: "slipway history --env \(plan.environment.name)", exitCode: .failedBefore)
        }
        tell(.note("going back to \(definition.shortDefinition)"))
        return try await guarded(doing: "rolling \(plan.service) back") {
            let look = try await look(at: plan)
            var wanted = look.snapshot.settings
            wanted.taskDefinition = definition
            let kind: RolloutRequest.Kind =
                wanted == look.snapshot.settings ? .attach(serviceDeployment: nil) : .deployment
            return try await follow(look, wanted, kind, interruptions)
        }
    }

    static func noService(_ service: Service) -> Problem {
        Problem(
            "service.not-found", "there is no service \(service.name) in the cluster \(service.cluster)",
            next: "slipway deploy", exitCode: .failedBefore)
    }

    /// The service before it is followed.
    private struct Look {
        var run: DeployRun<C>
        var snapshot: ServiceSnapshot
        var since: Moment
        var before: Observation
    }

    private func look(at plan: ServicePlan) async throws -> Look {
        let run = DeployRun(plan: plan, options: DeployOptions(verifies: false), started: clock.now, clock: clock)
        guard let snapshot = try await target.snapshot(of: plan.service) else { throw Self.noService(plan.service) }
        let since = now().advanced(by: .seconds(-2))
        let before = try await target.observe(
            ObservationRequest(service: plan.service, serviceDeployment: nil, since: since))
        return Look(run: run, snapshot: snapshot, since: since, before: before)
    }

    private func follow(
        _ look: Look, _ settings: ServiceSettings, _ kind: RolloutRequest.Kind,
        _ interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws -> DeployResult {
        var run = look.run
        let (plan, snapshot) = (run.plan, look.snapshot)
        run.taskDefinition = settings.taskDefinition
        let request = RolloutRequest(
            kind: kind, taskDefinition: settings.taskDefinition, desiredCount: settings.desiredCount,
            before: kind.isAttach ? nil : look.before.service, restorePoint: snapshot.restorePoint,
            rollback: !kind.isAttach && plan.deployment.rollback, hasTargets: !settings.loadBalancers.isEmpty,
            failFast: plan.deployment.failFast, deadline: plan.deployment.budget,
            onBudget: kind.isAttach ? .leave : .restore)
        let workload = Workload(service: plan.service, settings: settings, failFast: request.failFast)
        let work = RolloutWork(
            plan: plan, settings: settings, live: snapshot.settings, restorePoint: snapshot.restorePoint,
            since: look.since, probe: probe, scripts: scripts, scriptVariables: [:],
            classify: { Classifier.classify($0, workload) })
        tell(.phaseStarted(.service))
        let driver = RolloutDriver(clock: clock, target: target, work: work, tell: tell)
        let outcome = try await driver.run(request, interruptions: interruptions)
        tell(.phaseEnded(.service, after: run.started.duration(to: clock.now), outcome.phaseOutcome))
        var ended = run.ended(outcome, baseURL: nil)
        if case .succeeded = outcome {
            ended.summary = "\(settings.taskDefinition.shortDefinition) is complete and healthy"
        }
        return ended
    }

    private func guarded(
        doing activity: String, _ body: () async throws -> DeployResult
    ) async throws(Problem) -> DeployResult {
        do {
            return try await body()
        } catch let failure as TargetFailure {
            throw failure.problem(doing: activity)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("bug.follow", "following the rollout failed", cause: "\(error)", exitCode: .bug)
        }
    }
}

extension RolloutRequest.Kind {
    fileprivate var isAttach: Bool {
        if case .attach = self { true } else { false }
    }
}
