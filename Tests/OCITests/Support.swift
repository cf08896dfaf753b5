import Foundation
import OCI

/// Runs a body with a folder of its own, and removes it.
@discardableResult
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "/oci-" + UUID().uuidString
    try Disk.makeFolder(path)
    defer { try? Disk.removeTree(path) }
    return try body(path)
}

/// A small generator, so that fuzzed inputs are the same in each run.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
    /// Own mapping: the standard library's is not promised stable.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// The archive of some members, in memory.
func archive(_ members: [(TarEntry, [UInt8])]) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = TarWriter(sink)
    for (entry, bytes) in members {
        if entry.kind == .file { try writer.append(entry, bytes: bytes) } else { try writer.append(entry) }
    }
    try writer.close()
    return sink.bytes
}

func file(_ path: String, _ text: String, mode: Int = 0o644) -> (TarEntry, [UInt8]) {
    (TarEntry(path: path, kind: .file, mode: mode), Array(text.utf8))
}

func folder(_ path: String, mode: Int = 0o755) -> (TarEntry, [UInt8]) {
    (TarEntry(path: path, kind: .directory, mode: mode), [])
}

func link(_ path: String, _ target: String) -> (TarEntry, [UInt8]) {
    (TarEntry(path: path, kind: .symbolicLink(target: target), mode: 0o777), [])
}

func text(_ path: String) throws -> String {
    String(decoding: try Disk.read(path, limit: 1 << 20), as: UTF8.self)
}

func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let sink = MemorySink()
    let zip = try GzipSink(sink)
    try zip.write(bytes)
    try zip.close()
    return sink.bytes
}

/// Runs a program of this machine and gives what it prints.
func run(_ arguments: [String], in folder: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}
