import ArgumentParser
import Testing

@testable import SlipwayCommands

@Suite("The tree of commands") struct CommandTreeTests {
    static func below(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        let configuration = command.configuration
        let all = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        var seen: [any ParsableCommand.Type] = []
        for one in all where !seen.contains(where: { $0 == one }) { seen.append(one) }
        return [command] + seen.flatMap(below)
    }

    @Test("every command spells its name, so that none is derived from its type at each start")
    func names() {
        let commands = Self.below(Slipway.self)
        #expect(commands.count > 20)
        for command in commands { #expect(command.configuration.commandName != nil, "\(command)") }
    }

    @Test("every command says what it does in one sentence, and shows an example")
    func helps() {
        for command in Self.below(Slipway.self) where command.configuration.subcommands.isEmpty {
            let configuration = command.configuration
            #expect(configuration.abstract.hasSuffix("."), "\(command)")
            #expect(configuration.discussion.contains("  slipway "), "\(command) has no example")
        }
    }
}
