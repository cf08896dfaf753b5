package import SlipwayDomain

/// How far a diagnosis has to climb: the cheap evidence first, and no further than a cause needs (facts: ecs-failures
/// 0.3).
package enum Ladder {
    package enum Rung: Int, CaseIterable, Comparable, Sendable {
        /// The service, its deployments and events, stopped tasks, targets, and the last lines of what failed.
        case service
        /// Events of the stack that owns it.
        case stack
        /// What only configuration shows: secrets, roles, network, quotas.
        case configuration

        package static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether what was found so far leaves the cause open: nothing failed for sure, or only verdicts.
    package static func wantsMore(_ findings: [Finding]) -> Bool {
        !findings.contains { finding in
            finding.severity == .fail && finding.nature != .verdict && finding.confidence >= .likely
                && finding.failure != "not-recognised"
        }
    }

    /// What a check of the configuration adds to a diagnosis: what is wrong there, as possible causes behind what was
    /// seen; what is fine or unknown says nothing about a failure.
    package static func causes(in checks: [Finding], behind findings: [Finding]) -> [Finding] {
        let known = Set(findings.map(\.failure))
        return checks.filter { $0.severity == .fail && !known.contains($0.failure) }.map { check in
            var cause = check
            cause.confidence = min(check.confidence, .likely)
            return cause
        }
    }
}
