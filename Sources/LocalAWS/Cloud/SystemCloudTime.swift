package import AWSRuntime
import FoundationEssentials

/// The machine's own time. Only the composition root makes one.
package struct SystemCloudTime: CloudTime {
    package let pace: Int
    private let start: ContinuousClock.Instant

    /// - Parameter pace: how much faster AWS's own waits pass; 1 is AWS's real pace, below it counts as 1.
    package init(pace: Int) {
        self.pace = max(1, pace)
        self.start = ContinuousClock.now
    }

    package func now() -> Timestamp {
        Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
    }

    package func uptime() -> Duration {
        start.duration(to: .now)
    }

    package func sleep(for duration: Duration) async throws {
        try await ContinuousClock().sleep(for: duration)
    }
}
