import AWSRuntime
import Foundation
import Synchronization

/// moto's server, an AWS double that we did not write, started for one test and stopped after it.
enum MotoServer {
    struct Failed: Error { var reason: String }

    /// A Python that has `moto[server]`: the interoperability tests' own, else the machine's; nil when neither has it.
    static let python: String? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let own = package.appending(path: ".build/python/bin/python3").path
        return [own, "/usr/bin/env"].first { candidate in
            guard FileManager.default.isExecutableFile(atPath: candidate) else { return false }
            let probe = Process()
            probe.executableURL = URL(filePath: candidate)
            probe.arguments = arguments(candidate) + ["-c", "import moto.server, flask_cors"]
            probe.standardOutput = FileHandle.nullDevice
            probe.standardError = FileHandle.nullDevice
            guard (try? probe.run()) != nil else { return false }
            probe.waitUntilExit()
            return probe.terminationStatus == 0
        }
    }()

    private static func arguments(_ python: String) -> [String] {
        python.hasSuffix("/env") ? ["python3"] : []
    }

    /// Runs `body` with the endpoint of a fresh server on a port that the system picks.
    static func with(_ python: String, _ body: (EndpointURL) async throws -> Void) async throws {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = arguments(python) + ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        let endpoint = try await start(process, output.fileHandleForReading)
        defer {
            // A child of a worker thread inherits its mask, in which SIGTERM is blocked; moto has nothing to save.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            output.fileHandleForReading.readabilityHandler = nil
        }
        try await body(endpoint)
    }

    /// Waits for the line that names the address; what comes after it is read and dropped.
    private static func start(_ process: Process, _ output: FileHandle) async throws -> EndpointURL {
        try await withCheckedThrowingContinuation { continuation in
            let waiting = Mutex<CheckedContinuation<EndpointURL, any Error>?>(continuation)
            let text = Mutex("")
            let finish: @Sendable (Result<EndpointURL, any Error>) -> Void = { result in
                waiting.withLock { $0.take() }?.resume(with: result)
            }
            output.readabilityHandler = { handle in
                let data = handle.availableData
                let all = text.withLock { text in
                    if text.count < 10_000 { text += String(decoding: data, as: UTF8.self) }
                    return text
                }
                guard let range = all.range(of: "Running on "), let end = all[range.upperBound...].firstIndex(of: "\n")
                else { return }
                let address = String(all[range.upperBound..<end])
                finish(Result { try EndpointURL(parsing: address) })
            }
            process.terminationHandler = { _ in
                finish(.failure(Failed(reason: "moto ended before it listened: \(text.withLock { $0 })")))
            }
            do {
                try process.run()
            } catch {
                finish(.failure(error))
            }
        }
    }
}
