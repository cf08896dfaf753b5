import AWSRuntime
import Foundation
import LocalAWS
import Logging
import Testing

/// boto3 against a LocalAWS on a socket of its own.
@Suite("boto3")
struct BotoTests {
    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Interop/localaws.py").path

    static let hasBoto: Bool = {
        do {
            let process = try start(["-c", "import boto3"], output: FileHandle.nullDevice)
            process.waitUntilExit()
            return process.terminationStatus == 0
        } catch {
            return false
        }
    }()

    private static func start(
        _ arguments: [String], output: FileHandle, ended: (@Sendable () -> Void)? = nil
    ) throws
        -> Process
    {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
        environment["AWS_EC2_METADATA_DISABLED"] = "true"
        process.environment = environment
        process.standardOutput = output
        process.standardError = output
        if let ended { process.terminationHandler = { _ in ended() } }
        try process.run()
        return process
    }

    /// Without blocking a thread of the pool, which the cloud needs.
    private static func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "slipway-boto-\(UUID())")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        let (ends, end) = AsyncStream<Void>.makeStream()
        let process = try start(arguments, output: handle) { end.finish() }
        for await _ in ends {}
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
    }

    @Test(
        "drives the service as it drives AWS", .enabled(if: hasBoto, "python3 with boto3 is not installed"),
        .timeLimit(.minutes(2)),
        arguments: ["sts", "secrets", "parameters", "logs", "registry", "containers", "balancing"])
    func drives(suite: String) async throws {
        let cloud = try Cloud(
            Cloud.Settings(
                port: 0, time: SystemCloudTime(pace: 20),
                logger: Logger(label: "boto") { _ in SwiftLogNoOpLogHandler() }))
        let port = try await cloud.start()
        let result: Result<(status: Int32, output: String), any Error>
        do {
            result = .success(try await Self.run([Self.script, "http://127.0.0.1:\(port)", suite]))
        } catch {
            result = .failure(error)
        }
        await cloud.stop()
        let (status, output) = try result.get()
        #expect(status == 0, "\(output)")
    }
}
