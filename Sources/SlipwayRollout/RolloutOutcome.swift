package import SlipwayDomain

/// Why a release counts as failed.
package struct RolloutVerdict: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable {
        /// A cause that cannot heal by itself.
        case cannotHeal
        /// The same application failure often enough.
        case application
        /// ECS's circuit breaker fired.
        case circuitBreaker
        /// A CloudWatch alarm fired.
        case alarm
        /// A lifecycle hook failed.
        case hook
        /// Somebody or something had ECS roll it back or stop it.
        case stoppedByECS
        /// A check from outside failed.
        case verification
        /// The budget ended.
        case budget
        /// A person or a signal wanted the previous release back.
        case interrupted
    }

    package var reason: Reason
    /// The cause as far as it is known; never a mere verdict where a cause was found.
    package var cause: Finding?
    /// How many tasks had shown it.
    package var failures: Int
    /// When it was decided.
    package var at: Duration

    package init(reason: Reason, cause: Finding?, failures: Int, at: Duration) {
        self.reason = reason
        self.cause = cause
        self.failures = failures
        self.at = at
    }
}

/// How a rollout ended.
package enum RolloutOutcome: Hashable, Sendable, Codable {
    /// Our deployment is SUCCESSFUL with our revision, counts and targets; verified where that was wanted.
    case succeeded
    /// ECS refused the update; the running release was not touched.
    case refused(Finding)
    /// Failed, and this became of the service.
    case failed(RolloutVerdict, Restoration)
    /// A newer deployment, not ours, replaced ours; its task definition.
    case superseded(by: String)
    /// The budget ended and the rollout goes on. `healthy` when only old tasks still drain.
    case budgetSpent(cause: Finding?, healthy: Bool)
    /// ECS waits for `continue` at a hook.
    case paused(hook: String)
    /// We may not watch any longer, or were not let in at all; `touched` when the rollout goes on by itself.
    case accessLost(Problem, touched: Bool)
    /// Interrupted; `nil` when it was left running (or had not begun).
    case interrupted(Restoration?)

    package enum Restoration: Hashable, Sendable, Codable {
        /// The previous release runs and that was verified.
        case restored
        /// There was none: a first deployment, scaled to zero.
        case scaledToZero
        /// Putting it back was not wanted; what failed is still there.
        case notWanted
        /// Putting it back did not work, and why.
        case failed(String)
    }

    /// How the command ends.
    package var exitCode: ExitCode {
        switch self {
        case .succeeded: .done
        case .refused: .failedBefore
        case .failed(_, .restored): .failedRestored
        case .failed: .failedNotRestored
        case .superseded: .superseded
        case .budgetSpent: .budgetSpent
        case .paused: .paused
        case .accessLost(let problem, _): problem.exitCode
        case .interrupted: .interrupted
        }
    }
}
