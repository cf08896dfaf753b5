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
        let arn = try await target.startTask(
            OneOffTask(
                service: work.plan.service, taskDefinition: snapshot.settings.taskDefinition,
                container: work.plan.container, command: command, launchType: snapshot.settings.launchType,
                network: snapshot.settings.network, startedBy: "slipway-run", token: context.random.uuid()))
        context.console.say("task \(arn.split(separator: "/").last ?? "")")
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        while clock.now < end {
            if let (task, logs) = try await target.observeTask(arn: arn, in: work.plan.service),
                task.lastStatus == "STOPPED"
            {
                for line in logs.flatMap(\.lines) { context.console.say(line.withoutControls) }
                let container = task.containers.first { $0.name == work.plan.container }
                context.console.report(
                    RunReport(task: arn, exitCode: container?.exitCode, reason: container?.reason ?? task.stoppedReason)
                )
                // A task that never ran has no code of its own.
                return Int32(clamping: container?.exitCode ?? Int(SlipwayDomain.ExitCode.failedBefore.rawValue))
            }
            try await clock.sleep(for: .milliseconds(300))
        }
        try await target.stopTask(arn: arn, in: work.plan.service, reason: "slipway run: the time-out ended")
        throw Problem(
            "run.timeout", "the task did not end within \(limit.words) and was stopped",
            next: "give it more time with --timeout", exitCode: .failedBefore)
    }
}

struct RunReport: Report {
    static let type = "result"
    var task: String
    var exitCode: Int?
    var reason: String?

    func lines(_ style: Style) -> [String] {
        guard let exitCode else {
            return ["\(style.failed) it never ran: \((reason ?? "no reason was given").withoutControls)"]
        }
        return [exitCode == 0 ? "\(style.ok) exit code 0" : "\(style.failed) exit code \(exitCode)"]
    }
}
