import Subprocess
import SystemPackage

/// Runs programs of this machine.
package protocol ToolRunner: Sendable {
    /// Runs a command to its end.
    /// - Parameters:
    ///   - purpose: after "is needed to", for the error when the program is not there.
    ///   - line: gets each line of output and error output as it comes.
    /// - Returns: the output's lines, the last 1000 at most.
    /// - Throws: `noTool`, `toolFailed` with the last lines, `cancelled`.
    func run(
        _ command: [String], purpose: String, workingFolder: String?, line: @escaping @Sendable (String) -> Void
    ) async throws(ImageError) -> [String]
}

/// Runs them as child processes; a cancelled run ends its child.
package struct SubprocessToolRunner: ToolRunner {
    private static let keptLines = 1000
    private static let shownLines = 20

    private let environment: [String: String]

    /// - Parameter environment: set beside this process's own, such as `DOCKER_HOST`.
    package init(environment: [String: String] = [:]) {
        self.environment = environment
    }

    package func run(
        _ command: [String], purpose: String, workingFolder: String?, line: @escaping @Sendable (String) -> Void
    ) async throws(ImageError) -> [String] {
        guard let program = command.first else { throw .noTool(name: "", purpose: purpose) }
        do {
            var options = PlatformOptions()
            options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
            var added: [Environment.Key: String?] = [:]
            for (name, value) in environment { added[Environment.Key(stringLiteral: name)] = value }
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(Array(command.dropFirst())),
                environment: .inherit.updating(added),
                workingDirectory: workingFolder.map { FilePath($0) }, platformOptions: options, input: .none,
                output: .sequence, error: .combinedWithOutput
            ) { execution in
                var lines: [String] = []
                for try await text in execution.standardOutput.strings() {
                    let clean = String(text.filter { !$0.isNewline })
                    line(clean)
                    lines.append(clean)
                    if lines.count > 2 * Self.keptLines { lines.removeFirst(Self.keptLines) }
                }
                return lines
            }
            let lines = Array(result.closureResult.suffix(Self.keptLines))
            guard result.terminationStatus.isSuccess else {
                throw ImageError.toolFailed(
                    command: command.prefix(2).joined(separator: " "), status: "\(result.terminationStatus)",
                    lastLines: lines.suffix(Self.shownLines).filter { !$0.isEmpty })
            }
            return lines
        } catch let error as ImageError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .noTool(name: program, purpose: purpose)
        } catch {
            throw .toolFailed(command: command.prefix(2).joined(separator: " "), status: "\(error)", lastLines: [])
        }
    }
}
