package import SlipwayDomain

/// Says why tasks of a release failed. Pure.
///
/// Most specific signals come first (reasons of containers, of the task, exit codes, health, service events); what ECS
/// decided (breaker, alarm, hook) is a verdict, told besides the cause and never as one.
package enum Classifier {
    /// Findings, the surest and most frequent first; one for each distinct failure, with the tasks that showed it.
    package static func classify(_ observation: Observation, _ workload: Workload) -> [Finding] {
        var findings: [Finding] = []
        for task in observation.tasks where isFailed(task, workload) {
            let finding = classify(TaskSignals(task, in: observation, workload))
            if let index = findings.firstIndex(where: { $0.fingerprint == finding.fingerprint }) {
                findings[index].tasks += finding.tasks
            } else {
                findings.append(finding)
            }
        }
        findings += placement(observation, workload)
        let ranked = findings.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.confidence != b.confidence { return a.confidence > b.confidence }
            if a.tasks.count != b.tasks.count { return a.tasks.count > b.tasks.count }
            return left.offset < right.offset
        }
        return ranked.map(\.element) + Verdicts.of(observation)
    }

    /// One task. Something is always said, if only that nothing is known.
    package static func classify(_ signals: TaskSignals) -> Finding {
        for mode in Catalogue.all {
            guard let found = mode.recognise(signals) else { continue }
            return Finding(
                failure: mode.id, severity: .fail, title: mode.title, cause: found.cause, evidence: found.evidence,
                fix: found.fix, withoutUs: mode.withoutUs, nature: mode.nature, confidence: found.confidence,
                fingerprint: found.fingerprint.isEmpty ? mode.id.name : "\(mode.id.name):\(found.fingerprint)",
                tasks: [signals.task.arn], subjectCreatedAt: found.subjectCreatedAt)
        }
        return Finding(
            failure: "unrecognised", severity: .fail, title: "not recognised", cause: "the task ended",
            nature: .application, confidence: .possible, tasks: [signals.task.arn])
    }

    /// A task of this release that ended, or is being ended, otherwise than by somebody's wish.
    private static func isFailed(_ task: TaskObservation, _ workload: Workload) -> Bool {
        guard task.isStopping else { return false }
        if let ours = workload.settings?.taskDefinition, task.taskDefinition != ours { return false }
        if task.stopCode == "UserInitiated" { return false }
        let reason = task.stoppedReason ?? ""
        for wished in ["Scaling activity initiated by", "Availability-zone rebalancing initiated by"]
        where reason.hasPrefix(wished) {
            return false
        }
        // A task that stops without a word yet: its reason comes with a later poll.
        return !(reason.isEmpty && task.stopCode == nil && task.containers.allSatisfy { $0.exitCode == nil })
    }

    /// Tasks that could not even be made show only in the service's events.
    private static func placement(_ observation: Observation, _ workload: Workload) -> [Finding] {
        let events = (observation.service?.events ?? []).filter { $0.message.contains("was unable to place a task") }
        guard let last = events.last else { return [] }
        let mode = FailureMode.capacityUnavailable
        return [
            Finding(
                failure: mode.id, severity: .fail, title: mode.title,
                cause: "ECS finds no place for a task", evidence: [
                    Evidence(source: "ecs:DescribeServices", field: "events[].message", text: TaskSignals.cut(last.message))
                ], fix: "wait, or choose other subnets, another size or FARGATE_SPOT; the event names what is short",
                withoutUs: mode.withoutUs, nature: mode.nature, confidence: .likely,
                fingerprint: "\(mode.id.name):placement")
        ]
    }
}
