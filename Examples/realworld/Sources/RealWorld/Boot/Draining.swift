import ServiceLifecycle
import Synchronization

/// The first moments of a shutdown: the server still takes requests, and every answer says `Connection: close`.
///
/// So clients that keep connections open leave by themselves, instead of finding theirs cut while they were about to ask.
final class Draining: Service {
    private let begun = Mutex(false)
    /// How long the server goes on like this before it stops listening.
    let period: Duration

    init(period: Duration) { self.period = period }

    var hasBegun: Bool { begun.withLock { $0 } }

    func run() async throws {
        try await gracefulShutdown()
        begun.withLock { $0 = true }
        try await Task.sleep(for: period)
    }
}
