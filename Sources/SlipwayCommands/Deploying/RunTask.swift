import AWSRuntime
import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct RunTask: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a command in a task of its own, with the service's image, variables and secrets.",
        discussion: """
            Starts one task of the revision that the service runs, waits for its end, shows its log and passes its exit \
            code through.

            Examples:
              slipway run -- realworld migrate
              slipway run --timeout 30m -- realworld report
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("How long it may take; it is stopped then.", valueName: "time"))
    var timeout = "10m"

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    /// Between two looks at the task and its log.
    private static let pause = Duration.milliseconds(300)

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("say what to run: slipway run -- program argument") }
        guard Duration(parsing: timeout) != nil else { throw ValidationError("--timeout: write 30s, 15m or 2h") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        let limit = Duration(parsing: timeout) ?? .seconds(600)
        return try await ServiceWork.with(context, global) { work in
            do {
                return try await run(work, limit: limit, context)
            } catch let failure as TargetFailure {
                throw failure.problem(doing: "running a task of \(work.plan.service)")
            }
        }
    }

    private func run(_ work: ServiceWork, limit: Duration, _ context: CommandContext) async throws -> Int32 {
        let target = work.session.target
        guard let snapshot = try await target.snapshot(of: work.plan.service) else {
            throw Problem(
                "service.not-found", "there is no service \(work.plan.service.name) whose revision could be run",
                next: "slipway deploy", exitCode: .failedBefore)
        }
        let settings = snapshot.settings
        await work.learnSecrets()
        try await work.session.learnSecrets(ofDefinition: settings.taskDefinition)
        let arn = try await target.startTask(
            OneOffTask(
                service: work.plan.service, taskDefinition: settings.taskDefinition,
                container: work.plan.container, command: command, launchType: settings.launchType,
                network: settings.network, startedBy: "slipway-run", token: context.random.uuid()))
        let task = arn.split(separator: "/").last.map(String.init) ?? arn
        context.console.say("task \(task)")
        var log = try await follower(of: task, definition: settings.taskDefinition, work, context)
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        while clock.now < end {
            let seen = try await target.observeTask(arn: arn, in: work.plan.service)?.0
            await show(&log, context)
            if let seen, seen.lastStatus == "STOPPED" {
                // The last lines take a moment to become visible.
                try await clock.sleep(for: Self.pause)
                await show(&log, context)
                return report(seen, arn, work, context)
            }
            try await clock.sleep(for: Self.pause)
        }
        try await target.stopTask(arn: arn, in: work.plan.service, reason: "slipway run: the time-out ended")
        throw Problem(
            "run.timeout", "the task did not end within \(limit.words) and was stopped",
            next: "give it more time with --timeout", exitCode: .failedBefore)
    }

    /// Where the definition says that the container writes; nothing where that is not CloudWatch.
    private func follower(
        of task: String, definition: String, _ work: ServiceWork, _ context: CommandContext
    ) async throws -> LogFollower? {
        let plan = try await work.session.target.definition(arn: definition).plan
        guard let logs = plan.containers.first(where: { $0.name == work.plan.container })?.logs else { return nil }
        return LogFollower(
            work.session.target, group: logs.group, prefix: "\(logs.streamPrefix)/\(work.plan.container)/\(task)",
            since: context.now().advanced(by: .seconds(-60)))
    }

    /// Shows what is new in the log. One that cannot be read is said once: the task runs all the same.
    private func show(_ log: inout LogFollower?, _ context: CommandContext) async {
        do throws(TargetFailure) {
            try await log?.next { context.console.report(RunLine(message: $0.message)) }
        } catch {
            log = nil
            context.console.warn("its log cannot be read: \(error.problem(doing: "reading the log").message)")
        }
    }

    private func report(
        _ task: TaskObservation, _ arn: String, _ work: ServiceWork, _ context: CommandContext
    ) -> Int32 {
        let container = task.containers.first { $0.name == work.plan.container }
        let report = RunReport(
            task: arn, exitCode: container?.exitCode, reason: container?.reason ?? task.stoppedReason)
        // For people the command's own output is the data: how it ended stands beside it.
        switch context.console.format {
        case .text: for line in report.lines(context.console.style) { context.console.say(line) }
        case .json: context.console.report(report)
        }
        // A task that never ran has no code of its own.
        return Int32(clamping: container?.exitCode ?? Int(SlipwayDomain.ExitCode.failedBefore.rawValue))
    }
}

/// A line that the command wrote.
struct RunLine: Report {
    static let type = "log"
    var message: String

    func lines(_ style: Style) -> [String] { [message.withoutControls] }
}

struct RunReport: Report {
    static let type = "result"
    var task: String
    var exitCode: Int?
    var reason: String?

    private enum Key: String, CodingKey { case status, exitCode, task, reason }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let status = exitCode.map { $0 == 0 ? "done" : "failed" } ?? "neverRan"
        try container.encode(status, forKey: .status)
        try container.encodeIfPresent(exitCode, forKey: .exitCode)
        try container.encode(task, forKey: .task)
        try container.encodeIfPresent(reason, forKey: .reason)
    }

    func lines(_ style: Style) -> [String] {
        guard let exitCode else {
            return ["\(style.failed) it never ran: \((reason ?? "no reason was given").withoutControls)"]
        }
        return [exitCode == 0 ? "\(style.ok) exit code 0" : "\(style.failed) exit code \(exitCode)"]
    }
}
