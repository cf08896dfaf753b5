import SlipwayDomain
import SlipwayFailures

/// Runs tasks to their end before the service is touched; their exit codes and logs decide.
struct BeforePhase<C: Clock<Duration>>: Sendable {
    let clock: C
    let target: any ReleaseTarget
    /// Between two looks at a task.
    var pause: Duration = .milliseconds(250)

    enum Outcome {
        case done
        case failed(Finding)
        /// Nobody waits any longer for the task, which runs on: a migration is not cut off in its middle.
        case left(name: String, task: String)
    }

    /// - Parameter token: makes a repeated start the same task; the name of the task is added.
    func run(
        _ plan: ServicePlan, taskDefinition: String, settings: ServiceSettings, token: String, deadline: C.Instant,
        tell: @Sendable (DeployEvent) -> Void
    ) async throws(TargetFailure) -> Outcome {
        for task in plan.before {
            let start = clock.now
            let arn = try await target.startTask(
                OneOffTask(
                    service: plan.service, taskDefinition: taskDefinition, container: plan.container,
                    command: task.command, variables: task.variables, launchType: settings.launchType,
                    network: settings.network, startedBy: "slipway-before-\(task.name)".prefixed(36),
                    token: "\(token)-\(task.name)".prefixed(64)))
            tell(.beforeTask(name: task.name, .started(task: arn)))
            let end = min(deadline, start.advanced(by: task.timeout))
            let seen: (TaskObservation, [LogTail])?
            do {
                seen = try await wait(for: arn, in: plan.service, until: end)
            } catch .cancelled {
                return .left(name: task.name, task: arn)
            }
            guard let (observed, logs) = seen else {
                try await target.stopTask(arn: arn, in: plan.service, reason: "slipway: \(task.name) took too long")
                return .failed(Self.timedOut(task, arn: arn, after: start.duration(to: clock.now)))
            }
            let container = observed.containers.first { $0.name == plan.container }
            guard let exitCode = container?.exitCode, exitCode == 0 else {
                return .failed(Self.failed(task, plan, observed, container, logs))
            }
            tell(.beforeTask(name: task.name, .ended(exitCode: 0, after: start.duration(to: clock.now))))
        }
        return .done
    }

    private func wait(
        for arn: String, in service: Service, until end: C.Instant
    ) async throws(TargetFailure) -> (TaskObservation, [LogTail])? {
        while true {
            if let seen = try await target.observeTask(arn: arn, in: service), seen.0.lastStatus == "STOPPED" {
                return seen
            }
            guard clock.now.advanced(by: pause) < end else { return nil }
            do { try await clock.sleep(for: pause) } catch { throw .cancelled }
        }
    }

    private static func timedOut(_ task: BeforePlan, arn: String, after: Duration) -> Finding {
        Finding(
            failure: "before-task-timeout", severity: .fail, title: "before: \(task.name)",
            cause: "the task \(task.name) did not end within \(after.words); it was stopped",
            evidence: [Evidence(source: "ecs:DescribeTasks", field: "tasks[0].taskArn", text: arn)],
            fix: "give before.\(task.name).timeout more time in slipway.yml, or find out what it waits for",
            withoutUs: "a pipeline would have waited for its own time-out", nature: .cannotHeal, tasks: [arn])
    }

    /// The catalogue knows the cause of a task that could not start; an exit code is the task's own verdict.
    private static func failed(
        _ task: BeforePlan, _ plan: ServicePlan, _ observed: TaskObservation, _ container: ContainerObservation?,
        _ logs: [LogTail]
    ) -> Finding {
        let observation = Observation(
            takenAt: observed.stoppedAt ?? Moment(millisecondsSinceEpoch: 0), tasks: [observed], logs: logs)
        let known = Classifier.classify(observation, Workload(service: plan.service)).first { $0.severity == .fail }
        if container?.exitCode == nil, var finding = known {
            finding.title = "before: \(task.name)"
            finding.cause = "the task \(task.name) could not start: \(finding.cause)"
            return finding
        }
        let code = container?.exitCode.map { "\($0)" } ?? "none"
        return Finding(
            failure: "before-task-failed", severity: .fail, title: "before: \(task.name)",
            cause: "the task \(task.name) ended with exit code \(code); the service was not touched",
            evidence: known?.evidence ?? [],
            fix: "mend what the log says, then deploy again; to try it alone: "
                + "slipway run -- \(task.command.joined(separator: " "))",
            withoutUs: "ECS does not run migrations at all", nature: .cannotHeal, tasks: [observed.arn])
    }
}

extension String {
    fileprivate func prefixed(_ length: Int) -> String { String(prefix(length)) }
}
