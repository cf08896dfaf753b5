import ArgumentParser
import SlipwayConsole
import SlipwayDomain

/// Options that every command has.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("The manifest.", valueName: "path"), completion: .file(extensions: ["yml", "yaml"]))
    var manifest = "slipway.yml"

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("The environment of the manifest; needless when it has one.", valueName: "name"))
    var environment: String?

    @Option(
        name: [.customShort("s"), .customLong("service")],
        help: ArgumentHelp(
            "The service of the manifest, needless when it has one; its name in ECS where no manifest is read.",
            valueName: "name"))
    var service: String?

    @Option(help: ArgumentHelp("How data is written: text or json (one object a line).", valueName: "format"))
    var output: OutputFormat = .text

    @Option(help: ArgumentHelp("The AWS region, before the manifest's and AWS_REGION.", valueName: "region"))
    var region: String?

    @Option(help: ArgumentHelp("The profile of the AWS configuration files, before AWS_PROFILE.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp("What failures are told in: en or ko. Without it the locale decides.", valueName: "language")
    )
    var language: Language?

    @Flag(help: "Show every AWS call on standard error: operation, attempts, time. Never bodies.")
    var debug = false
}

extension OutputFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
