/// A service's minimum and maximum percent, with ECS's rounding (facts: ecs-behaviour 2.2).
package struct PercentBounds: Hashable, Sendable, Codable {
    /// `minimumHealthyPercent`, 0 or more.
    package var minimum: Int
    /// `maximumPercent`, 0 or more.
    package var maximum: Int

    /// ECS's own defaults for a replica service.
    package static let standard = PercentBounds(minimum: 100, maximum: 200)

    package init(minimum: Int, maximum: Int) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// How many healthy tasks must stay: the minimum, rounded up.
    package func lower(of desired: Int) -> Int {
        let (product, overflow) = desired.multipliedReportingOverflow(by: minimum)
        guard !overflow else { return .max }
        return product / 100 + (product % 100 > 0 ? 1 : 0)
    }

    /// How many running and pending tasks there may be: the maximum, rounded down.
    package func upper(of desired: Int) -> Int {
        let (product, overflow) = desired.multipliedReportingOverflow(by: maximum)
        return overflow ? .max : product / 100
    }

    /// Whether a rolling update of `desired` tasks can never move: none may stop and none may start.
    package func isStuck(at desired: Int) -> Bool {
        desired > 0 && lower(of: desired) >= desired && upper(of: desired) <= desired
    }

    /// The nearest maximum that lets one more task start at `desired`, for a fix to name.
    package func maximumThatMoves(at desired: Int) -> Int {
        guard desired > 0 else { return maximum }
        let needed = (desired + 1) * 100
        return needed / desired + (needed % desired > 0 ? 1 : 0)
    }
}
