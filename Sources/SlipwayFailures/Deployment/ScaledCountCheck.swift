import SlipwayDomain

/// The check P-DEP-6: whether the plan's count and auto scaling agree.
enum ScaledCountCheck {
    enum Verdict {
        /// The plan asks for a number that auto scaling would change at once.
        case outside(minimum: Int, maximum: Int)
        /// It would throw away what auto scaling chose.
        case resets(from: Int)
        case fine
    }

    /// Nothing where nothing scales the service.
    static func verdict(_ plan: ServicePlan, _ facts: Facts) -> Verdict? {
        guard let scaling = facts.scaling?.value else { return nil }
        if plan.count < scaling.minimum || plan.count > scaling.maximum {
            return .outside(minimum: scaling.minimum, maximum: scaling.maximum)
        }
        if let now = facts.service?.value?.settings.desiredCount, now != plan.count { return .resets(from: now) }
        return .fine
    }
}
