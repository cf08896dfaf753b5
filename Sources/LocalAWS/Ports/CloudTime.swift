package import AWSRuntime

/// The one clock of LocalAWS. Only the composition root makes the real one; tests drive a manual one.
package protocol CloudTime: Sendable {
    func now() -> Timestamp
    /// Monotonic, since LocalAWS started.
    func uptime() -> Duration
    /// Ends early with `CancellationError` when the task is cancelled.
    func sleep(for duration: Duration) async throws
    /// How much faster AWS's own waits pass: scheduler pass, network attach, time between health checks, draining,
    /// backoff. Never divides what races the application: grace, startPeriod, startTimeout, check time-outs, stopTimeout.
    var pace: Int { get }
}

extension CloudTime {
    /// One of AWS's own waits at this cloud's pace.
    package func paced(_ duration: Duration) -> Duration { duration / pace }
}
