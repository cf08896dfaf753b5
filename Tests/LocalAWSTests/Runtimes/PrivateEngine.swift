import Foundation
import LocalAWS
import TestSupport
import Testing

/// An engine that lives as long as a suite, started by `Scripts/docker-engine.sh`. `TEST_ENGINE` in the environment, as
/// `unix:///run/podman/podman.sock`, names one to be tested instead.
struct PrivateEngine: SuiteTrait, TestScoping {
    /// Of the running suite; nil where no engine can be started.
    @TaskLocal static var endpoint: EngineEndpoint?

    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scripts/docker-engine.sh").path

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        if let named = ProcessInfo.processInfo.environment["TEST_ENGINE"] {
            let endpoint = try EngineEndpoint(dockerHost: named)
            return try await Self.$endpoint.withValue(endpoint) { try await function() }
        }
        let folder = "/tmp/slipway-engine-\(UUID().uuidString.prefix(8).lowercased())"
        let (status, output) = try Shell.run([Self.script, "start", folder, "\(getpid())"])
        guard status == 0, let line = output.split(separator: "\n").last else {
            print("docker tests are skipped: \(output)")
            return try await Self.$endpoint.withValue(nil) { try await function() }
        }
        defer { _ = try? Shell.run([Self.script, "stop", folder]) }
        let endpoint = try EngineEndpoint(dockerHost: String(line))
        try await Self.$endpoint.withValue(endpoint) { try await function() }
    }
}

extension Trait where Self == PrivateEngine {
    static var privateEngine: Self { Self() }
}
