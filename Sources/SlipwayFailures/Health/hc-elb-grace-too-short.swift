import SlipwayDomain

extension FailureMode {
    static let graceTooShort = FailureMode(
        id: "hc-elb-grace-too-short", title: "the grace period is shorter than the boot", nature: .application,
        withoutUs: "ECS would kill every task while it boots, again and again", fault: .slowBoot,
        recognise: { signals in
            guard let reason = signals.reason("failed elb health checks") ?? signals.reason("failed container health checks"),
                let grace = signals.workload.settings?.gracePeriod, let started = signals.task.startedAt,
                let ended = signals.task.stoppingAt ?? signals.task.stoppedAt
            else { return nil }
            let lived = started.duration(to: ended)
            // Killed soon after the grace period, and never an answer with a status: it was not listening yet.
            let answered = (signals.task.targets.compactMap(\.description) + signals.events.map(\.message)).contains {
                $0.contains("with these codes")
            }
            guard !answered, lived < grace + .seconds(30), signals.log.isEmpty || lived < .seconds(20) else { return nil }
            let doubled = max(grace * 2, .seconds(60))
            return Recognised(
                cause: "the task was killed \(lived.words) after its start, before it answered; the grace period is \(grace.words)",
                fix: "in slipway.yml: health: { grace: \(doubled.compact) }, or let the application listen sooner",
                evidence: [reason] + signals.logEvidence, confidence: .likely)
        })
}
