import ArgumentParser

struct LocalFault: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault", abstract: "Break things in the embedded cloud on purpose, by failure id.",
        discussion: """
            A fault strikes what begins after it was added: the next deployment, its tasks, new calls. What runs goes on.

            Examples:
              slipway local fault list
              slipway local fault add app-exit-1
              slipway local fault add secret-json-key-missing --subject "dev/database#jwt_secret"
              slipway local fault remove app-exit-1
              slipway local fault clear
            """,
        subcommands: [LocalFaultAdd.self, LocalFaultList.self, LocalFaultRemove.self, LocalFaultClear.self],
        defaultSubcommand: LocalFaultList.self)
}

/// Which embedded cloud.
struct LocalPortOption: ParsableArguments {
    @Option(help: ArgumentHelp("The port of the embedded cloud, where several run.", valueName: "port"))
    var port: Int?
}
