package import ArgumentParser

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
