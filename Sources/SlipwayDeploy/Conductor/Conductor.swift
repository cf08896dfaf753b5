package import SlipwayDomain
import SlipwayFailures
package import SlipwayRollout

/// Takes a plan through its phases: `check → image → before → service → verify`, and `restore` after a failure.
///
/// Each phase first observes, then acts only on the difference, so running the same command again converges. The
/// conductor owns the clock; what decides inside it is pure (`Preflight`, `RolloutMachine`, `Classifier`).
package struct Conductor<C: Clock<Duration>>: Sendable {
    let clock: C
    /// The wall clock, for comparing with AWS's times; never for measuring.
    let now: @Sendable () -> Moment
    let newToken: @Sendable () -> String
    let target: any ReleaseTarget
    let images: any ImageSource
    let probe: any HTTPProbing
    let scripts: any ScriptRunning
    let tell: @Sendable (DeployEvent) -> Void

    package init(
        clock: C, now: @escaping @Sendable () -> Moment, newToken: @escaping @Sendable () -> String,
        target: any ReleaseTarget, images: any ImageSource, probe: any HTTPProbing, scripts: any ScriptRunning,
        tell: @escaping @Sendable (DeployEvent) -> Void
    ) {
        self.clock = clock
        self.now = now
        self.newToken = newToken
        self.target = target
        self.images = images
        self.probe = probe
        self.scripts = scripts
        self.tell = tell
    }

    /// Looks at everything a deployment needs. Makes no mutating call.
    package func check(_ plan: ServicePlan) async -> (facts: Facts, findings: [Finding]) {
        await phase(.check) {
            let facts = Self.planned(await target.collectFacts(for: plan), plan)
            let findings = Preflight.check(facts, plan)
            for finding in findings { tell(.checked(finding)) }
            if let forecast = LengthForecast.of(plan, facts) { tell(.expected(forecast)) }
            return ((facts, findings), findings.contains { $0.severity == .fail } ? .failed : .done)
        }
    }

    /// Facts that a later phase of this run will create are planned, not missing.
    static func planned(_ facts: Facts, _ plan: ServicePlan) -> Facts {
        var facts = facts
        switch plan.image {
        case .reference: break
        case .build, .executable: facts.image = .planned(by: .image)
        }
        facts.service = facts.service?.orPlanned(by: .service)
        var definition = TaskDefinitionFact(planned: plan, facts)
        definition.contentHash = DefinitionBuilder.expected(plan, facts)?.contentHash
        facts.definition = definition
        return facts
    }

    /// Deploys a plan.
    /// - Throws: a `Problem` for what is not the release's fault: no credentials, AWS out of reach, a bug.
    package func deploy(
        _ plan: ServicePlan, _ options: DeployOptions, interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws(Problem) -> DeployResult {
        let started = clock.now
        var run = DeployRun(plan: plan, options: options, started: started, clock: clock)
        let (facts, findings) = await check(plan)
        let refusals = findings.filter { $0.severity == .fail && !options.skip.covers($0.failure) }
        guard refusals.isEmpty else { return run.refused(refusals) }
        for finding in findings where finding.severity == .fail && !run.skipped.contains(finding.failure) {
            run.skipped.append(finding.failure)
        }

        let imageStarted = clock.now
        let image: PreparedImage
        do {
            image = try await phase(.image) { () async throws(Problem) in
                let image = try await images.prepare(plan, facts: facts) { [tell] in tell(.image($0)) }
                tell(.imageReady(image))
                return (image, image.bytesPushed > 0 ? .done : .unchanged)
            }
        } catch {
            return try run.failedEarlier(.image, error)
        }
        run.image = image.reference
        let seen = Self.facts(facts, with: image)
        if let found = Self.worse(Preflight.check(seen, plan), than: findings, options) {
            return run.failedBefore(found, in: .image)
        }
        // Building and pushing is outside the budget.
        run.budgetExtension = imageStarted.duration(to: clock.now)

        do {
            return try await release(image, facts: seen, &run, interruptions)
        } catch {
            if case .refused(let operation, let code, let message) = error {
                let cause = Classifier.classify(
                    refusalBy: operation, code: code, message: message, Workload(service: plan.service))
                return run.failedBefore(cause, in: .service)
            }
            return try run.failedEarlier(.service, error.problem(doing: "deploying \(plan.service)"))
        }
    }

    /// The facts once the image is there.
    private static func facts(_ facts: Facts, with image: PreparedImage) -> Facts {
        var facts = facts
        if facts.image?.value == nil, let digest = image.reference.digest {
            var fact = ImageFact(digest: digest, platforms: image.platforms)
            fact.compressedBytes = image.compressedBytes
            facts.image = .known(fact)
        }
        if let contents = image.contents { facts.imageContents = .known(contents) }
        return facts
    }

    /// What the image that was made shows, and nobody knew before.
    private static func worse(
        _ now: [Finding], than before: [Finding], _ options: DeployOptions
    ) -> Finding? {
        now.first { finding in
            finding.severity == .fail && !options.skip.covers(finding.failure)
                && !before.contains { $0.failure == finding.failure && $0.severity == .fail }
        }
    }

    /// Everything after the image is there.
    private func release(
        _ image: PreparedImage, facts: Facts, _ run: inout DeployRun<C>,
        _ interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws(TargetFailure) -> DeployResult {
        let plan = run.plan
        let snapshot = try await target.snapshot(of: plan.service)
        let prepared: PreparedRelease
        do {
            prepared = try await prepare(plan, image: image.reference, snapshot: snapshot)
        } catch {
            switch error {
            case .target(let failure): throw failure
            case .problem(let problem): return run.failed(.service, problem)
            }
        }
        run.changes = prepared.changes
        tell(.changes(prepared.changes))
        if !run.skipped.isEmpty {
            do { try await target.note(skipped: run.skipped, on: prepared.settings.taskDefinition) } catch {
                // A note for people: without it the deployment is the same.
                tell(.note("the skipped checks could not be noted for `slipway history`"))
            }
        }
        run.taskDefinition = prepared.settings.taskDefinition

        let isUnchanged = prepared.changes.isEmpty && snapshot != nil
        if !plan.before.isEmpty, run.options.runsBefore, !isUnchanged {
            let deadline = run.deadline
            let outcome = try await phase(.before) { () async throws(TargetFailure) in
                let outcome = try await BeforePhase(clock: clock, target: target).run(
                    plan, taskDefinition: prepared.settings.taskDefinition, settings: prepared.settings,
                    token: newToken(), deadline: deadline, tell: tell)
                if case .failed = outcome { return (outcome, PhaseOutcome.failed) }
                return (outcome, .done)
            }
            if case .failed(let finding) = outcome { return run.failedBefore(finding, in: .before) }
        }
        return try await roll(prepared, snapshot, facts, &run, interruptions)
    }

    private func roll(
        _ prepared: PreparedRelease, _ snapshot: ServiceSnapshot?, _ facts: Facts, _ run: inout DeployRun<C>,
        _ interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws(TargetFailure) -> DeployResult {
        let plan = run.plan
        let serviceStarted = clock.now
        let since = now().advanced(by: .seconds(-2))
        let before = try await target.observe(
            ObservationRequest(service: plan.service, serviceDeployment: nil, since: since))
        let request = run.request(for: prepared, snapshot: snapshot, before: before, at: serviceStarted)
        let workload = Workload(plan, prepared, facts, failFast: request.failFast)
        // What an earlier deployment said a moment ago is none of this one's.
        let old = Set(before.service?.events.map(\.id) ?? [])
        let work = RolloutWork(
            plan: plan, settings: prepared.settings, live: snapshot?.settings, restorePoint: snapshot?.restorePoint,
            since: since, probe: probe, scripts: scripts,
            scriptVariables: ["SLIPWAY_ENVIRONMENT": plan.environment.name, "SLIPWAY_SERVICE": plan.service.name],
            classify: { Classifier.classify($0.without(events: old), workload) })
        let driver = RolloutDriver(clock: clock, target: target, work: work, tell: tell)
        tell(.phaseStarted(.service))
        let outcome: RolloutOutcome
        do {
            outcome = try await driver.run(request, interruptions: interruptions)
        } catch {
            return run.failed(.service, error)
        }
        tell(.phaseEnded(.service, after: serviceStarted.duration(to: clock.now), outcome.phaseOutcome))
        var baseURL: String?
        if let group = prepared.settings.loadBalancers.first?.targetGroup {
            baseURL = try await target.baseURL(targetGroup: group)
        }
        return run.ended(outcome, baseURL: baseURL)
    }

    /// Tells when a phase begins and ends, and how long it took.
    func phase<T, E>(
        _ phase: Phase, _ body: () async throws(E) -> (T, PhaseOutcome)
    ) async throws(E) -> T {
        let started = clock.now
        tell(.phaseStarted(phase))
        do {
            let (value, outcome) = try await body()
            tell(.phaseEnded(phase, after: started.duration(to: clock.now), outcome))
            return value
        } catch {
            tell(.phaseEnded(phase, after: started.duration(to: clock.now), .failed))
            throw error
        }
    }
}

extension RolloutOutcome {
    var phaseOutcome: PhaseOutcome {
        if case .succeeded = self { .done } else { .failed }
    }
}
