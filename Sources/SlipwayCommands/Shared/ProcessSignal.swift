#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Who hears a signal: Dispatch's sources or the system's default.
enum ProcessSignal {
    /// Lets a signal source hear it. On Darwin the default action must be switched off first; on Linux sources read a
    /// signalfd, which a signal that is ignored never reaches.
    static func handOver(_ number: Int32) {
        #if canImport(Darwin)
        signal(number, SIG_IGN)
        #endif
    }

    /// Gives it its default action again.
    static func takeBack(_ number: Int32) {
        #if canImport(Darwin)
        signal(number, SIG_DFL)
        #endif
    }
}
