/// Decides after each failed attempt of one call: again, later, or no more.
///
/// Performs no I/O, reads no clock and draws no numbers: time and randomness arrive with each event.
package struct RetryMachine: Hashable, Sendable {
    package struct Policy: Hashable, Sendable {
        /// The longest first wait; it doubles with each attempt. Full jitter: the wait is anything from zero up to it.
        package var firstDelay: Duration
        package var longestDelay: Duration
        /// Safety net for throttled calls; the deadline normally comes first.
        package var maximumAttempts: Int
        /// Of attempts that met no working service: an endpoint that is not there does not come by waiting.
        package var maximumFutileAttempts: Int

        package init(
            firstDelay: Duration = .milliseconds(100), longestDelay: Duration = .seconds(2), maximumAttempts: Int = 500,
            maximumFutileAttempts: Int = 8
        ) {
            self.firstDelay = firstDelay
            self.longestDelay = longestDelay
            self.maximumAttempts = maximumAttempts
            self.maximumFutileAttempts = maximumFutileAttempts
        }
    }

    package enum Decision: Hashable, Sendable {
        /// Ask the budget, wait this long, then send again.
        case retry(after: Duration)
        /// Take over the service's clock and send again; happens once.
        case correctClock(offset: Duration)
        /// Fetch new credentials and send again; happens once.
        case renewCredentials
        case giveUp(GiveUp)
    }

    package enum GiveUp: Hashable, Sendable {
        case permanent
        /// It may have been executed and must not be sent twice.
        case mayHaveExecuted
        case deadline
        case attempts
    }

    /// A failed attempt as the machine sees it.
    package struct Failure: Hashable, Sendable {
        package var failureClass: FailureClass
        /// What the service asked for (`Retry-After`).
        package var retryAfter: Duration?
        /// How far the service's clock is ahead of the time that was signed with; nil when the answer has no date.
        package var serverAhead: Duration?

        package init(_ failureClass: FailureClass, retryAfter: Duration? = nil, serverAhead: Duration? = nil) {
            self.failureClass = failureClass
            self.retryAfter = retryAfter
            self.serverAhead = serverAhead
        }
    }

    package let policy: Policy
    package let safety: RetrySafety
    package private(set) var attempts = 0
    private var futileAttempts = 0
    private var correctedClock = false
    private var renewedCredentials = false

    package init(policy: Policy = Policy(), safety: RetrySafety) {
        self.policy = policy
        self.safety = safety
    }

    /// Clocks within it are called right: signatures hold fifteen minutes, so a rejection has another reason.
    package static let tolerableSkew = Duration.seconds(240)

    /// The longest that a service's own wish for a pause is followed.
    package static let longestRetryAfter = Duration.seconds(20)

    /// - Parameters:
    ///   - now: on the same clock as `deadline`.
    ///   - jitter: maps the longest wait to a random one, `RandomSource.duration(upTo:)`.
    package mutating func failed(
        _ failure: Failure, at now: Duration, deadline: Duration, jitter: (Duration) -> Duration
    ) -> Decision {
        attempts += 1
        switch failure.failureClass {
        case .permanent: return .giveUp(.permanent)
        case .clockSkew:
            guard !correctedClock, let ahead = failure.serverAhead, abs(ahead) > Self.tolerableSkew else {
                return .giveUp(.permanent)
            }
            correctedClock = true
            return now < deadline ? .correctClock(offset: ahead) : .giveUp(.deadline)
        case .expiredCredentials:
            guard !renewedCredentials else { return .giveUp(.permanent) }
            renewedCredentials = true
            return now < deadline ? .renewCredentials : .giveUp(.deadline)
        case .ambiguous where safety == .readBackFirst: return .giveUp(.mayHaveExecuted)
        case .ambiguous, .throttled, .notSent:
            if failure.failureClass != .throttled { futileAttempts += 1 }
            guard attempts < policy.maximumAttempts, futileAttempts < policy.maximumFutileAttempts else {
                return .giveUp(.attempts)
            }
            let asked = min(failure.retryAfter ?? .zero, Self.longestRetryAfter)
            let delay = asked + jitter(longestWait)
            return now + delay < deadline ? .retry(after: delay) : .giveUp(.deadline)
        }
    }

    private var longestWait: Duration {
        // Past 20 doublings every sensible first delay is above the cap.
        min(policy.longestDelay, policy.firstDelay * (1 << min(attempts - 1, 20)))
    }

    private func abs(_ duration: Duration) -> Duration {
        duration < .zero ? .zero - duration : duration
    }
}
