import OCI

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

/// The kernel's control groups: they hold containers to their memory and share the processor among them.
struct ControlGroups: Sendable {
    enum Version: Sendable { case one, two }

    /// Nil where limits cannot be enforced.
    let version: Version?
    private let memory: String
    private let processor: String?
    private static let parent = "slipway-localaws"

    /// Finds out what this machine lets us do.
    init() {
        let root = "/sys/fs/cgroup"
        if Self.isWritable("\(root)/memory") {
            version = .one
            memory = "\(root)/memory"
            processor = Self.isWritable("\(root)/cpu") ? "\(root)/cpu" : nil
        } else if Self.isWritable(root), Self.delegate(root) {
            version = .two
            memory = root
            processor = nil
        } else {
            version = nil
            memory = root
            processor = nil
        }
    }

    private static func isWritable(_ folder: String) -> Bool {
        access(folder, W_OK) == 0 && access(folder + "/cgroup.procs", F_OK) == 0
    }

    /// Lets groups below use memory and processor; true when memory can be.
    private static func delegate(_ folder: String) -> Bool {
        let path = folder + "/cgroup.subtree_control"
        _ = write("+cpu", to: path)
        return write("+memory", to: path)
    }

    private static func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return Array(text.utf8).withUnsafeBytes { bytes in
            #if canImport(Glibc)
            Glibc.write(file, bytes.baseAddress, bytes.count) == bytes.count
            #elseif canImport(Musl)
            Musl.write(file, bytes.baseAddress, bytes.count) == bytes.count
            #else
            Darwin.write(file, bytes.baseAddress, bytes.count) == bytes.count
            #endif
        }
    }

    /// Makes a container's groups.
    /// - Parameters:
    ///   - instance: the id of the LocalAWS it belongs to.
    ///   - name: unique in it.
    /// - Returns: the files by which a process joins; none where groups cannot be used.
    func make(instance: String, name: String, memoryBytes: Int64?, cpuShares: Int?) -> [String] {
        guard let version else { return [] }
        let paths = folders(instance, name)
        switch version {
        case .one:
            for path in paths { Self.makeFolders(path) }
            if let memoryBytes {
                _ = Self.write("\(memoryBytes)", to: paths[0] + "/memory.limit_in_bytes")
                // Absent where swap is not accounted.
                _ = Self.write("\(memoryBytes)", to: paths[0] + "/memory.memsw.limit_in_bytes")
            }
            if let cpuShares, paths.count > 1 { _ = Self.write("\(max(2, cpuShares))", to: paths[1] + "/cpu.shares") }
        case .two:
            for folder in ["\(memory)/\(Self.parent)", "\(memory)/\(Self.parent)/\(instance)"] {
                Self.makeFolders(folder)
                _ = Self.delegate(folder)
            }
            Self.makeFolders(paths[0])
            if let memoryBytes {
                _ = Self.write("\(memoryBytes)", to: paths[0] + "/memory.max")
                _ = Self.write("0", to: paths[0] + "/memory.swap.max")
            }
            if let cpuShares {
                // As runc converts shares (2 to 262144) to weights (1 to 10000).
                let weight = 1 + (min(max(cpuShares, 2), 262_144) - 2) * 9999 / 262_142
                _ = Self.write("\(weight)", to: paths[0] + "/cpu.weight")
            }
        }
        return paths.map { $0 + "/cgroup.procs" }
    }

    /// Whether the kernel killed something in the container for its memory.
    func wasKilledForMemory(instance: String, name: String) -> Bool {
        guard let version, let path = folders(instance, name).first else { return false }
        let file = version == .one ? "memory.oom_control" : "memory.events"
        let text = FileManager.default.contents(atPath: "\(path)/\(file)").map { String(decoding: $0, as: UTF8.self) }
        return (text ?? "").split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[0] == "oom_kill" && words[1] != "0"
        }
    }

    /// Removes a container's groups; they must be empty.
    func remove(instance: String, name: String) {
        for path in folders(instance, name) { _ = rmdir(path) }
    }

    /// Removes all groups of a LocalAWS whose processes have ended.
    func removeAll(instance: String) {
        for base in [memory, processor].compactMap({ $0 }) {
            let folder = "\(base)/\(Self.parent)/\(instance)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []  // None: nothing to do.
            for name in names { _ = rmdir("\(folder)/\(name)") }
            _ = rmdir(folder)
            // Only when no other LocalAWS has groups.
            _ = rmdir("\(base)/\(Self.parent)")
        }
    }

    private func folders(_ instance: String, _ name: String) -> [String] {
        [memory, processor].compactMap { $0 }.map { "\($0)/\(Self.parent)/\(instance)/\(name)" }
    }

    private static func makeFolders(_ path: String) {
        // A failure shows when a process is to join.
        try? Disk.makeFolder(path)
    }
}
