package import SlipwayDomain

/// How long a rolling deployment takes, what costs the time, and what would make it shorter.
///
/// The arithmetic is `T = calls + waves × (scheduling + launch + start + first check + lag + draining + stop)`, with the
/// tasks before it in front and the alarms' bake time behind. Each term has a least and a most; what nobody knows counts
/// nothing in the least and stands in `notCounted`.
package struct DeploymentLength: Hashable, Sendable {
    /// Longest first.
    package var parts: [LengthPart]
    /// In how many batches the old tasks are replaced.
    package var waves: Int
    /// What would make it shorter, the most helpful first.
    package var shorter: [Shortening]
    /// What takes time as well and cannot be known from here.
    package var notCounted: [Words]
    /// After how long at the soonest ECS gives up on a first task that never becomes healthy; absent without a load
    /// balancer.
    package var untilUnhealthy: Duration?

    package var least: Duration { parts.reduce(.zero) { $0 + $1.least } }
    package var most: Duration { parts.reduce(.zero) { $0 + $1.most } }
}

/// One thing that costs time, over all waves.
package struct LengthPart: Hashable, Sendable {
    package var cost: LengthCost
    package var least: Duration
    package var most: Duration
    /// Why, as a clause: "the target group waits 5 min for draining".
    package var reason: Words
}

/// What costs time in a deployment.
package enum LengthCost: String, Hashable, Sendable, CaseIterable {
    case before, scheduling, launch, pull, start, firstCheck, settling, lag, draining, stop, bake
}

/// A change that makes a deployment shorter.
package struct Shortening: Hashable, Sendable {
    /// The part that it makes shorter; absent for a change of all of them, such as fewer waves.
    package var cost: LengthCost?
    /// In a few words: "30 s".
    package var change: Words
    /// Something to type or to change.
    package var how: Words
    /// What the whole deployment then takes.
    package var least: Duration
    package var most: Duration
}

/// What is to be expected of a deployment.
package enum LengthForecast: Hashable, Sendable {
    case takes(DeploymentLength)
    /// It can never end, or likely never: the reason.
    case neverEnds(Words)

    /// In one sentence: "at least 6 min 10 s, 5 min of it because the target group waits 5 min for draining; 30 s would
    /// make it 1 min 40 s".
    package var headline: Words {
        switch self {
        case .takes(let length): length.headline
        case .neverEnds(let reason): Words("it would never end: ", ko: "끝나지 않습니다. ") + reason
        }
    }

    /// - Returns: nothing where the service is not updated in the rolling way: its stages and hooks decide there.
    package static func of(_ plan: ServicePlan, _ facts: Facts) -> LengthForecast? {
        if let strategy = facts.service?.value?.strategy, strategy != "ROLLING" { return nil }
        let bounds = plan.deployment.percent
        let terms = LengthTerms(plan, facts)
        if terms.replaces, bounds.isStuck(at: plan.count) {
            return .neverEnds(
                Words(
                    "with \(bounds.minimum)/\(bounds.maximum) percent of \(plan.count) none may stop and none may start",
                    ko: "\(plan.count)개의 \(bounds.minimum)/\(bounds.maximum)퍼센트로는 중지할 수도 시작할 수도 없습니다"))
        }
        if let boot = facts.usualBoot, let patience = terms.patience, boot > patience {
            return .neverEnds(
                Words(
                    "a task usually needs \(boot.words) to its first passing check, and is likely to be killed after "
                        + "\(patience.words)",
                    ko: "태스크가 첫 상태 확인을 통과하기까지 보통 \(boot.koreanWords) 걸리는데 \(patience.koreanWords) 후에 종료될 가능성이 큽니다"))
        }
        return .takes(terms.length)
    }
}

extension DeploymentLength {
    package var headline: Words {
        var words = Words("at least \(least.words)", ko: "최소 \(least.koreanWords)")
        if let first = parts.first, first.least * 4 >= least {
            words =
                words
                + Words(
                    ", \(first.least.words) of it because \(first.reason.en)",
                    ko: " (그중 \(first.least.koreanWords): \(first.reason.ko))")
        }
        if let best = shorter.first, best.least < least {
            words =
                words
                + Words(
                    "; \(best.change.en) would make it \(best.least.words)",
                    ko: ". \(best.change.ko) 적용 시 \(best.least.koreanWords)")
        }
        return words
    }

    /// How long open requests need to end: twice what 99 of 100 take, rounded up to 5 s, where that was measured.
    static func drainThatSuffices(_ group: TargetGroupFact?) -> Duration {
        guard let slow = group?.responseTime99 else { return .seconds(30) }
        let seconds = (slow * 2).wholeSeconds + (slow * 2 > .seconds((slow * 2).wholeSeconds) ? 1 : 0)
        return .seconds(min(3600, max(5, (seconds + 4) / 5 * 5)))
    }
}
