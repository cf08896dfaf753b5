package import SlipwayDomain

/// Tells what signals mean. Pure: the same observation gives the same findings.
///
/// The order is that of facts 0.4, the most specific signal first: what an API said when it refused, a container's
/// reason, the task's reason, exit codes, health, service events; verdicts of the circuit breaker, alarms and hooks are
/// reported as what they are and never as causes.
package enum Classifier {
    /// Reads one observation. The findings are ranked: causes that cannot heal first, then the surer ones, verdicts last.
    ///
    /// Tasks that stop in the ordinary course of things give no finding. One finding stands for all tasks with the same
    /// fingerprint.
    package static func classify(_ observation: Observation, _ workload: Workload = Workload()) -> [Finding] {
        var findings: [Finding] = []
        for task in observation.tasks {
            for finding in classify(TaskSignals(task, in: observation, of: workload)) { merge(finding, &findings) }
        }
        for event in observation.service?.events ?? [] {
            let reason = Reason(source: "ecs:DescribeServices", field: "events", text: event.message)
            if let finding = classify(event: reason, workload) { merge(finding, &findings) }
        }
        if let deployment = observation.serviceDeployment {
            for finding in classify(deployment) { merge(finding, &findings) }
        }
        return ranked(findings)
    }

    /// Reads the refusal of a call: its error code and message. Always gives an answer.
    package static func classify(
        refusalBy api: String, code: String, message: String, _ workload: Workload = Workload()
    ) -> Finding {
        let reason = Reason(source: api, field: code, text: message)
        for mode in Catalogue.all {
            for case .call(let read) in mode.recognisers {
                if let found = read(reason) { return finding(mode, found, reason.evidence, [], workload) }
            }
        }
        return Finding(
            failure: "call-refused", severity: .fail, title: "\(api) was refused",
            cause: "AWS refused \(api) with \(code): \(reason.text)", evidence: [reason.evidence],
            fix: "read AWS's words above; `slipway check` looks at everything this call needs",
            nature: .cannotHeal, confidence: .possible, fingerprint: "call-refused:\(api):\(code)")
    }

    // MARK: One task

    static func classify(_ signals: TaskSignals) -> [Finding] {
        let task = signals.task
        guard task.isStopping else { return classifyHealth(signals) }
        if signals.isOrdinaryStop || signals.saysNothingYet { return [] }
        for reason in signals.reasons {
            for mode in Catalogue.all {
                for case .reason(let read) in mode.recognisers {
                    if let found = read(reason, signals) {
                        return [finding(mode, found, reason.evidence, [task.arn], signals.workload)]
                    }
                }
            }
        }
        let health = classifyHealth(signals)
        if !health.isEmpty { return health }
        let exited =
            task.stopCode == "EssentialContainerExited"
            || signals.stoppedReason?.has("essential container in task exited") ?? (task.stopCode == nil)
        if exited, let culprit = signals.culprit, let code = culprit.exitCode {
            let exit = ExitSignals(
                container: culprit, code: code, lines: signals.lines(of: culprit.name), ranFor: signals.ranFor)
            for mode in Catalogue.all {
                for case .exit(let read) in mode.recognisers {
                    if let found = read(exit, signals) {
                        return [finding(mode, found, nil, [task.arn], signals.workload)]
                    }
                }
            }
        }
        return [notRecognised(signals)]
    }

    /// The first mode for each unhealthy check. A task that is merely unhealthy right now is a warning.
    private static func classifyHealth(_ signals: TaskSignals) -> [Finding] {
        HealthSignals.read(signals).prefix(1).compactMap { health in
            for mode in Catalogue.all {
                for case .health(let read) in mode.recognisers {
                    guard let found = read(health, signals) else { continue }
                    var made = finding(
                        mode, found, health.words?.evidence, [signals.task.arn], signals.workload)
                    if health.isStopping, let stopped = signals.stoppedReason, made.evidence.first != stopped.evidence {
                        made.evidence.insert(stopped.evidence, at: 0)
                    }
                    if !health.isStopping {
                        made.severity = .warn
                        made.fingerprint += ":now"
                    }
                    return made
                }
            }
            return nil
        }
    }

    /// The honest answer: nothing in the catalogue fits, and here is all there is.
    static func notRecognised(_ signals: TaskSignals) -> Finding {
        let task = signals.task
        var evidence: [Evidence] = []
        if let code = task.stopCode {
            evidence.append(Evidence(source: "ecs:DescribeTasks", field: "stopCode", text: code))
        }
        if let reason = signals.stoppedReason { evidence.append(reason.evidence) }
        for container in signals.essentialFirst {
            let parts = [
                container.lastStatus, container.exitCode.map { "exit code \($0)" }, container.reason,
            ]
            evidence.append(
                Evidence(
                    source: "ecs:DescribeTasks", field: "containers[\(container.name)]",
                    text: parts.compactMap(\.self).joined(separator: ", ")))
        }
        for tail in signals.logs where !tail.lines.isEmpty {
            evidence.append(
                Evidence(source: "log", field: tail.container, text: tail.lines.suffix(5).joined(separator: "\n")))
        }
        let words = task.stoppedReason.map { "ECS says only: \($0)" } ?? "ECS gives no reason"
        return Finding(
            failure: "not-recognised", severity: .fail, title: "a failure that is not in the catalogue",
            cause: "the task stopped, and Slipway does not recognise why; \(words)", evidence: evidence,
            fix: "read the evidence above; `slipway logs --since 10m` shows what the container wrote",
            withoutUs: "ECS would have gone on starting tasks", nature: .application, confidence: .possible,
            fingerprint: "not-recognised:\(task.stopCode ?? ""):\(task.stoppedReason?.prefix(80) ?? "")",
            tasks: [task.arn])
    }

    // MARK: The service and its deployment

    private static func classify(event reason: Reason, _ workload: Workload) -> Finding? {
        for mode in Catalogue.all {
            for case .event(let read) in mode.recognisers {
                if let found = read(reason) { return finding(mode, found, reason.evidence, [], workload) }
            }
        }
        return nil
    }

    private static func classify(_ deployment: ServiceDeploymentObservation) -> [Finding] {
        Catalogue.all.compactMap { mode in
            for case .deployment(let read) in mode.recognisers {
                if let found = read(deployment) { return finding(mode, found, nil, [], Workload()) }
            }
            return nil
        }
    }

    // MARK: Making and ranking findings

    private static func finding(
        _ mode: FailureMode, _ found: Recognition, _ evidence: Evidence?, _ tasks: [String], _ workload: Workload
    ) -> Finding {
        let name = found.family ?? mode.id.name
        return Finding(
            failure: mode.id, severity: .fail, title: mode.title, cause: found.cause,
            evidence: [evidence].compactMap(\.self) + found.evidence, fix: found.fix, withoutUs: mode.withoutUs,
            nature: mode.nature, confidence: found.confidence,
            fingerprint: found.subject.isEmpty ? name : "\(name):\(found.subject)", tasks: tasks,
            subjectCreatedAt: found.named.flatMap { named in
                workload.createdAt.filter { named.contains($0.key) || $0.key.contains(named) }.map(\.value).max()
            })
    }

    private static func merge(_ finding: Finding, _ findings: inout [Finding]) {
        guard let index = findings.firstIndex(where: { $0.fingerprint == finding.fingerprint }) else {
            findings.append(finding)
            return
        }
        let tasks = findings[index].tasks + finding.tasks.filter { !findings[index].tasks.contains($0) }
        if finding.confidence > findings[index].confidence { findings[index] = finding }
        findings[index].tasks = tasks
    }

    static func ranked(_ findings: [Finding]) -> [Finding] {
        func rank(_ finding: Finding) -> [Int] {
            let severity = finding.severity == .fail ? 0 : 1
            let nature =
                switch finding.nature {
                case .cannotHeal: 0
                case .application: 1
                case .mayPass: 2
                case .verdict: 3
                }
            return [nature == 3 ? 1 : 0, severity, -finding.confidence.rawValue, nature]
        }
        return findings.enumerated().sorted { left, right in
            rank(left.element) == rank(right.element)
                ? left.offset < right.offset
                : rank(left.element).lexicographicallyPrecedes(rank(right.element))
        }.map(\.element)
    }
}
