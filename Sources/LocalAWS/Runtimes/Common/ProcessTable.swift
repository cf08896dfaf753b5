#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the kernel says of processes.
enum ProcessTable {
    /// When the process started, in clock ticks since boot; 0 where the kernel does not tell (macOS).
    /// - Returns: nil when there is no such process, or when it has ended and only waits to be reaped.
    static func startTime(of process: Int32) -> UInt64? {
        #if os(Linux)
        guard let stat = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
        return startTime(inStat: String(decoding: stat, as: UTF8.self))
        #else
        return kill(process, 0) == 0 || errno == EPERM ? 0 : nil
        #endif
    }

    /// From a line of `/proc/<pid>/stat` (proc(5)); the command in parentheses may hold anything.
    static func startTime(inStat line: String) -> UInt64? {
        guard let close = line.lastIndex(of: ")") else { return nil }
        // Field 3, the state, is the first after the command; the start time is field 22.
        let fields = line[line.index(after: close)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }
}

/// The number of this process.
func getProcessID() -> Int32 { getpid() }
