import Foundation
import Subprocess
import SystemPackage

/// The `slipway` binary, as a person would call it; its JSON lines are read, its words are passed on.
struct SlipwayProgram: Sendable {
    let path: String
    let folder: String
    let databaseURL: String
    /// Set once the embedded cloud runs.
    var endpoint: String?
    var accessKey = ""
    var secretKey = ""

    struct Outcome: Sendable {
        var exitCode: Int
        var seconds: Double
        /// The last line: `{"type":"result",…}`.
        var result: [String: JSON]
        /// All lines, in order.
        var lines: [[String: JSON]]

        var causeID: String { result["cause"]?["id"]?.text ?? "" }
        var cause: String { result["cause"]?["cause"]?.text ?? result["summary"]?.text ?? "" }
    }

    var variables: [String: String] {
        var variables = ProcessInfo.processInfo.environment
        variables["DATABASE_URL"] = databaseURL
        variables["AWS_ENDPOINT_URL"] = endpoint
        variables["AWS_ACCESS_KEY_ID"] = endpoint == nil ? nil : accessKey
        variables["AWS_SECRET_ACCESS_KEY"] = endpoint == nil ? nil : secretKey
        variables["AWS_SESSION_TOKEN"] = nil
        return variables
    }

    /// Runs a command to its end.
    func run(_ arguments: [String], release: String, fault: String = "") async throws -> Outcome {
        var variables = variables
        variables["RELEASE"] = release
        variables["REALWORLD_FAULT"] = fault
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments + ["--output", "json"]),
            environment: .custom(variables.environment), workingDirectory: FilePath(folder),
            output: .string(limit: 16 * 1024 * 1024), error: .string(limit: 1024 * 1024))
        let taken = start.duration(to: clock.now)
        let lines = result.standardOutput.split(separator: "\n").compactMap { JSON.object(String($0)) }
        guard let last = lines.last else {
            throw DemoError("slipway \(arguments.joined(separator: " ")) printed nothing: \(result.standardError)")
        }
        let code: Int =
            switch result.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let signal): 128 + Int(signal)
            }
        return Outcome(exitCode: code, seconds: taken.seconds, result: last, lines: lines)
    }
}

struct DemoError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

extension [String: String] {
    var environment: [Environment.Key: String] {
        var keyed: [Environment.Key: String] = [:]
        for (name, value) in self { keyed[Environment.Key(stringLiteral: name)] = value }
        return keyed
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
