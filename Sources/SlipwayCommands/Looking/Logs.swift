import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct Logs: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the service's tasks wrote.",
        discussion: """
            Examples:
              slipway logs --since 15m
              slipway logs --follow
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("How far back: 30s, 15m, 2h.", valueName: "time"))
    var since = "10m"

    @Flag(help: "Go on and show new lines as they come.")
    var follow = false

    /// Between two looks while following; new lines are visible in CloudWatch after some seconds anyway.
    private static let pause = Duration.seconds(1)

    func validate() throws {
        guard Duration(parsing: since) != nil else { throw ValidationError("--since: write 30s, 15m or 2h") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        let back = Duration(parsing: since) ?? .seconds(600)
        return try await ServiceWork.with(context, global, looks: true) { work in
            let logs = work.plan.logs
            let start = context.now().advanced(by: .zero - back)
            var follower = LogFollower(
                work.session.target, group: logs.group, prefix: "\(logs.streamPrefix)/", since: start)
            await work.learnSecrets(ofReleasesSince: start, context)
            var secrets = TaskSecrets(work, context)
            repeat {
                do throws(TargetFailure) {
                    try await follower.next(preparing: { await secrets.learn($0) }) {
                        context.console.report(LogLine(line: $0))
                    }
                } catch {
                    if case .refused(_, "ResourceNotFoundException", _) = error {
                        throw Problem(
                            "logs.not-found", "there is no log group \(logs.group)", next: "slipway check",
                            exitCode: .usage)
                    }
                    throw error.problem(doing: "reading the log group \(logs.group)")
                }
                if follow { try await ContinuousClock().sleep(for: Self.pause) }
            } while follow
            return 0
        }
    }
}

struct LogLine: Report {
    static let type = "log"
    var line: LogPage.Line

    func lines(_ style: Style) -> [String] {
        let task = line.stream.split(separator: "/").last.map { String($0.prefix(8)) } ?? line.stream
        return ["\(style.paint(task, .cyan)) \(line.message.withoutControls)"]
    }

    func encode(to encoder: any Encoder) throws { try line.encode(to: encoder) }
}
