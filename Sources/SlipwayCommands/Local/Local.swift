import ArgumentParser
import SlipwayConsole
import SlipwayDomain

struct Local: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local", abstract: "The embedded cloud: start it, look at it, break it, stop it.",
        subcommands: [LocalStart.self, LocalStatus.self, LocalStop.self, LocalFault.self])
}

struct LocalStart: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start the embedded cloud and leave it running until Ctrl-C.",
        discussion: """
            Answers Amazon ECS, ECR, Elastic Load Balancing, Secrets Manager, SSM parameters, CloudWatch Logs and STS on \
            127.0.0.1, over AWS's own protocols: the AWS CLI, boto3 and docker push work with it. What checks look at is \
            there too: a default VPC, IAM roles and policies, quotas, alarms, stacks. The printed variables lead any tool \
            there. Nothing is kept after its end.

            Examples:
              slipway local start
              eval "$(slipway local start --detach)"
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var local: LocalOptions

    @Option(help: ArgumentHelp("The port; 0 for any free one.", valueName: "port"))
    var port = 4566

    @Flag(help: "Go on in the background; `slipway local stop` ends it.")
    var detach = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        if detach {
            let report = try await LocalRecord.spawn(context, self)
            context.console.report(report)
            return 0
        }
        let running = try await RunningCloud.start(context, local, port: port)
        let report = EndpointReport(running, region: PlanLoader.region(context, global))
        let record = LocalRecord(port: running.port, processID: LocalRecord.ownProcessID, endpoint: report)
        try record.save(context)
        context.console.report(report)
        context.console.say("embedded cloud at \(running.endpoint) (\(running.runtime)); Ctrl-C ends it")
        await running.untilEnd()
        await running.stop()
        record.remove(context)
        return 0
    }
}

struct LocalStatus: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "List running embedded clouds: what is broken there on purpose, and what each assumes of AWS.",
        discussion: """
            Examples:
              slipway local status
              slipway local status --output json
            """)

    @OptionGroup var global: GlobalOptions

    func run(_ context: CommandContext) async throws -> Int32 {
        let records = LocalRecord.all(context)
        guard !records.isEmpty else {
            throw Problem(
                "local.none", "no embedded cloud is running", next: "slipway local start", exitCode: .unreachable)
        }
        for record in records { context.console.report(try await LocalStatusReport.ask(record)) }
        return 0
    }
}

struct LocalStop: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "End running embedded clouds and everything they run, and clear what killed ones left.",
        discussion: """
            Examples:
              slipway local stop
              slipway local stop --port 4566
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Only the one on this port.", valueName: "port"))
    var port: Int?

    func run(_ context: CommandContext) async throws -> Int32 {
        let records = LocalRecord.all(context).filter { port == nil || $0.port == port }
        for record in records {
            try await record.stop()
            context.console.say("stopped the embedded cloud on port \(record.port)")
        }
        let cleared = await RunningCloud.clearLeavings(context)
        if cleared > 0 {
            let whose = cleared == 1 ? "a killed embedded cloud" : "\(cleared) killed embedded clouds"
            context.console.say("cleared what \(whose) had left: containers, networks, images")
        }
        guard !records.isEmpty || cleared > 0 else {
            throw Problem("local.none", "no embedded cloud is running", exitCode: .unreachable)
        }
        return 0
    }
}
