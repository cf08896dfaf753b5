import ArgumentParser
import LocalAWS

/// How an embedded cloud runs; shared by `local start` and `rehearse`.
struct LocalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What runs containers: docker (an engine), process (namespaces of this machine), or auto.",
            valueName: "what"))
    var runtime: RuntimeChoice = .auto

    @Option(
        help: ArgumentHelp(
            "How many times faster AWS's own waits pass (scheduler, draining, time between health checks); 1 is real.",
            valueName: "factor"))
    var pace = 20

    @Flag(help: "Refuse tasks in subnets and security groups, and with roles, that were not made there.")
    var strict = false

    func validate() throws {
        guard (1...1000).contains(pace) else { throw ValidationError("--pace must be from 1 to 1000") }
    }
}

extension RuntimeChoice: ExpressibleByArgument {}
