#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Waits for the end of a process that runs until somebody ends it.
enum EndSignals {
    /// Returns at the first SIGINT, SIGTERM or SIGHUP, or when the calling task is cancelled.
    static func untilEnd() async {
        let (stream, post) = AsyncStream.makeStream(of: Void.self)
        let listener = ProcessSignal.listen(to: [SIGINT, SIGTERM, SIGHUP]) { _ in post.yield() }
        for await _ in stream { break }
        ProcessSignal.ignore(listener)
    }
}
