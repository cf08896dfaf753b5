package import SlipwayDomain
package import SlipwayRollout

/// What the command line decides about one deployment.
package struct DeployOptions: Sendable {
    /// Findings that do not refuse the deployment although they fail.
    package enum Skip: Sendable, Equatable {
        case none
        case some(Set<FailureID>)
        case all

        package func covers(_ failure: FailureID) -> Bool {
            switch self {
            case .none: false
            case .some(let ids): ids.contains(failure)
            case .all: true
            }
        }
    }

    package var skip: Skip
    package var onBudget: RolloutRequest.OnBudget
    package var failFast: Int?
    /// Whether checks from outside are made.
    package var verifies: Bool
    /// Whether the tasks run that come before the service.
    package var runsBefore: Bool

    package init(
        skip: Skip = .none, onBudget: RolloutRequest.OnBudget = .restore, failFast: Int? = nil, verifies: Bool = true,
        runsBefore: Bool = true
    ) {
        self.runsBefore = runsBefore
        self.skip = skip
        self.onBudget = onBudget
        self.failFast = failFast
        self.verifies = verifies
    }
}

/// How a deployment ended, for the last line of a command.
package struct DeployResult: Sendable {
    package var exitCode: ExitCode
    package var service: Service
    /// The phase in which it ended.
    package var phase: Phase
    /// One sentence.
    package var summary: String
    /// The cause of a failure.
    package var cause: Finding?
    /// All findings of `check` that refused.
    package var refusals: [Finding]
    package var outcome: RolloutOutcome?
    /// ARN of what was asked for.
    package var taskDefinition: String?
    package var image: ImageReference?
    package var changes: [Change]
    package var elapsed: Duration
    /// Where the service answers from outside.
    package var baseURL: String?
    /// What to type next, where something is to be typed.
    package var next: String?

    package init(
        exitCode: ExitCode, service: Service, phase: Phase, summary: String, cause: Finding? = nil,
        refusals: [Finding] = [], outcome: RolloutOutcome? = nil, taskDefinition: String? = nil,
        image: ImageReference? = nil, changes: [Change] = [], elapsed: Duration, baseURL: String? = nil,
        next: String? = nil
    ) {
        self.exitCode = exitCode
        self.service = service
        self.phase = phase
        self.summary = summary
        self.cause = cause
        self.refusals = refusals
        self.outcome = outcome
        self.taskDefinition = taskDefinition
        self.image = image
        self.changes = changes
        self.elapsed = elapsed
        self.baseURL = baseURL
        self.next = next
    }
}
