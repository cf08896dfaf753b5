import ArgumentParser
import Foundation
import SlipwayConsole

/// `make demo`: a real backend goes live on the embedded cloud, a second version replaces it under load, and three
/// accidents are refused, or recognised and put back. Ends with exit code 0 only if all went as promised.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway-demo",
        abstract: "Deploy a real backend onto the embedded cloud, then survive three accidents.")

    @Option(help: "The built slipway.")
    var slipway: String

    @Option(help: "The folder of the example, with its slipway.yml.")
    var example: String

    func run() async throws {
        // Not an option: it carries a password, and arguments are seen by everybody on the machine.
        guard let database = ProcessInfo.processInfo.environment["DATABASE_URL"] else {
            throw ValidationError("set DATABASE_URL to a PostgreSQL that the tasks reach")
        }
        let console = Console(
            format: .text, style: .plain, dataStyle: .plain, sink: ProcessSink())
        let demo = Demo(
            console: console, program: SlipwayProgram(path: slipway, folder: example, databaseURL: database))

        let rows = try await demo.run()
        console.report(Summary(rows: rows))
        guard rows.allSatisfy(\.isAsPromised) else { throw ExitCode(1) }
    }
}

/// The table at the end.
struct Summary: Report {
    static let type = "result"
    var rows: [Row]

    struct Row: Encodable {
        var accident: String
        var verdict: String
        var cause: String
        var time: String
        var isAsPromised: Bool
    }

    func lines(_ style: Style) -> [String] {
        [""]
            + Table(
                ["what happened", "verdict", "cause", "time", "as promised"],
                rows: rows.map {
                    [$0.accident, $0.verdict, $0.cause.cut(to: 70), $0.time, $0.isAsPromised ? "yes" : "NO"]
                }
            ).lines(Style(isColoured: style.isColoured, width: 200))
    }
}
