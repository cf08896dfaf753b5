import SlipwayDomain
import SlipwayFailures
import SlipwayRollout

/// The shell around one `RolloutMachine`: hands it events one after the other and runs its actions in their order.
/// Nothing else touches the machine.
struct RolloutDriver<C: Clock<Duration>>: Sendable {
    let clock: C
    let target: any ReleaseTarget
    let work: RolloutWork
    let tell: @Sendable (DeployEvent) -> Void

    /// How often the machine is told that time passed; its own deadlines are coarser.
    private static var tick: Duration { .milliseconds(250) }

    /// - Parameter interruptions: what a person or a signal wants; may come at any time.
    /// - Returns: how it ended, with every observation's view told on the way.
    /// - Throws: a `Problem` when the machine was handed an event that cannot come: a bug.
    func run(
        _ request: RolloutRequest, interruptions: AsyncStream<RolloutEvent.Interruption>
    ) async throws(Problem) -> RolloutOutcome {
        let (inbox, post) = AsyncStream.makeStream(of: RolloutEvent.self)
        let end: Result<RolloutOutcome, Problem> = await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { for await wish in interruptions { post.yield(.interrupted(wish)) } }
            group.addTask { [clock] in
                while !Task.isCancelled {
                    do { try await clock.sleep(for: Self.tick) } catch { return }
                    post.yield(.timePassed)
                }
            }
            var machine = RolloutMachine(request)
            var shell = Shell(started: clock.now, work: work)
            do throws(RolloutViolation) {
                if let outcome = perform(try machine.begin(at: .zero), &shell, in: &group, post) {
                    return .success(outcome)
                }
                for await event in inbox {
                    shell.note(event)
                    let now = shell.started.duration(to: clock.now)
                    if let outcome = perform(try machine.handle(event, at: now), &shell, in: &group, post) {
                        return .success(outcome)
                    }
                }
            } catch {
                return .failure(Self.bug(error))
            }
            return .success(.interrupted(nil))
        }
        return try end.get()
    }

    /// What the shell remembers between actions.
    private struct Shell {
        let started: C.Instant
        let work: RolloutWork
        var verification: CancelFlag?
        /// Tasks that have ended and whose logs were read.
        var logsRead: Set<String> = []

        mutating func note(_ event: RolloutEvent) {
            guard case .observed(_, let observation, _) = event else { return }
            // What a running task wrote is not its last word.
            let ended = Set(observation.tasks.filter(\.isStopping).map(\.arn))
            logsRead.formUnion(observation.logs.map(\.task).filter(ended.contains))
        }
    }

    /// Runs actions in order; the slow ones as child tasks that answer into the inbox.
    private func perform(
        _ actions: [RolloutAction], _ shell: inout Shell, in group: inout TaskGroup<Void>,
        _ post: AsyncStream<RolloutEvent>.Continuation
    ) -> RolloutOutcome? {
        for action in actions {
            switch action {
            case .updateService:
                group.addTask { [self] in post.yield(await update()) }
            case .observe(let poll):
                let read = shell.logsRead
                group.addTask { [self] in
                    if let event = await observe(poll, logsRead: read) { post.yield(event) }
                }
            case .verify:
                let flag = CancelFlag()
                shell.verification = flag
                group.addTask { [self] in
                    if let event = await verify(), !flag.isSet { post.yield(event) }
                }
            case .cancelVerification: shell.verification?.set()
            case .restore(let step):
                group.addTask { [self] in post.yield(await restore(step)) }
            case .tell(let note): tell(.rollout(note))
            case .finish(let outcome): return outcome
            }
        }
        return nil
    }

    private func update() async -> RolloutEvent {
        do {
            return .updateAccepted(try await target.apply(work.settings, to: work.plan.service, live: work.live))
        } catch {
            switch error {
            case .uncertain(_, let detail), .unreachable(_, let detail): return .updateUncertain(reason: detail)
            case .denied, .noCredentials, .credentialsRefused:
                return .accessLost(poll: nil, error.problem(doing: "updating \(work.plan.service)"))
            case .notFound, .refused, .cancelled:
                return .updateRefused(Self.refusal(error, of: work.plan.service))
            }
        }
    }

    private func observe(_ poll: Poll, logsRead: Set<String>) async -> RolloutEvent? {
        do { try await clock.sleep(for: poll.after) } catch { return nil }
        let request = ObservationRequest(
            service: work.plan.service, serviceDeployment: poll.serviceDeployment, since: work.since, logsRead: logsRead
        )
        do {
            let observation = try await target.observe(request)
            tell(.observed(RolloutView(observation, ours: work.settings.taskDefinition)))
            return .observed(poll: poll.number, observation, findings: work.classify(observation))
        } catch {
            let problem = error.problem(doing: "watching the rollout")
            switch error {
            case .denied, .noCredentials, .credentialsRefused: return .accessLost(poll: poll.number, problem)
            case .unreachable, .notFound, .refused, .uncertain, .cancelled:
                return .observationFailed(poll: poll.number, reason: problem.message)
            }
        }
    }

    private func verify() async -> RolloutEvent? {
        let phase = VerifyPhase(clock: clock, probe: work.probe, scripts: work.scripts)
        do {
            var baseURL: String?
            if let group = work.settings.loadBalancers.first?.targetGroup {
                baseURL = try await target.baseURL(targetGroup: group)
            }
            let failed = try await phase.run(
                work.plan.verify, baseURL: baseURL, environment: work.scriptVariables,
                deadline: clock.now.advanced(by: work.plan.deployment.budget), tell: tell)
            return failed.map(RolloutEvent.verificationFailed) ?? .verified
        } catch let failure as TargetFailure {
            return .verificationFailed(Self.refusal(failure, of: work.plan.service))
        } catch {
            return nil
        }
    }

    private func restore(_ step: RestoreStep) async -> RolloutEvent {
        do {
            switch step {
            case .stopDeployment(let arn):
                try await target.rollBack(serviceDeployment: arn)
                return .restoreAccepted(step, taskDefinition: nil)
            case .update, .settings, .scaleToZero:
                let answer = try await Restorer(target: target, work: work).take(step)
                return .restoreAccepted(step, taskDefinition: answer.taskDefinition)
            }
        } catch {
            let problem = error.problem(doing: "restoring")
            return .restoreRefused(
                step, reason: [problem.message, problem.cause].compactMap(\.self).joined(separator: ": "))
        }
    }

    private static func refusal(_ failure: TargetFailure, of service: Service) -> Finding {
        if case .refused(let operation, let code, let message) = failure {
            return Classifier.classify(
                refusalBy: operation, code: code, message: message, Workload(service: service))
        }
        if case .denied(let action, let detail) = failure {
            return Classifier.classify(
                refusalBy: action, code: "AccessDeniedException",
                message: detail.isEmpty ? "is not authorized to perform: \(action)" : detail, Workload(service: service)
            )
        }
        let problem = failure.problem(doing: "updating \(service)")
        return Finding(
            failure: "update-refused", severity: .fail, title: Words("update of \(service)", ko: "\(service) 업데이트"),
            cause: Words(same: problem.message),
            evidence: problem.cause.map { [Evidence(source: "aws", field: "error", text: $0)] } ?? [],
            fix: problem.next.map { Words(same: $0) }
                ?? Words("mend what the message says, then deploy again", ko: "메시지의 문제를 고친 뒤 다시 배포하십시오"))
    }

    private static func bug(_ violation: RolloutViolation) -> Problem {
        Problem(
            "bug.rollout", "Slipway lost track of the rollout; the service goes on by itself",
            cause: "\(violation)", next: "run `slipway status`, and report this message with the output of --debug",
            exitCode: .bug)
    }
}
