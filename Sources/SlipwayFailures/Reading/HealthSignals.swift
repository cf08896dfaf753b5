import SlipwayDomain

/// What the load balancer, or a check inside the container, says of a task that is or was unhealthy.
package struct HealthSignals: Sendable {
    package enum Checker: Hashable, Sendable {
        /// With the target group's ARN or name where it is known.
        case loadBalancer(targetGroup: String?)
        case container
    }

    package var checker: Checker
    /// ELB's reason code: `Target.ResponseCodeMismatch`.
    package var code: String?
    /// ELB's words: `Health checks failed with these codes: [404]`.
    package var words: Reason?
    /// ECS has given up on the task; otherwise it is only unhealthy right now.
    package var isStopping: Bool

    /// The status codes that the check got: `404` of `[404]`.
    var statuses: [Int] {
        guard let inside = words?.value(after: "these codes: [", until: ["]"]) else { return [] }
        return inside.split(whereSeparator: { $0 == "," || $0 == " " }).compactMap { Int($0) }
    }

    var isTimeout: Bool { code == "Target.Timeout" || words?.has("request timed out") ?? false }

    /// Nothing answered, or nothing that makes sense.
    var isRefused: Bool {
        code == "Target.FailedHealthChecks"
            || (words?.has("health checks failed") ?? false) && statuses.isEmpty && !isTimeout
    }

    /// The same for all health failures behind one target group: they are one failure seen more or less clearly.
    var family: String {
        switch checker {
        case .container: "hc-container"
        case .loadBalancer: "hc-elb"
        }
    }

    /// What an event of the service says: `… is unhealthy in (target-group …) due to (reason …)`, in its older form
    /// without the brackets around the group.
    init(event: Reason, isStopping: Bool) {
        let group =
            event.value(after: "(target-group ", until: [")", " "])
            ?? event.value(after: "in target-group ", until: [" "])
        self.init(checker: .loadBalancer(targetGroup: group), code: nil, words: event, isStopping: isStopping)
    }

    init(checker: Checker, code: String?, words: Reason?, isStopping: Bool) {
        self.checker = checker
        self.code = code
        self.words = words
        self.isStopping = isStopping
    }

    /// Reads what is unhealthy about a task; nothing where all is well or nothing is known.
    static func read(_ signals: TaskSignals) -> [HealthSignals] {
        let task = signals.task
        let stopping = task.isStopping
        var found: [HealthSignals] = []
        let byELB = signals.stoppedReason?.has("failed elb health checks") ?? false
        let byContainer = signals.stoppedReason?.has("failed container health checks") ?? false
        let unhealthy = task.targets.filter { $0.state.hasPrefix("unhealthy") }
        for target in unhealthy where byELB || !stopping {
            let text = [target.reason, target.description].compactMap(\.self).joined(separator: ": ")
            found.append(
                HealthSignals(
                    checker: .loadBalancer(targetGroup: target.targetGroup), code: target.reason,
                    words: Reason(
                        source: "elasticloadbalancing:DescribeTargetHealth", field: "target of task \(task.id)",
                        text: text),
                    isStopping: stopping))
        }
        if byELB, found.isEmpty {
            let group = signals.stoppedReason?.value(after: "(target-group ", until: [")", " "])
            found.append(
                HealthSignals(
                    checker: .loadBalancer(targetGroup: group), code: nil, words: event(about: signals),
                    isStopping: true))
        }
        if byContainer || (!stopping && task.healthStatus == "UNHEALTHY") {
            found.append(
                HealthSignals(checker: .container, code: nil, words: signals.stoppedReason, isStopping: stopping))
        }
        return found
    }

    /// The newest event that says why a target is unhealthy: one that names the task, else one that names none.
    private static func event(about signals: TaskSignals) -> Reason? {
        let reasons = signals.events.filter { $0.message.contains("is unhealthy in") }
        let own = reasons.last { $0.message.contains(signals.task.id) }
        let any = reasons.last { !$0.message.contains("(task ") }
        return (own ?? any).map {
            Reason(source: "ecs:DescribeServices", field: "events", text: $0.message)
        }
    }
}

extension Workload {
    /// The target group by its ARN or name, or the only one where none is named.
    func targetGroup(_ name: String?) -> TargetGroupFact? {
        guard let name, !name.isEmpty else { return targetGroups.count == 1 ? targetGroups.first : nil }
        return targetGroups.first { $0.arn == name || $0.name == name }
    }
}
