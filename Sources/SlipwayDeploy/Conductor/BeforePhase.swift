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
            failure: "before-task-timeout", severity: .fail, title: title(task),
            cause: Words(
                "the task \(task.name) did not end within \(after.words); it was stopped",
                ko: "\(task.name) 태스크가 \(after.words) 안에 끝나지 않아 중지했습니다"),
            evidence: [Evidence(source: "ecs:DescribeTasks", field: "tasks[0].taskArn", text: arn)],
            fix: Words(
                "give before.\(task.name).timeout more time in slipway.yml, or find out what it waits for",
                ko: "slipway.yml의 before.\(task.name).timeout을 늘리거나 무엇을 기다리는지 확인하십시오"),
            withoutUs: Words(
                "a pipeline would have waited for its own time-out", ko: "파이프라인은 자체 제한 시간까지 기다렸을 것입니다"),
            nature: .cannotHeal, tasks: [arn])
    }

    private static func title(_ task: BeforePlan) -> Words { Words(same: "before: \(task.name)") }

    /// The catalogue knows the cause of a task that could not start; an exit code is the task's own verdict.
    private static func failed(
        _ task: BeforePlan, _ plan: ServicePlan, _ observed: TaskObservation, _ container: ContainerObservation?,
        _ logs: [LogTail]
    ) -> Finding {
        let observation = Observation(
            takenAt: observed.stoppedAt ?? Moment(millisecondsSinceEpoch: 0), tasks: [observed], logs: logs)
        let known = Classifier.classify(observation, Workload(service: plan.service)).first { $0.severity == .fail }
        if container?.exitCode == nil, var finding = known {
            finding.title = title(task)
            finding.cause =
                Words("the task \(task.name) could not start: ", ko: "\(task.name) 태스크를 시작할 수 없습니다: ")
                + finding.cause
            return finding
        }
        let code = container?.exitCode.map { "\($0)" } ?? "none"
        return Finding(
            failure: "before-task-failed", severity: .fail, title: title(task),
            cause: Words(
                "the task \(task.name) ended with exit code \(code); the service was not touched",
                ko: "\(task.name) 태스크가 종료 코드 \(code)로 끝났습니다. 서비스는 건드리지 않았습니다"),
            evidence: known?.evidence ?? [],
            fix: Words(
                "mend what the log says, then deploy again; to try it alone: ", ko: "로그의 문제를 고친 뒤 다시 배포하십시오. 따로 실행하려면: "
            )
                + Words(same: "slipway run -- \(task.command.joined(separator: " "))"),
            withoutUs: Words("ECS does not run migrations at all", ko: "ECS는 마이그레이션을 아예 실행하지 않습니다"),
            nature: .cannotHeal, tasks: [observed.arn])
    }
}

extension String {
    fileprivate func prefixed(_ length: Int) -> String { String(prefix(length)) }
}
