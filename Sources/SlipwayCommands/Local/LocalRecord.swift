import AWSRuntime
import LocalAWS
import SlipwayConsole
import SlipwayDomain
import Subprocess
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A running embedded cloud, remembered in a file so that `local status` and `local stop` find it.
struct LocalRecord: Codable, Sendable {
    var port: Int
    var processID: Int32
    var endpoint: String
    var accessKeyID: String
    var secretAccessKey: String
    var runtime: String
    var pace: Int
    var region: String

    static var ownProcessID: Int32 { ProcessInfo.processInfo.processIdentifier }

    init(port: Int, processID: Int32, endpoint: EndpointReport) {
        self.port = port
        self.processID = processID
        self.endpoint = endpoint.endpoint
        accessKeyID = endpoint.accessKeyID
        secretAccessKey = endpoint.secretAccessKey
        runtime = endpoint.runtime
        pace = endpoint.pace
        region = endpoint.region
    }

    private static func folder(_ context: CommandContext) -> String { "\(context.stateFolder)/local" }

    private func path(_ context: CommandContext) -> String { "\(Self.folder(context))/\(port).json" }

    func save(_ context: CommandContext) throws(Problem) {
        do {
            try FileManager.default.createDirectory(atPath: Self.folder(context), withIntermediateDirectories: true)
            try JSONEncoder().encode(self).write(to: URL(filePath: path(context)), options: .atomic)
        } catch {
            throw Problem("local.record", "\(path(context)) cannot be written", cause: "\(error)", exitCode: .usage)
        }
    }

    func remove(_ context: CommandContext) {
        // Gone already is as good as removed.
        try? FileManager.default.removeItem(atPath: path(context))
    }

    /// Those whose process still runs, by port; records of killed ones are removed on the way.
    static func all(_ context: CommandContext) -> [LocalRecord] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder(context))) ?? []
        var found: [LocalRecord] = []
        for file in files.sorted() where file.hasSuffix(".json") {
            let url = URL(filePath: "\(folder(context))/\(file)")
            guard let record = try? JSONDecoder().decode(LocalRecord.self, from: Data(contentsOf: url)) else {
                continue
            }
            if Liveness.isRunning(record.processID) { found.append(record) } else { record.remove(context) }
        }
        return found.sorted { $0.port < $1.port }
    }

    /// Asks it to end, and waits until it has.
    func stop() async throws(Problem) {
        var problem: Problem?
        do { _ = try await LocalAdmin(record: self).ask("POST", "/_slipway/stop") } catch {
            // It may have ended before its answer was out; whether it has is what counts.
            problem = error
        }
        for _ in 0..<(problem == nil ? 300 : 20) where Liveness.isRunning(processID) {
            do { try await ContinuousClock().sleep(for: .milliseconds(100)) } catch { return }
        }
        guard Liveness.isRunning(processID) else { return }
        throw problem
            ?? Problem(
                "local.stop", "the embedded cloud on port \(port) was asked to end and has not",
                next: "kill \(processID)", exitCode: .unreachable)
    }

    /// Starts another process of this program that stays, and waits until it answers.
    static func spawn(_ context: CommandContext, _ command: LocalStart) async throws -> EndpointReport {
        let program = CommandLine.arguments.first ?? "slipway"
        let executable: Executable =
            program.contains("/") ? .path(FilePath(context.path(program))) : .name(program)
        var options = PlatformOptions()
        options.createSession = true
        let before = all(context).map(\.port)
        let log = "\(folder(context))/start.log"
        try FileManager.default.createDirectory(atPath: folder(context), withIntermediateDirectories: true)
        let descriptor = try FileDescriptor.open(
            FilePath(log), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        // `nohup` by hand: a session of its own, no terminal, its words in a file.
        let task = Task {
            try await Subprocess.run(
                executable,
                arguments: Arguments(
                    [
                        "local", "start", "--port", "\(command.port)", "--runtime", command.local.runtime.rawValue,
                        "--pace", "\(command.local.pace)",
                    ] + (PlanLoader.region(context, command.global).map { ["--region", $0] } ?? [])
                        + (command.local.strict ? ["--strict"] : [])), platformOptions: options, input: .none,
                output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
                error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true))
        }
        let ended = EndFlag()
        Task {
            _ = await task.result
            ended.set()
        }
        for _ in 0..<200 {
            if let new = all(context).first(where: { !before.contains($0.port) }) { return EndpointReport(new) }
            if ended.isSet { break }
            try await ContinuousClock().sleep(for: .milliseconds(50))
        }
        task.cancel()
        throw notStarted((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
    }

    /// What the other process printed for people is its problem: told as one, not inside another.
    static func notStarted(_ words: String) -> Problem {
        var (cause, next): ([Substring], String?) = ([], nil)
        for line in words.split(separator: "\n") {
            let text = line.trimmingPrefix { $0 == " " }
            if text.hasPrefix("next: ") { next = String(text.dropFirst(6)) } else { cause.append(text) }
        }
        guard let first = cause.first, first.hasPrefix("error: ") else {
            return Problem(
                "local.start", "the embedded cloud did not start",
                cause: cause.isEmpty ? nil : cause.joined(separator: "\n"), next: next, exitCode: .unreachable)
        }
        let rest = cause.dropFirst()
        return Problem(
            "local.start", "the embedded cloud did not start: \(first.dropFirst(7))",
            cause: rest.isEmpty ? nil : rest.joined(separator: "\n"), next: next, exitCode: .unreachable)
    }

    /// Says across tasks that the other process has ended.
    private final class EndFlag: Sendable {
        private let state = Mutex(false)
        var isSet: Bool { state.withLock { $0 } }
        func set() { state.withLock { $0 = true } }
    }
}

extension EndpointReport {
    init(_ record: LocalRecord) {
        endpoint = record.endpoint
        accessKeyID = record.accessKeyID
        secretAccessKey = record.secretAccessKey
        runtime = record.runtime
        pace = record.pace
        region = record.region
    }
}
