#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether a process still runs.
enum Liveness {
    static func isRunning(_ processID: Int32) -> Bool { kill(processID, 0) == 0 || errno == EPERM }
}
