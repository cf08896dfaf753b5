package import SlipwayDomain

/// One way in which a deployment fails: how to foresee it, recognise it, explain it and mend it, in one place.
package struct FailureMode: Sendable {
    package var id: FailureID
    /// A few words, for headings.
    package var title: String
    package var nature: FailureNature
    /// The switch of LocalAWS that reproduces it; absent where none does.
    package var fault: FaultPrimitive?
    /// What goes on and why, for `slipway explain`.
    package var explanation: String
    /// What ECS alone would do.
    package var withoutUs: String
    /// Before a deployment: what the plan and the facts say. Absent where nothing can be foreseen; it gives nothing where
    /// it does not apply to the plan.
    package var foresee: (@Sendable (ServicePlan, Facts) -> [Foresight])?
    /// During a deployment: what gives it away.
    package var recognisers: [Recogniser]

    init(
        _ id: FailureID, title: String, nature: FailureNature, fault: FaultPrimitive? = nil, explanation: String,
        withoutUs: String, foresee: (@Sendable (ServicePlan, Facts) -> [Foresight])? = nil,
        recognisers: [Recogniser] = []
    ) {
        self.id = id
        self.title = title
        self.nature = nature
        self.fault = fault
        self.explanation = explanation
        self.withoutUs = withoutUs
        self.foresee = foresee
        self.recognisers = recognisers
    }
}

/// What a check saw about one thing.
package struct Foresight: Hashable, Sendable {
    package var severity: Severity
    /// What was looked at: `image backend:1.4.2`.
    package var subject: String
    /// One sentence.
    package var cause: String
    package var fix: String
    package var evidence: [Evidence]
    package var createdAt: Moment?

    init(
        _ severity: Severity, _ subject: String, _ cause: String, fix: String = "", evidence: [Evidence] = [],
        createdAt: Moment? = nil
    ) {
        self.severity = severity
        self.subject = subject
        self.cause = cause
        self.fix = fix
        self.evidence = evidence
        self.createdAt = createdAt
    }
}

/// Where a failure mode shows, and how it is told from others that show there. The order of the cases is that of
/// classification: the most specific signal first.
package enum Recogniser: Sendable {
    /// In the words with which an API refused a call.
    case call(@Sendable (Reason) -> Recognition?)
    /// In a container's `reason` or a task's `stoppedReason` that says more than that it stopped.
    case reason(@Sendable (Reason, TaskSignals) -> Recognition?)
    /// In how an essential container ended, and in its last lines.
    case exit(@Sendable (ExitSignals, TaskSignals) -> Recognition?)
    /// In what the load balancer or a container check says of a task.
    case health(@Sendable (HealthSignals, TaskSignals) -> Recognition?)
    /// In one of the service's events.
    case event(@Sendable (Reason) -> Recognition?)
    /// In the state of the service deployment itself.
    case deployment(@Sendable (ServiceDeploymentObservation) -> Recognition?)
}

/// A failure mode recognised, with the particulars.
package struct Recognition: Hashable, Sendable {
    /// The cause in one sentence.
    var cause: String
    var fix: String
    var confidence: Confidence
    /// What tells two failures of the same mode apart: the key, the exit code. Part of the fingerprint.
    var subject: String
    /// Replaces `FailureID` in the fingerprint where several modes are the same failure seen more or less clearly.
    var family: String?
    /// What it names, to find out how young that is.
    var named: String?
    /// Beside the text that was recognised.
    var evidence: [Evidence]

    init(
        _ cause: String, fix: String, confidence: Confidence = .certain, subject: String = "", family: String? = nil,
        named: String? = nil, evidence: [Evidence] = []
    ) {
        self.cause = cause
        self.fix = fix
        self.confidence = confidence
        self.subject = subject
        self.family = family
        self.named = named
        self.evidence = evidence
    }
}
