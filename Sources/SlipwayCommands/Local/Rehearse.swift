import ArgumentParser
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout

struct Rehearse: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Deploy onto an embedded cloud on this machine, with real containers.",
        discussion: """
            Starts LocalAWS in this process on a free port, makes what the manifest needs (cluster, repository, log group, \
            load balancer, secrets) and deploys. Secrets take their values from variables of the same name, or are made up. \
            With --keep it stays, and other commands reach it by the variables that are printed.

            Examples:
              slipway rehearse
              DATABASE_URL=postgres://… slipway rehearse --keep
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var local: LocalOptions
    @OptionGroup var rollout: RolloutOptions

    @Flag(help: "Leave the embedded cloud running until Ctrl-C, however the deployment ended.")
    var keep = false

    @Option(help: ArgumentHelp("The port of the embedded cloud; 0 for any free one.", valueName: "port"))
    var port = 0

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp("The port of the load balancer; another one where it is not free.", valueName: "port"))
    var listenerPort = 8080

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard (1...65535).contains(listenerPort) else { throw ValidationError("--listen must be from 1 to 65535") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        let plan = try PlanLoader.plan(context, global)
        let console = context.console
        let interruptions = Interruptions(console: console, detaches: rollout.detachOnSignal)
        let running = try await RunningCloud.start(context, local, port: port)
        console.say("embedded cloud at \(running.endpoint) (\(running.runtime))")
        if keep { console.report(EndpointReport(running, region: plan.service.region)) }
        let code: Int32
        do {
            code = try await interruptions.during { [self] in
                try await deploy(plan, on: running, context, interruptions)
            }
        } catch {
            await running.stop()
            throw error
        }
        if keep {
            console.say("running until Ctrl-C; reach it with the variables above, for example: slipway status")
            await running.untilEnd()
        }
        await running.stop()
        return code
    }

    private func deploy(
        _ plan: ServicePlan, on running: RunningCloud, _ context: CommandContext, _ interruptions: Interruptions
    ) async throws -> Int32 {
        let session = try AWSSession.open(
            context, global, region: plan.service.region, endpoint: running.endpoint, credentials: running.credentials)
        do {
            let preparation = Preparation(
                clients: session.clients, values: context.environment, random: context.random,
                redactor: context.redactor, listenerPort: listenerPort)
            let plan = try await preparation.adapted(plan)
            try await preparation.make(for: plan)
            let view = DeployView(context.console)
            let conductor = ServiceWork.conductor(context, global, session) { event in
                interruptions.hear(event)
                view.show(event)
            }
            var result = try await conductor.deploy(plan, rollout.options, interruptions: interruptions.stream)
            if case .interrupted(nil)? = result.outcome, !keep {
                result.summary = "interrupted; the embedded cloud ends, and the rollout with it"
                result.next = nil
            }
            context.console.report(DeployReport(result: result))
            await session.close()
            return result.exitCode.rawValue
        } catch {
            await session.close()
            throw error
        }
    }
}
