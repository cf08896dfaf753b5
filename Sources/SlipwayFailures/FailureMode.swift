package import SlipwayDomain

/// One way in which a deployment fails: how to foresee it, recognise it, tell it from others, explain it and mend it, in
/// one place.
package struct FailureMode: Sendable {
    package var id: FailureID
    package var phase: FailurePhase
    /// A few words, for headings.
    package var title: Words
    /// What goes on, and what mostly brings it about.
    package var explanation: Words
    /// How it is mended in general; a finding names the particulars.
    package var remedy: Words
    package var nature: FailureNature
    /// How sure the facts about it are. What is only reported or remembered is told as likely, never as certain.
    package var sureness: Sureness
    /// What ECS's circuit breaker makes of it.
    package var breaker: Breaker
    package var givesUp: GivesUp
    package var reproduction: Reproduction
    /// Names of the checks before a deployment that look for it, such as `P-SEC-2`.
    package var recipes: [String]
    /// What brings it about in LocalAWS; empty where nothing does.
    package var faults: [FaultPrimitive]
    /// Of several that fit the same text, the most specific one wins.
    package var specificity: Specificity
    /// Before a deployment: what the plan and the facts say. Absent where nothing can be foreseen; it gives nothing where
    /// it does not apply to the plan.
    package var foresee: (@Sendable (ServicePlan, Facts) -> [Foresight])?
    /// During a deployment or after: what gives it away.
    package var recognisers: [Recogniser]
    /// What shows much the same signs.
    package var lookAlikes: [LookAlike]
    /// Where to read more: pages of AWS's documentation.
    package var links: [String]

    init(
        _ id: FailureID, _ phase: FailurePhase, title: Words, nature: FailureNature, sureness: Sureness = .documented,
        breaker: Breaker, givesUp: GivesUp, reproduction: Reproduction, recipes: [String] = [],
        faults: [FaultPrimitive] = [], specificity: Specificity = .usual, explanation: Words, remedy: Words,
        lookAlikes: [LookAlike] = [], links: [String] = [],
        foresee: (@Sendable (ServicePlan, Facts) -> [Foresight])? = nil, recognisers: [Recogniser] = []
    ) {
        self.id = id
        self.phase = phase
        self.title = title
        self.nature = nature
        self.sureness = sureness
        self.breaker = breaker
        self.givesUp = givesUp
        self.reproduction = reproduction
        self.recipes = recipes
        self.faults = faults
        self.specificity = specificity
        self.explanation = explanation
        self.remedy = remedy
        self.lookAlikes = lookAlikes
        self.links = links
        self.foresee = foresee
        self.recognisers = recognisers
    }

    /// What ECS alone would do.
    package var withoutUs: Words { givesUp.words(breaker) }
}

/// Another failure that shows much the same signs, and what tells the two apart when it is *not* that one.
package struct LookAlike: Hashable, Sendable {
    package var failure: FailureID
    /// Why it is not that one, given what was seen: "ECS would have spoken of …".
    package var difference: Words

    init(_ failure: FailureID, _ difference: Words) {
        self.failure = failure
        self.difference = difference
    }
}

/// What a check saw about one thing.
package struct Foresight: Hashable, Sendable {
    package var severity: Severity
    /// What was looked at: `image backend:1.4.2`.
    package var subject: Words
    /// One sentence.
    package var cause: Words
    package var fix: Words
    package var evidence: [Evidence]
    package var createdAt: Moment?

    init(
        _ severity: Severity, _ subject: Words, _ cause: Words, fix: Words = .none, evidence: [Evidence] = [],
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

/// A failure mode recognised, with the particulars.
package struct Recognition: Hashable, Sendable {
    /// The cause in one sentence.
    var cause: Words
    var fix: Words
    var confidence: Confidence
    /// What tells two failures of the same mode apart: the key, the exit code. Part of the fingerprint.
    var subject: String
    /// Replaces `FailureID` in the fingerprint where several modes are the same failure seen more or less clearly.
    var family: String?
    /// What it names, to find out how young that is.
    var named: String?
    /// Beside the text that was recognised.
    var evidence: [Evidence]
    /// ARNs of the tasks that it is about, where a rule knows them.
    var tasks: [String]
    /// Of something that is not a failure yet.
    var isWarning: Bool
    /// Of something that only looks like a failure: nothing is wrong.
    var isFine = false

    init(
        _ cause: Words, fix: Words, confidence: Confidence = .certain, subject: String = "", family: String? = nil,
        named: String? = nil, evidence: [Evidence] = [], tasks: [String] = [], isWarning: Bool = false
    ) {
        self.cause = cause
        self.fix = fix
        self.confidence = confidence
        self.subject = subject
        self.family = family
        self.named = named
        self.evidence = evidence
        self.tasks = tasks
        self.isWarning = isWarning
    }
}
