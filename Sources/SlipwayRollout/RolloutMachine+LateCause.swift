import SlipwayDomain

/// A cause that is known better after the verdict: log lines become readable some seconds after they were written.
extension RolloutMachine {
    /// How long after the verdict lines are waited for, where what crashed seems to have written none.
    static let hearing = Duration.seconds(8)

    /// Ends it, unless lines may still arrive that say why.
    mutating func listen(
        _ restoration: RolloutOutcome.Restoration, _ previous: RolloutState.Restoring, at now: Duration
    ) -> [RolloutAction] {
        guard mayHearMore(previous, at: now) else { return conclude(restoration, previous) }
        var restoring = previous
        restoring.step = .listening(restoration)
        state = .restoring(restoring)
        return [observe()]
    }

    func mayHearMore(_ restoring: RolloutState.Restoring, at now: Duration) -> Bool {
        guard seeksCause(restoring), let cause = restoring.verdict.cause else { return false }
        return cause.isUnheard && now < restoring.verdict.at + Self.hearing
    }

    /// An interruption and a check from outside are causes enough.
    private func seeksCause(_ restoring: RolloutState.Restoring) -> Bool {
        restoring.verdict.reason != .interrupted && restoring.verdict.reason != .verification
    }

    /// Goes on looking for the cause where the verdict was given without one, or without a line of what crashed.
    mutating func lateCause(
        _ restoring: inout RolloutState.Restoring, _ findings: [Finding], _ observation: Observation
    ) -> [RolloutAction] {
        _ = failures.absorb(Self.own(findings, restoring.failed, observation), at: observation.takenAt)
        guard seeksCause(restoring) else { return [] }
        let known = restoring.verdict.cause
        let better: Finding? =
            if known.map({ $0.nature == .verdict }) ?? true {
                failures.bestCause.flatMap { $0.nature == .verdict ? nil : $0 }
            } else if let known, known.isUnheard {
                failures.bestCause { $0.hasLines && $0.nature != .verdict }
            } else {
                nil
            }
        guard let better else { return [] }
        restoring.verdict.cause = better
        restoring.verdict.failures = failures.count(of: better.fingerprint)
        return [.tell(.causeFound(better))]
    }
}

extension Finding {
    /// Whether lines that a container wrote are part of its evidence.
    var hasLines: Bool { evidence.contains { $0.source == "log" } }

    /// A crash of which only the end was seen, and nothing that the application said.
    var isUnheard: Bool { nature == .application && !evidence.isEmpty && !hasLines }
}
