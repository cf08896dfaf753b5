package import SlipwayDomain

/// What a rollout shall bring about, and its limits. Times are offsets from the moment the rollout began.
package struct RolloutRequest: Hashable, Sendable, Codable {
    /// What is done to the service.
    package enum Kind: Hashable, Sendable, Codable {
        /// An update (or the creation) that starts a deployment of `RolloutRequest.taskDefinition`.
        case deployment
        /// Only fields that start no deployment: count, grace period, percents, circuit breaker.
        case settingsOnly
        /// Nothing is changed; a deployment that is under way is followed by its ARN. Without one nothing is under way:
        /// what runs is judged by reading it back, like a settings-only update.
        case attach(serviceDeployment: String?)
    }

    /// What happens when the budget ends while the rollout still goes on.
    package enum OnBudget: String, Hashable, Sendable, Codable { case restore, leave }

    package var kind: Kind
    /// The task definition that shall run: its ARN with the revision.
    package var taskDefinition: String
    package var desiredCount: Int
    /// What must be read back after a settings-only update.
    package var gracePeriod: Duration?
    /// What must be read back after a settings-only update.
    package var percent: PercentBounds?
    /// The service before it was touched; `nil` when it is created or was not read.
    package var before: ServiceObservation?
    /// What to go back to; `nil` on a first deployment.
    package var restorePoint: RestorePoint?
    /// Whether a failed release is put back at all.
    package var rollback: Bool
    /// Whether the update also changes fields that service revisions do not hold.
    package var changesSettings: Bool
    /// Whether tasks register with a load balancer.
    package var hasTargets: Bool
    /// Whether checks from outside follow once the release is healthy.
    package var verifies: Bool
    /// How many tasks must show the same application failure; at least 1.
    package var failFast: Int
    /// When the budget ends.
    package var deadline: Duration
    package var onBudget: OnBudget
    /// How long old tasks of a healthy release may drain beyond the budget.
    package var drainAllowance: Duration
    /// How long a restore may take.
    package var restoreAllowance: Duration

    package init(
        kind: Kind = .deployment, taskDefinition: String, desiredCount: Int, gracePeriod: Duration? = nil,
        percent: PercentBounds? = nil, before: ServiceObservation? = nil, restorePoint: RestorePoint? = nil,
        rollback: Bool = true, changesSettings: Bool = false, hasTargets: Bool = true, verifies: Bool = false,
        failFast: Int = 2, deadline: Duration = .seconds(300), onBudget: OnBudget = .restore,
        drainAllowance: Duration = .seconds(420), restoreAllowance: Duration = .seconds(600)
    ) {
        self.kind = kind
        self.taskDefinition = taskDefinition
        self.desiredCount = desiredCount
        self.gracePeriod = gracePeriod
        self.percent = percent
        self.before = before
        self.restorePoint = restorePoint
        self.rollback = rollback
        self.changesSettings = changesSettings
        self.hasTargets = hasTargets
        self.verifies = verifies
        self.failFast = failFast
        self.deadline = deadline
        self.onBudget = onBudget
        self.drainAllowance = drainAllowance
        self.restoreAllowance = restoreAllowance
    }

    /// A thing younger than this gets more patience: AWS may not show it everywhere yet.
    package static let youth = Duration.seconds(60)
}
