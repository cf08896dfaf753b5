import AWSRuntime
import ArgumentParser
import SlipwayConsole
import Testing

@testable import SlipwayCommands

/// Runs command lines in a folder, without any cloud behind them.
enum Offline {
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:],
        _ change: (inout CommandContext) -> Void = { _ in }
    ) async throws -> Stage.Outcome {
        let sink = MemorySink()
        let command = try #require(try Slipway.parseAsRoot(arguments) as? any SlipwayCommand)
        let redactor = Redactor()
        var context = CommandContext(
            environment: environment, directory: folder, home: folder,
            console: Console(format: command.global.output, sink: sink, redactor: redactor), redactor: redactor,
            now: { SystemTime.now() }, random: SystemRandom())
        change(&context)
        let code = await command.perform(context)
        return Stage.Outcome(exitCode: code, data: sink.data, words: sink.words)
    }
}
