package import SlipwayDomain

/// One way in which a deployment fails: how it is foreseen, recognised, explained and mended, in one place.
///
/// `check`, `deploy`, `diagnose` and the local faults all read these values. Adding a failure mode touches its own file
/// and its line in `Catalogue.all`.
package struct FailureMode: Sendable {
    /// As in the reference pages, `secret-json-key-missing`.
    package var id: FailureID
    /// What it is, in a few words.
    package var title: String
    package var nature: FailureNature
    /// What ECS alone does about it.
    package var withoutUs: String
    /// What reproduces it locally; `nil` where nothing does yet.
    package var fault: FaultPrimitive?
    /// Foresees it from facts. Only what is wrong; that all is well is said by `Preflight`.
    package var foresee: @Sendable (Facts, ServicePlan) -> [Foreseen]
    /// Recognises it in one task that failed.
    package var recognise: @Sendable (TaskSignals) -> Recognised?

    init(
        id: FailureID, title: String, nature: FailureNature, withoutUs: String, fault: FaultPrimitive? = nil,
        foresee: @escaping @Sendable (Facts, ServicePlan) -> [Foreseen] = { _, _ in [] },
        recognise: @escaping @Sendable (TaskSignals) -> Recognised? = { _ in nil }
    ) {
        self.id = id
        self.title = title
        self.nature = nature
        self.withoutUs = withoutUs
        self.fault = fault
        self.foresee = foresee
        self.recognise = recognise
    }
}

/// A failure that facts foretell.
package struct Foreseen: Sendable {
    /// The subject it is about, as `Preflight` names subjects.
    var subject: Subject
    var severity: Severity
    var cause: String
    var evidence: [Evidence]
    var fix: String

    init(_ subject: Subject, _ severity: Severity = .fail, cause: String, evidence: [Evidence] = [], fix: String) {
        self.subject = subject
        self.severity = severity
        self.cause = cause
        self.evidence = evidence
        self.fix = fix
    }
}

/// A failure that a task shows.
package struct Recognised: Sendable {
    var cause: String
    var fix: String
    var evidence: [Evidence]
    var confidence: Confidence
    /// What makes two tasks' failures the same one; the failure's id is put before it.
    var fingerprint: String
    /// When the thing it names was made.
    var subjectCreatedAt: Moment?

    init(
        cause: String, fix: String, evidence: [Evidence], confidence: Confidence = .certain, fingerprint: String = "",
        subjectCreatedAt: Moment? = nil
    ) {
        self.cause = cause
        self.fix = fix
        self.evidence = evidence
        self.confidence = confidence
        self.fingerprint = fingerprint
        self.subjectCreatedAt = subjectCreatedAt
    }
}
