import ArgumentParser
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct Watch: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a rollout that runs already, to its end.",
        discussion: """
            Re-attaches to the service deployment under way: after an interrupted `deploy`, or to one that somebody else \
            started. Changes nothing.

            Example:
              slipway watch --env prod
            """)

    @OptionGroup var global: GlobalOptions

    func run(_ context: CommandContext) async throws -> Int32 {
        let view = DeployView(context.console)
        let interruptions = Interruptions(console: context.console, detaches: true)
        return try await ServiceWork.with(context, global, looks: true, tell: view.show) { work in
            // What rolls need not be what the manifest says.
            await work.learnSecrets(ofReleasesSince: context.now(), limit: 3, context)
            let result = try await interruptions.during {
                try await work.conductor.watch(work.plan, interruptions: interruptions.stream)
            }
            context.console.report(DeployReport(result: result))
            return result.exitCode.rawValue
        }
    }
}
