import Synchronization

/// The time that calls live by: wall time for signatures, monotonic time for deadlines, and waiting. Injected.
package protocol AWSClock: Sendable {
    func wallTime() -> Timestamp
    /// Monotonic, from any fixed start. `CallDeadline` counts by it.
    func uptime() -> Duration
    /// Ends early with `CancellationError` when the task is cancelled.
    func sleep(for duration: Duration) async throws(CancellationError)
}

/// An `AWSClock` made of a Swift clock and a source of wall time.
package struct AWSClockAdapter<C: Clock>: AWSClock where C.Duration == Duration {
    private let clock: C
    private let start: C.Instant
    private let wall: @Sendable () -> Timestamp

    package init(_ clock: C, wall: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
        self.start = clock.now
        self.wall = wall
    }

    package func wallTime() -> Timestamp {
        wall()
    }

    package func uptime() -> Duration {
        start.duration(to: clock.now)
    }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        do {
            try await clock.sleep(until: clock.now.advanced(by: duration), tolerance: nil)
        } catch {
            // Clocks throw nothing else.
            throw CancellationError()
        }
    }
}

/// By when calls of this task must have ended: the budget of the phase they belong to.
package enum CallDeadline {
    /// On the caller's clock (`AWSClock.uptime()`); nil leaves the caller's own limit.
    @TaskLocal package static var current: Duration?

    /// Runs `body` with a deadline that never extends an outer one.
    package static func with<R, E: Error>(
        _ deadline: Duration, _ body: () async throws(E) -> R
    ) async throws(E) -> R {
        let effective = current.map { min($0, deadline) } ?? deadline
        let result: Result<R, E> = await $current.withValue(effective) {
            do throws(E) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
