import AWSRuntime
import LocalAWS

/// Real time at AWS's own pace, for tests that run real containers.
struct WallTime: CloudTime {
    private let start = ContinuousClock.now
    /// How much faster than real it passes, for tests of long patience.
    var speed = 1
    var pace: Int { 1 }

    func now() -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_790_000_000_000).advanced(by: uptime())
    }

    func uptime() -> Duration { (ContinuousClock.now - start) * speed }
    func sleep(for duration: Duration) async throws { try await ContinuousClock().sleep(for: duration / speed) }
}
