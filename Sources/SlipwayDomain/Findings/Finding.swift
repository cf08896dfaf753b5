/// How serious a finding is.
package enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
    /// Looked at, and as it should be.
    case ok
    /// A later phase of this run will make it.
    case planned
    /// It does not apply to this plan.
    case skipped
    /// It works, but something about it will hurt.
    case warn
    /// It could not be looked at, mostly for a missing permission.
    case unknown
    /// It cannot work, or has failed.
    case fail
}

/// One piece of evidence: where it was read and what stood there.
package struct Evidence: Hashable, Sendable, Codable {
    /// The API, such as `ecs:DescribeTasks`; `manifest` or `log` where it is none.
    package var source: String
    /// The field inside the answer, such as `tasks[0].stoppedReason`.
    package var field: String
    /// What stood there, as it was. Never a secret's value.
    package var text: String

    package init(source: String, field: String, text: String) {
        self.source = source
        self.field = field
        self.text = text
    }
}

/// What a check found out, or what a rollout's signals mean.
package struct Finding: Hashable, Sendable, Codable {
    /// The failure mode looked for.
    package var failure: FailureID
    package var severity: Severity
    /// What was looked at, in a few words: `image backend:1.4.2`.
    package var title: Words
    /// The cause in one sentence; for `ok` what was seen.
    package var cause: Words
    package var evidence: [Evidence]
    /// Something to type or to change; empty where nothing is to be done.
    package var fix: Words
    /// What ECS alone would have done; empty where it does not apply.
    package var withoutUs: Words
    package var nature: FailureNature
    package var confidence: Confidence
    /// The same for the same failure of another task: what counts as "failure 2 of 2".
    package var fingerprint: String
    /// ARNs of the tasks that showed it, in the order of the observation.
    package var tasks: [String]
    /// What looks much the same and was ruled out, with the reason.
    package var ruledOut: [RuledOut]
    /// When the thing it names was made, where that is known: a young one gets more patience.
    package var subjectCreatedAt: Moment?

    package init(
        failure: FailureID, severity: Severity, title: Words, cause: Words, evidence: [Evidence] = [],
        fix: Words = .none, withoutUs: Words = .none, nature: FailureNature = .cannotHeal,
        confidence: Confidence = .certain, fingerprint: String? = nil, tasks: [String] = [],
        ruledOut: [RuledOut] = [], subjectCreatedAt: Moment? = nil
    ) {
        self.failure = failure
        self.severity = severity
        self.title = title
        self.cause = cause
        self.evidence = evidence
        self.fix = fix
        self.withoutUs = withoutUs
        self.nature = nature
        self.confidence = confidence
        self.fingerprint = fingerprint ?? failure.name
        self.tasks = tasks
        self.ruledOut = ruledOut
        self.subjectCreatedAt = subjectCreatedAt
    }
}

/// A failure that looks much the same as the one found, and why it is not it.
package struct RuledOut: Hashable, Sendable, Codable {
    package var failure: FailureID
    package var reason: Words

    package init(_ failure: FailureID, reason: Words) {
        self.failure = failure
        self.reason = reason
    }
}
