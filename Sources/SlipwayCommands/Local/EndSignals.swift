import Dispatch

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
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            ProcessSignal.handOver(number)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { post.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
