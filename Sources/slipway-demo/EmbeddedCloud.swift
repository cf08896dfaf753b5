import Foundation
import SlipwayConsole
import Subprocess
import SystemPackage

/// `slipway rehearse --keep` as a child: deploys version 1 and leaves the embedded cloud running.
struct EmbeddedCloud: Sendable {
    let endpoint: String
    let accessKey: String
    let secretKey: String
    let firstDeployment: SlipwayProgram.Outcome
    private let child: Task<Void, any Error>

    static func start(_ program: SlipwayProgram, _ console: Console) async throws -> EmbeddedCloud {
        let (lines, post) = AsyncStream.makeStream(of: [String: JSON].self)
        var variables = program.variables
        variables["RELEASE"] = "1"
        variables["REALWORLD_FAULT"] = ""
        let environment = variables.environment
        let child = Task {
            defer { post.finish() }
            var options = PlatformOptions()
            // It removes its containers and networks when it is asked to end.
            options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(20))]
            _ = try await Subprocess.run(
                .path(FilePath(program.path)), arguments: ["rehearse", "--env", "local", "--keep", "--output", "json"],
                environment: .custom(environment), workingDirectory: FilePath(program.folder),
                platformOptions: options, input: .none, output: .sequence, error: .currentStandardError
            ) { execution in
                for try await line in execution.standardOutput.strings() {
                    if let object = JSON.object(line) { post.yield(object) }
                }
            }
        }
        let clock = ContinuousClock()
        let start = clock.now
        var seen: [[String: JSON]] = []
        var address: [String: JSON]?
        for await line in lines {
            seen.append(line)
            switch line["type"]?.text {
            case "endpoint":
                address = line
                console.say(
                    "embedded cloud at \(line["endpoint"]?.text ?? "?"), runtime \(line["runtime"]?.text ?? "?")")
            case "event": show(line, console)
            case "result":
                let code = line["exitCode"]?.text.flatMap(Int.init) ?? 1
                let outcome = SlipwayProgram.Outcome(
                    exitCode: code, seconds: start.duration(to: clock.now).seconds, result: line, lines: seen)
                guard code == 0, let address, let endpoint = address["endpoint"]?.text,
                    let accessKey = address["accessKeyID"]?.text, let secretKey = address["secretAccessKey"]?.text
                else {
                    child.cancel()
                    _ = try? await child.value
                    let evidence = (line["cause"]?["evidence"]?.items ?? []).compactMap { $0["text"]?.text }
                    throw DemoError(
                        ([
                            line["summary"]?.text ?? line["message"]?.text ?? "", outcome.cause,
                            line["cause"]?.text ?? "",
                        ] + evidence)
                        .joined(separator: "\n"))
                }
                return EmbeddedCloud(
                    endpoint: endpoint, accessKey: accessKey, secretKey: secretKey, firstDeployment: outcome,
                    child: child)
            default: break
            }
        }
        try await child.value
        throw DemoError("slipway rehearse ended without a result")
    }

    private static func show(_ line: [String: JSON], _ console: Console) {
        switch line["event"]?.text {
        case "phaseEnded":
            let milliseconds = line["milliseconds"]?.text ?? ""
            console.say("✔ \(line["phase"]?.text ?? "") \(milliseconds) ms")
        case "imageReady", "verified", "beforeTask", "rollout": console.say("  \(line["text"]?.text ?? "")")
        default: break
        }
    }

    /// Ends it, and waits until nothing of it is left.
    func stop() async {
        child.cancel()
        // It was asked to end; that it was is its only result.
        _ = try? await child.value
    }
}
