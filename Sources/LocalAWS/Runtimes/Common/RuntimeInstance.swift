import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which LocalAWS made something.
///
/// Its `id` stands on everything that a runtime makes outside its own memory (containers, networks, images, network
/// namespaces, folders), so that a later start removes what a killed one left, and leaves alone what a living one uses.
package struct RuntimeInstance: Hashable, Sendable, CustomStringConvertible {
    /// Marks the machine and its process namespace: only processes that can see each other judge each other.
    package var machine: String
    /// Marks the machine's present boot.
    package var boot: String
    package var processID: Int32
    /// When the process started, as the kernel counts it (clock ticks since boot; 0 where it does not tell).
    package var startTime: UInt64
    /// Tells apart several in one process: lower-case letters and digits.
    package var nonce: String

    package init(machine: String, boot: String, processID: Int32, startTime: UInt64, nonce: String) {
        self.machine = machine
        self.boot = boot
        self.processID = processID
        self.startTime = startTime
        self.nonce = nonce
    }

    /// - Returns: nil when the text is not an `id`.
    package init?(id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let process = Int32(parts[2]), let start = UInt64(parts[3]),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isWordByte) })
        else { return nil }
        self.init(machine: parts[0], boot: parts[1], processID: process, startTime: start, nonce: parts[4])
    }

    /// Fit for labels, image tags and folder names: `1f2e3d-4c5b6a-4711-123456-k3x9`.
    package var id: String { "\(machine)-\(boot)-\(processID)-\(startTime)-\(nonce)" }
    package var description: String { id }

    /// Six letters for names that must be short, such as those of network interfaces.
    package var shortMark: String { Self.mark(id) }

    /// Whether this one, found somewhere, can be removed by `current`: its process is certainly gone.
    /// - Parameter startTimeOf: when a process started; nil when there is none of that number.
    package func isLeftover(for current: RuntimeInstance, startTimeOf: (Int32) -> UInt64?) -> Bool {
        guard machine == current.machine else { return false }
        guard boot == current.boot else { return true }
        return startTimeOf(processID) != startTime
    }

    /// This process.
    /// - Parameter nonce: from the caller's source of identifiers; only its letters and digits count.
    package static func current(nonce: String) -> RuntimeInstance { of(process: getProcessID(), nonce: nonce) }

    /// A process of this machine.
    package static func of(process: Int32, nonce: String) -> RuntimeInstance {
        let word = nonce.lowercased().utf8.filter(isWordByte).prefix(12)
        let namespace = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
        let machine = text("/etc/machine-id") + text("/proc/sys/kernel/hostname") + namespace
        return RuntimeInstance(
            machine: mark(machine), boot: mark(text("/proc/sys/kernel/random/boot_id")), processID: process,
            startTime: ProcessTable.startTime(of: process) ?? 0,
            nonce: word.isEmpty ? "0" : String(decoding: word, as: UTF8.self))
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func mark(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).prefix(3).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
