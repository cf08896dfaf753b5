import ArgumentParser
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout

struct Deploy: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Deploy the service: check, image, before, service, verify; put back what worked when it fails.",
        discussion: """
            Running it again converges: a finished deployment repeated changes nothing.

            Examples:
              slipway deploy
              slipway deploy --env prod --image backend:1.4.2
              slipway deploy --skip-check secret-json-key-missing,dep-minmax-deadlock
              slipway deploy --skip-check          all failed checks; `slipway history` remembers which
              slipway deploy --on-budget leave --output json

            Exit codes: 0 done and verified, 10 failed and not restored, 11 failed and restored, 12 refused by check, \
            13 superseded, 14 budget spent and left, 17 failed before the service was touched, 130 interrupted.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var rollout: RolloutOptions

    @Option(help: ArgumentHelp("Deploy this image instead of the manifest's.", valueName: "reference"))
    var image: String?

    func run(_ context: CommandContext) async throws -> Int32 {
        let view = DeployView(context.console)
        let interruptions = Interruptions(console: context.console, detaches: rollout.detachOnSignal)
        return try await ServiceWork.with(
            context, global, image: image,
            tell: { event in
                interruptions.hear(event)
                view.show(event)
            },
            { work in
                let options = rollout.options
                let result = try await interruptions.during {
                    try await work.conductor.deploy(work.plan, options, interruptions: interruptions.stream)
                }
                context.console.report(DeployReport(result: result))
                return result.exitCode.rawValue
            })
    }
}

/// How a rollout is to be run; shared by `deploy` and `rehearse`.
struct RolloutOptions: ParsableArguments {
    @Option(
        name: .customLong("skip-check"), parsing: .singleValue,
        help: ArgumentHelp(
            "Failed checks that shall not refuse the deployment, by their ids; alone for all. May be repeated.",
            valueName: "id,…"))
    var skipCheck: [String] = []

    @Option(
        name: .customLong("on-budget"),
        help: ArgumentHelp("When the budget ends while it still rolls: restore or leave.", valueName: "what"))
    var onBudget: OnBudget = .restore

    @Option(
        name: .customLong("fail-fast"),
        help: ArgumentHelp("How many tasks must show the same failure of the application.", valueName: "count"))
    var failFast: Int?

    @Flag(name: .customLong("no-verify"), help: "Leave out the checks from outside.")
    var noVerify = false

    @Flag(
        name: .customLong("skip-before"), help: "Leave out the tasks that run before the service, such as migrations.")
    var skipBefore = false

    @Flag(
        name: .customLong("detach-on-signal"), help: "Leave the rollout running on SIGTERM instead of putting it back.")
    var detachOnSignal = false

    enum OnBudget: String, ExpressibleByArgument, CaseIterable { case restore, leave }

    func validate() throws {
        if let failFast, failFast < 1 { throw ValidationError("--fail-fast must be at least 1") }
    }

    var options: DeployOptions {
        let ids = skipCheck.flatMap { $0.split(separator: ",").map(String.init) }
        let skip: DeployOptions.Skip =
            ids.contains("all") ? .all : ids.isEmpty ? .none : .some(Set(ids.map { FailureID($0) }))
        return DeployOptions(
            skip: skip, onBudget: onBudget == .leave ? .leave : .restore, failFast: failFast, verifies: !noVerify,
            runsBefore: !skipBefore)
    }
}

extension Interruptions {
    /// Runs `body` as a task that an interruption before the rollout cancels.
    func during<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = Task { try await body() }
        begin { task.cancel() }
        defer { end() }
        return try await task.value
    }
}
