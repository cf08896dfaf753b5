/// How many tasks of a service must stay healthy and may be there at once while it is replaced.
///
/// Source: botocore `DeploymentConfiguration`: the lower limit is rounded up, the upper one down.
package struct PercentBounds: Hashable, Sendable {
    /// Healthy tasks that must remain.
    package var lower: Int
    /// RUNNING and PENDING tasks that may be there.
    package var upper: Int

    package init(desired: Int, minimumHealthyPercent: Int, maximumPercent: Int) {
        lower = (desired * minimumHealthyPercent + 99) / 100
        upper = desired * maximumPercent / 100
    }
}

/// When the circuit breaker opens.
///
/// Source: Developer Guide, deployment circuit breaker, and botocore `ThresholdConfiguration`.
package enum BreakerThreshold: Hashable, Sendable {
    /// A share of the desired count, rounded up, between 3 and 200.
    case boundedPercent(Int)
    /// A share of the desired count, rounded up.
    case unboundedPercent(Int)
    case count(Int)

    /// The number of failures at which it opens, never less than 1.
    package func failures(desired: Int) -> Int {
        switch self {
        case .boundedPercent(let percent): min(200, max(3, (desired * percent + 99) / 100))
        case .unboundedPercent(let percent): max(1, (desired * percent + 99) / 100)
        case .count(let count): max(1, count)
        }
    }
}
