import SlipwayDeploy
import SlipwayDomain
import Subprocess
import SystemPackage

/// Runs verification scripts with swift-subprocess, in the manifest's folder.
struct ScriptRunner: ScriptRunning {
    let folder: String
    /// The process's own variables; those of Slipway are laid over them.
    let environment: [String: String]
    private static let longestOutput = 256 * 1024

    func run(
        _ command: [String], environment extra: [String: String], timeout: Duration
    ) async throws(ProbeFailure) -> (exitCode: Int, output: [String]) {
        guard let program = command.first else { throw ProbeFailure(detail: "the script is empty") }
        var variables: [Subprocess.Environment.Key: String] = [:]
        for (name, value) in environment.merging(extra, uniquingKeysWith: { $1 }) {
            variables[Subprocess.Environment.Key(stringLiteral: name)] = value
        }
        let executable: Executable =
            program.contains("/")
            ? .path(FilePath(program.hasPrefix("/") ? program : "\(folder)/\(program)")) : .name(program)
        let configuration = Subprocess.Configuration(
            executable: executable, arguments: Arguments(Array(command.dropFirst())), environment: .custom(variables),
            workingDirectory: FilePath(folder))
        do {
            return try await withThrowingTaskGroup(of: (Int, [String])?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        configuration, output: .string(limit: Self.longestOutput), error: .combinedWithOutput)
                    let lines = result.standardOutput.split(separator: "\n").map(String.init)
                    return (result.terminationStatus.code, lines)
                }
                group.addTask {
                    try await ContinuousClock().sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let ended = first else {
                    throw ProbeFailure(detail: "\(program) did not end within \(timeout.words)")
                }
                return ended
            }
        } catch let failure as ProbeFailure {
            throw failure
        } catch {
            throw ProbeFailure(detail: "\(program) could not run: \(error)")
        }
    }
}

extension TerminationStatus {
    /// 128 + signal for signals, as shells say it.
    fileprivate var code: Int {
        switch self {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}
