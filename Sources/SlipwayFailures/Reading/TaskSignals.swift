package import SlipwayDomain

/// Everything known of one task that fails, with what is known of its service.
package struct TaskSignals: Sendable {
    package var task: TaskObservation
    package var workload: Workload
    package var logs: [LogTail]
    package var events: [ServiceEvent]
    package var takenAt: Moment

    /// - Parameter logs: the tails of this task's containers.
    init(_ task: TaskObservation, logs: [LogTail], in observation: Observation, of workload: Workload) {
        self.task = task
        self.workload = workload
        self.logs = logs
        events = observation.service?.events ?? []
        takenAt = observation.takenAt
    }

    /// Reasons that say more than that the task stopped, most specific first: containers before the task.
    var reasons: [Reason] {
        var found: [Reason] = []
        for container in essentialFirst {
            guard let text = container.reason, !text.isEmpty else { continue }
            found.append(
                Reason(
                    source: "ecs:DescribeTasks", field: "task \(task.id) containers[\(container.name)].reason",
                    text: text))
        }
        // Whoever stops a task by hand may write anything as the reason: the code says more.
        let isByHand = task.stopCode == "UserInitiated"
        if isByHand, let code = stopCode { found.append(code) }
        if let stopped = stoppedReason, !Self.isGeneric(stopped) { found.append(stopped) }
        if !isByHand, let code = stopCode { found.append(code) }
        return found
    }

    /// The stop code, where it says more than that the task stopped.
    private var stopCode: Reason? {
        guard let code = task.stopCode,
            !["TaskFailedToStart", "EssentialContainerExited", "ServiceSchedulerInitiated"].contains(code)
        else { return nil }
        return Reason(source: "ecs:DescribeTasks", field: "task \(task.id) stopCode", text: code)
    }

    /// The task's own reason, whatever it says.
    var stoppedReason: Reason? {
        guard let text = task.stoppedReason, !text.isEmpty else { return nil }
        return Reason(source: "ecs:DescribeTasks", field: "task \(task.id) stoppedReason", text: text)
    }

    /// Reasons that only say that a task stopped, and leave the cause to be found elsewhere.
    static func isGeneric(_ reason: Reason) -> Bool {
        reason.hasAny(
            "essential container in task exited", "scaling activity initiated by", "rebalancing initiated by",
            "task failed elb health checks", "task failed container health checks")
            || ["Task failed to start", "Task failed to start."].contains(reason.text)
    }

    /// Whether ECS stops it as part of its ordinary work: scaling in, replacing an old release, rebalancing.
    var isOrdinaryStop: Bool {
        stoppedReason?.hasAny("scaling activity initiated by", "rebalancing initiated by") ?? false
    }

    /// Whether it stops without a word so far: what it has to say comes with a later poll.
    var saysNothingYet: Bool {
        task.lastStatus != "STOPPED" && task.stopCode == nil && stoppedReason == nil
            && task.containers.allSatisfy { $0.exitCode == nil && $0.reason == nil }
    }

    /// Essential ones before others, the ones of the task definition before injected ones; else as they came.
    var essentialFirst: [ContainerObservation] {
        task.containers.enumerated().sorted { left, right in
            (rank(left.element), left.offset) < (rank(right.element), right.offset)
        }.map(\.element)
    }

    private func rank(_ container: ContainerObservation) -> Int {
        guard let definition = workload.taskDefinition else {
            let injected = ["aws-guardduty-agent", "ecs-service-connect", "aws-otel", "log_router", "firelens"]
            return injected.contains { container.name.hasPrefix($0) } ? 2 : 0
        }
        guard let known = definition.containers.first(where: { $0.name == container.name }) else { return 2 }
        return known.essential ? 0 : 1
    }

    /// The container whose end took the task down, as far as the codes tell: not one that was merely stopped with it.
    var culprit: ContainerObservation? {
        let ended = essentialFirst.filter { $0.exitCode != nil }
        let essential = ended.filter { rank($0) == 0 }
        for candidates in [essential, ended] {
            for passes in [
                { (code: Int) in ![0, 137, 143].contains(code) }, { $0 == 137 }, { $0 == 0 }, { $0 == 143 },
            ] {
                if let found = candidates.first(where: { $0.exitCode.map(passes) ?? false }) { return found }
            }
        }
        return nil
    }

    /// How the culprit ended, where an essential container's end took the task down.
    var exit: ExitSignals? {
        let ended =
            task.stopCode == "EssentialContainerExited"
            || stoppedReason?.has("essential container in task exited") ?? (task.stopCode == nil)
        guard ended, let culprit, let code = culprit.exitCode else { return nil }
        return ExitSignals(container: culprit, code: code, lines: lines(of: culprit.name), ranFor: ranFor)
    }

    /// Whether a check fails right now, of the load balancer or inside the container.
    var isUnhealthy: Bool {
        task.healthStatus == "UNHEALTHY" || task.targets.contains { $0.state.hasPrefix("unhealthy") }
    }

    func lines(of container: String) -> [String] {
        logs.filter { $0.container == container }.flatMap(\.lines)
    }

    /// What the task definition says of a container.
    func definition(of container: String) -> ContainerFact? {
        workload.taskDefinition?.containers.first { $0.name == container }
    }

    /// How long it ran, from RUNNING until it began to stop; nothing where it never ran.
    var ranFor: Duration? {
        guard let startedAt = task.startedAt else { return nil }
        return (task.executionStoppedAt ?? task.stoppingAt ?? task.stoppedAt).map { startedAt.duration(to: $0) }
    }
}

/// How an essential container ended.
package struct ExitSignals: Sendable {
    package var container: ContainerObservation
    package var code: Int
    /// Its last lines, oldest first.
    package var lines: [String]
    package var ranFor: Duration?

    /// The last line that holds any of the texts (lower case).
    func line(with parts: String...) -> String? {
        lines.last { line in
            let lower = line.lowercased()
            return parts.contains { lower.contains($0) }
        }
    }

    /// The exit code and the last lines, as evidence.
    var evidence: [Evidence] {
        [
            Evidence(
                source: "ecs:DescribeTasks", field: "containers[\(container.name)].exitCode", text: String(code))
        ] + lastLines
    }

    /// The last five lines that say something.
    var lastLines: [Evidence] {
        let said = lines.filter { $0.contains { !$0.isWhitespace } }.suffix(5)
        return said.isEmpty
            ? [] : [Evidence(source: "log", field: container.name, text: said.joined(separator: "\n"))]
    }

    /// ", 2.3 s after it started" where that is known.
    var after: Words {
        ranFor.map { Words(", \($0.words) after it started", ko: " (시작 후 \($0.koreanWords))") } ?? .none
    }
}
