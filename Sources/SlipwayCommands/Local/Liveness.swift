#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whether a process still runs.
enum Liveness {
    static func isRunning(_ processID: Int32) -> Bool {
        (kill(processID, 0) == 0 || errno == EPERM) && !hasEnded(processID)
    }

    /// Whether it has ended and only waits for its parent to notice, which may be long where nobody does so.
    private static func hasEnded(_ processID: Int32) -> Bool {
        // Proc(5): `PID (name) state …`, the name may hold anything. Elsewhere there is no such file.
        guard let text = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8) else { return false }
        return text[(text.lastIndex(of: ")") ?? text.startIndex)...].hasPrefix(") Z")
    }
}
