import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct Logs: SlipwayCommand {
    static let configuration = CommandConfiguration(
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
            var start = context.now().advanced(by: .zero - back)
            var shown: Set<String> = []
            while true {
                let newest = try await show(from: start, work, context, &shown)
                guard follow else { break }
                // Lines may arrive late and out of order: the last seconds are asked for again, and told apart by id.
                if let newest { start = max(start, newest.advanced(by: .seconds(-10))) }
                try await ContinuousClock().sleep(for: Self.pause)
            }
            return 0
        }
    }

    /// - Returns: the time of the newest line.
    private func show(
        from start: Moment, _ work: ServiceWork, _ context: CommandContext, _ shown: inout Set<String>
    ) async throws -> Moment? {
        var request = LogRequest(
            group: work.plan.logs.group, streamPrefix: "\(work.plan.logs.streamPrefix)/", since: start)
        var newest: Moment?
        repeat {
            let page: LogPage
            do { page = try await work.session.target.logs(request) } catch {
                throw error.problem(doing: "reading the log group \(work.plan.logs.group)")
            }
            for line in page.lines where shown.insert(line.id).inserted {
                context.console.report(LogLine(line: line))
                newest = max(newest ?? line.at, line.at)
            }
            request.token = page.next
        } while request.token != nil
        return newest
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
