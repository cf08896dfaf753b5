#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Time and chance, handed in so that tests can hold them still.
struct Surroundings: Sendable {
    var now: @Sendable () -> Moment
    /// `count` random bytes, fit for salts.
    var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// Seconds that only grow; for measuring, never for dates.
    var uptime: @Sendable () -> Double

    static let real = Surroundings(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        randomBytes: { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        },
        uptime: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        })
}
