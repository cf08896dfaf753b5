import Foundation
import OCI
import SlipwayImages
import Synchronization
import TestSupport

struct Failed: Error { var output: String }

/// Runs a program of this machine and gives its output.
@discardableResult
func run(_ arguments: String..., environment: [String: String]? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    if let environment { process.environment = environment }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Failed(output: output) }
    return output
}

/// Whether a program is on this machine.
func has(_ program: String) -> Bool {
    ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/opt/swift/usr/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/" + program)
    }
}

/// A small program in C, compiled into a folder.
func compileC(_ source: String, named name: String, in folder: String, _ flags: [String] = []) throws -> String {
    try Disk.write(Array(source.utf8), to: "\(folder)/\(name).c")
    let arguments = ["cc", "-o", "\(folder)/\(name)", "\(folder)/\(name).c"] + flags
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(output: arguments.joined(separator: " ")) }
    return "\(folder)/\(name)"
}

/// Unpacks an image and gives the folder.
func unpack(_ image: LocalImage, into folder: String) throws -> String {
    var extractor = try LayerExtractor(into: folder)
    for layer in image.layers { try extractor.extract(layerAt: layer.path) }
    return folder
}

/// An image of one small layer, with its files in a folder.
func smallImage(_ text: String, in folder: String, architecture: String = "amd64") throws -> LocalImage {
    try Disk.makeFolder(folder)
    var contents = LayerContents()
    contents.add(.bytes(Array(text.utf8), mode: 0o644), at: "/text")
    let layer = try contents.writeBlob(to: "\(folder)/layer-\(Digest(of: Array(text.utf8)).short)")
    let platform = Platform(os: "linux", architecture: architecture)
    let configuration = ImageConfiguration(
        platform: platform, config: .init(entrypoint: ["/text"]), diffIDs: [layer.diffID])
    return try LocalImage(
        configuration: CanonicalJSON.encode(configuration), layers: [layer], platform: platform)
}

/// Debian's `docker-registry` on a port that the system picks: a server that is not ours.
final class DebianRegistry: Sendable {
    let host: String
    private let process: Mutex<Process>

    static let isThere = has("docker-registry")

    init(folder: String) throws {
        let configuration = """
            version: 0.1
            log: { level: info }
            storage: { filesystem: { rootdirectory: \(folder)/data }, delete: { enabled: true } }
            http: { addr: "127.0.0.1:0" }
            """
        try Disk.makeFolder(folder)
        try Disk.write(Array(configuration.utf8), to: folder + "/config.yml")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["docker-registry", "serve", folder + "/config.yml"]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("listening on ") || !text.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failed(output: text) }
            text += String(decoding: data, as: UTF8.self)
        }
        let rest = text.components(separatedBy: "listening on ")[1]
        host = String(rest.prefix { $0.isNumber || $0 == "." || $0 == ":" })
        // Read on, so that the server does not stop at a full pipe.
        pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        self.process = Mutex(process)
    }

    func stop() {
        process.withLock { process in
            process.terminate()
            process.waitUntilExit()
        }
    }

    static func with<Result>(
        _ body: (DebianRegistry, _ folder: String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let registry = try DebianRegistry(folder: folder.path + "/registry")
            defer { registry.stop() }
            return try await body(registry, folder.path)
        }
    }
}

/// A transport for the time of a test.
func withTransport<Result>(_ body: (RegistryTransport) async throws -> Result) async throws -> Result {
    let transport = RegistryTransport()
    do {
        let result = try await body(transport)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}

/// Tools that do nothing but remember, and fail where told to.
final class RecordingTools: ToolRunner {
    private let commands = Mutex<[[String]]>([])
    let missing: Set<String>

    init(missing: Set<String> = []) { self.missing = missing }

    var all: [[String]] { commands.withLock { $0 } }

    func run(
        _ command: [String], purpose: String, workingFolder: String?, line: @escaping @Sendable (String) -> Void
    ) async throws(ImageError) -> [String] {
        commands.withLock { $0.append(command) }
        if missing.contains(command[0]) { throw .noTool(name: command[0], purpose: purpose) }
        line("output of \(command[0])")
        return []
    }
}
