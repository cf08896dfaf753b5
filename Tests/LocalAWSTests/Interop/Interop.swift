import AWSRuntime
import Foundation
import LocalAWS
import Logging
import TestSupport
import Testing

/// The programs in `Tests/Interop`: boto3 and the AWS CLI, clients that Slipway did not write, against a LocalAWS on a
/// socket of its own.
enum Interop {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Interop")

    static let hasBoto = has("boto3")
    static let hasCommands = hasBoto && has("awscli")

    private static func has(_ module: String) -> Bool {
        do {
            let process = try start(["-c", "import \(module)"], output: FileHandle.nullDevice)
            process.waitUntilExit()
            return process.terminationStatus == 0
        } catch {
            return false
        }
    }

    /// Runs one suite of a program against a fresh cloud and expects that it ends well and leaves no container.
    static func drive(_ program: String, _ suite: String, on kind: RuntimeKind? = nil) async throws {
        try await withTemporaryFolder { folder in
            guard let kind else { return try await run(program, suite, NoRuntime()) }
            if let obstacle = kind.obstacle { return print("skipped for \(kind.rawValue): \(obstacle)") }
            let instance = RuntimeInstance.current(nonce: UUID().uuidString.filter { $0 != "-" })
            let runtime = try await RuntimeFixture.make(kind, instance, folder)
            try await run(program, suite, runtime)
            let fixture = RuntimeFixture(kind: kind, runtime: runtime, instance: instance, folder: folder)
            #expect(try fixture.traces(of: instance.id) == [])
        }
    }

    private static func run(_ program: String, _ suite: String, _ runtime: any TaskRuntime) async throws {
        let cloud = try Cloud(
            Cloud.Settings(
                port: 0, runtime: runtime, time: SystemCloudTime(pace: 20),
                logger: Logger(label: "interop") { _ in SwiftLogNoOpLogHandler() }))
        let port = try await cloud.start()
        let result: Result<(status: Int32, output: String), any Error>
        do {
            var variables = [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_DEFAULT_REGION": "ap-northeast-2",
                "AWS_ACCESS_KEY_ID": cloud.owner.accessKeyID, "AWS_SECRET_ACCESS_KEY": cloud.owner.secretAccessKey,
            ]
            if !(runtime is NoRuntime) { variables["PROBE"] = try ProbeProgram.binary.get().path }
            variables["DOCKER_HOST"] = PrivateEngine.endpoint?.description
            result = .success(try await output(of: [folder.appending(path: program).path, suite], variables))
        } catch {
            result = .failure(error)
        }
        await cloud.stop()
        let (status, output) = try result.get()
        #expect(status == 0, "\(output)")
    }

    private static func start(
        _ arguments: [String], _ variables: [String: String] = [:], output: FileHandle,
        ended: (@Sendable () -> Void)? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B"] + arguments
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
        environment["AWS_EC2_METADATA_DISABLED"] = "true"
        process.environment = environment.merging(variables) { _, new in new }
        process.standardOutput = output
        process.standardError = output
        if let ended { process.terminationHandler = { _ in ended() } }
        try process.run()
        return process
    }

    /// Without blocking a thread of the pool, which the cloud needs.
    private static func output(
        of arguments: [String], _ variables: [String: String]
    ) async throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "slipway-interop-\(UUID())")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        let (ends, end) = AsyncStream<Void>.makeStream()
        let process = try start(arguments, variables, output: handle) { end.finish() }
        await withTaskCancellationHandler {
            for await _ in ends {}
        } onCancel: {
            // The test's time is over; the program has nothing to save.
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
    }
}
