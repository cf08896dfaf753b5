/// Bounds how many retries all calls of a process send together, so that a struggling service is not stormed.
///
/// A token bucket refilled by time. An empty one makes a retry wait for its token; it never fails a call: what ends a
/// call is its deadline.
package struct RetryBudget: Hashable, Sendable {
    package var capacity: Int
    /// Retries a second when the bucket is empty.
    package var refillPerSecond: Int
    /// Below zero: as many retries are waiting for tokens. In thousandths, so that no rounding adds up.
    private var milliTokens: Int64
    private var refilledAt: Duration = .zero

    package init(capacity: Int = 100, refillPerSecond: Int = 10) {
        self.capacity = capacity
        self.refillPerSecond = refillPerSecond
        self.milliTokens = Int64(capacity) * 1000
    }

    /// Takes a token and says how long to wait for it; zero while the bucket holds some.
    package mutating func reserve(at now: Duration) -> Duration {
        refill(at: now)
        milliTokens -= 1000
        guard milliTokens < 0 else { return .zero }
        return .milliseconds(-milliTokens / Int64(max(1, refillPerSecond)))
    }

    /// Gives back the token of a retry that was not sent.
    package mutating func release() {
        milliTokens = min(milliTokens + 1000, Int64(capacity) * 1000)
    }

    private mutating func refill(at now: Duration) {
        let elapsed = now - refilledAt
        guard elapsed > .zero else { return }
        let (seconds, attoseconds) = elapsed.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        let added = milliseconds * Int64(refillPerSecond)
        milliTokens = min(milliTokens + added, Int64(capacity) * 1000)
        refilledAt += .milliseconds(milliseconds)
    }
}
