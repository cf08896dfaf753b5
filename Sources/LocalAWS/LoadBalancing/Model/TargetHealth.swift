extension ELB {
    /// What one health check found.
    package enum ProbeResult: Hashable, Sendable {
        /// The target answered with this status.
        case answered(Int)
        /// No whole answer within the check's time-out.
        case timedOut
        /// Refused, reset, or not HTTP.
        case failed
    }

    /// The health of one registered target: counts results, knows the thresholds, reads no clock.
    ///
    /// A newly registered target needs one passing check; the healthy threshold is for targets that recover (ELB user
    /// guide).
    package struct TargetHealth: Hashable, Sendable {
        package enum State: Hashable, Sendable {
            /// Registered; no check has ended.
            case registering
            /// Checked, and neither passed once nor failed often enough.
            case checking
            case healthy
            case unhealthy(ProbeResult)
        }

        package private(set) var state: State = .registering
        /// Results in a row that speak against the state.
        private var streak = 0

        package init() {}

        /// Counts one result.
        /// - Parameter isExtra: a check between two regular ones (`recheckDelay`): it can only help the target, since
        ///   the time until AWS gives up on a target is a number of regular checks.
        package mutating func handle(_ result: ProbeResult, settings: HealthCheck, isExtra: Bool = false) {
            let passed = if case .answered(let code) = result { settings.matcher.matches(code) } else { false }
            if isExtra, !passed { return }
            switch (state, passed) {
            case (.registering, true), (.checking, true):
                become(.healthy)
            case (.registering, false), (.checking, false):
                streak += 1
                if streak >= settings.unhealthyThreshold { become(.unhealthy(result)) } else { state = .checking }
            case (.healthy, true):
                streak = 0
            case (.healthy, false):
                streak += 1
                if streak >= settings.unhealthyThreshold { become(.unhealthy(result)) }
            case (.unhealthy, true):
                streak += 1
                if streak >= settings.healthyThreshold { become(.healthy) }
            case (.unhealthy, false):
                become(.unhealthy(result))
            }
        }

        private mutating func become(_ next: State) {
            state = next
            streak = 0
        }

        /// When to look again before the next regular check, after a check that just ended; nil waits for the regular
        /// one.
        ///
        /// An AWS load balancer checks from each of its nodes, so a fresh target is seen more often than once an
        /// interval. Here a fresh target that still refuses connections is tried ten times an interval while LocalAWS
        /// runs faster than AWS; at AWS's own pace there is nothing to shorten.
        package func recheckDelay(after result: ProbeResult, pacedInterval: Duration, pace: Int) -> Duration? {
            guard pace > 1, result == .failed else { return nil }
            switch state {
            case .registering, .checking: return max(pacedInterval / 10, .milliseconds(10))
            case .healthy, .unhealthy: return nil
            }
        }
    }

    /// A target's state as `DescribeTargetHealth` gives it. Names, reasons and descriptions are the service's.
    package struct HealthReport: Hashable, Sendable {
        package var state: String
        package var reason: String?
        package var description: String?

        package init(_ state: String, _ reason: String? = nil, _ description: String? = nil) {
            self.state = state
            self.reason = reason
            self.description = description
        }

        static let notRegistered = HealthReport(
            "unused", "Target.NotRegistered", "Target is not registered to the target group")
        static let notInUse = HealthReport(
            "unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")
        static let draining = HealthReport(
            "draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
    }
}

extension ELB.TargetHealth {
    package var report: ELB.HealthReport {
        switch state {
        case .registering:
            ELB.HealthReport("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
        case .checking:
            ELB.HealthReport("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
        case .healthy:
            ELB.HealthReport("healthy")
        case .unhealthy(.answered(let code)):
            ELB.HealthReport(
                "unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [\(code)]")
        case .unhealthy(.timedOut):
            ELB.HealthReport("unhealthy", "Target.Timeout", "Request timed out")
        case .unhealthy(.failed):
            ELB.HealthReport("unhealthy", "Target.FailedHealthChecks", "Health checks failed")
        }
    }
}
