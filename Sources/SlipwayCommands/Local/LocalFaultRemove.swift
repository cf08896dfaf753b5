import ArgumentParser
import SlipwayConsole

struct LocalFaultRemove: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Put one thing right again.",
        discussion: """
            Examples:
              slipway local fault remove image-tag-not-found
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var local: LocalPortOption

    @Argument(help: ArgumentHelp("The failure's id.", valueName: "id"))
    var id: String

    func run(_ context: CommandContext) async throws -> Int32 {
        _ = try await LocalAdmin.running(context, port: local.port).ask("DELETE", "/_slipway/faults/\(id)")
        FaultChange(status: "over", failure: id, words: "\(id) is over").tell(context.console)
        return 0
    }
}

struct LocalFaultClear: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Put everything right again.",
        discussion: """
            Examples:
              slipway local fault clear
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var local: LocalPortOption

    func run(_ context: CommandContext) async throws -> Int32 {
        _ = try await LocalAdmin.running(context, port: local.port).ask("DELETE", "/_slipway/faults")
        FaultChange(status: "over", failure: nil, words: "all faults are over").tell(context.console)
        return 0
    }
}
