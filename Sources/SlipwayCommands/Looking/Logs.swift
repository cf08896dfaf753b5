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
        return try await ServiceWork.with(context, global) { work in
            let logs = work.plan.logs
            var follower = LogFollower(
                work.session.target, group: logs.group, prefix: "\(logs.streamPrefix)/",
                since: context.now().advanced(by: .zero - back))
            await work.learnSecrets()
            repeat {
                do throws(TargetFailure) {
                    try await follower.next { context.console.report(LogLine(line: $0)) }
                } catch {
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
