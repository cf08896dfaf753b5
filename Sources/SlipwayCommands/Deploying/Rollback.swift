import ArgumentParser
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct Rollback: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to an earlier release and wait until it is healthy.",
        discussion: """
            Without --to: the last release that reached SUCCESSFUL before the one that runs; never "revision minus one".

            Examples:
              slipway rollback
              slipway rollback --to 41
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("A task definition revision from `slipway history`.", valueName: "revision"))
    var to: Int?

    func run(_ context: CommandContext) async throws -> Int32 {
        let view = DeployView(context.console)
        let interruptions = Interruptions(console: context.console, detaches: true)
        return try await ServiceWork.with(
            context, global,
            tell: { event in
                if case .phaseStarted(.service) = event { interruptions.rolloutBegan() }
                view.show(event)
            },
            { work in
                let revision = to
                await work.learnSecrets(ofReleasesSince: Moment(millisecondsSinceEpoch: 0), context)
                let result = try await interruptions.during {
                    try await work.conductor.rollback(
                        work.plan, to: revision, interruptions: interruptions.stream)
                }
                context.console.report(DeployReport(result: result))
                return result.exitCode.rawValue
            })
    }
}
