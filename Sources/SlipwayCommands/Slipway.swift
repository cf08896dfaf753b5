package import ArgumentParser
import SlipwayConsole
import SlipwayDomain

/// The command `slipway`.
package struct Slipway: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Ships containers to Amazon ECS so that a broken release is refused, explained, and put back.",
        discussion: """
            Start here:
              slipway init                 write slipway.yml for this project
              slipway rehearse             deploy it on this machine, with real containers
              slipway check                find out whether a deployment can work
              slipway deploy               deploy, verify, put back on failure

            The same commands work against AWS and, with AWS_ENDPOINT_URL, against a running `slipway local start`.
            """,
        version: SlipwayVersion.current,
        groupedSubcommands: [
            CommandGroup(name: "Start", subcommands: [Init.self, Rehearse.self, Local.self]),
            CommandGroup(
                name: "Deploy",
                subcommands: [
                    Check.self, PlanCommand.self, Deploy.self, Watch.self, Rollback.self, RunTask.self,
                ]),
            CommandGroup(
                name: "Look", subcommands: [Status.self, History.self, Logs.self, Diagnose.self, Explain.self]),
            CommandGroup(name: "Shell", subcommands: [IAMPolicy.self, Completion.self]),
        ])

    package init() {}
}

extension Slipway {
    /// Arguments with the value that people leave out: `--skip-check` alone means all of them.
    package static func completed(_ arguments: [String]) -> [String] {
        var whole: [String] = []
        for (index, argument) in arguments.enumerated() {
            whole.append(argument)
            guard argument == "--skip-check", !whole.dropLast().contains("--") else { continue }
            let next = index + 1 < arguments.count ? arguments[index + 1] : nil
            if next?.hasPrefix("-") ?? true { whole.append("all") }
        }
        return whole
    }
}

extension Slipway {
    /// Runs a command line and ends the process as it says.
    package static func perform(_ arguments: [String]) async {
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let problem = usageProblem(error, arguments) else { exit(withError: error) }
            Console(format: .json, sink: ProcessSink()).fail(problem)
            exit(withError: ArgumentParser.ExitCode(problem.exitCode.rawValue))
        }
    }

    /// What a program that asked for JSON is told of a command line that cannot be read; nothing for any other end.
    static func usageProblem(_ error: any Error, _ arguments: [String]) -> Problem? {
        let own = arguments.prefix { $0 != "--" }
        let asksForJSON =
            own.contains("--output=json") || zip(own, own.dropFirst()).contains { $0 == ("--output", "json") }
        guard asksForJSON, !(error is ArgumentParser.ExitCode),
            exitCode(for: error).rawValue == SlipwayDomain.ExitCode.usage.rawValue
        else { return nil }
        return Problem("usage", message(for: error), next: "slipway --help", exitCode: .usage)
    }
}
