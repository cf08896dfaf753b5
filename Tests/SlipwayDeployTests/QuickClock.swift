/// A clock that runs twenty times as fast as the day: what waits for seconds is done in a moment, in the same order.
struct QuickClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private static let factor = 20
    private let start = ContinuousClock.now

    var now: Instant { Instant(offset: start.duration(to: .now) * Self.factor) }
    var minimumResolution: Duration { .microseconds(20) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(for: now.duration(to: deadline) / Self.factor)
    }
}
