import AWSRuntime
import LocalAWS
import TestSupport

/// LocalAWS's clock for these tests: stands still until it is moved.
struct BalancingTime: CloudTime {
    let clock = ManualClock()
    var pace = 20

    func now() -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 784_111_777_000).advanced(by: uptime())
    }

    func uptime() -> Duration { clock.now.offset }

    func sleep(for duration: Duration) async throws {
        try await clock.sleep(until: clock.now.advanced(by: duration))
    }
}
