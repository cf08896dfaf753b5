import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct History: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the service's deployments of the last 90 days, newest first.",
        discussion: """
            The revision is what `slipway rollback --to` takes. ECS keeps service deployments for 90 days.

            Example:
              slipway history --limit 5
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("How many at most, 1 to 100.", valueName: "count"))
    var limit = 20

    func validate() throws {
        guard (1...100).contains(limit) else { throw ValidationError("--limit must be from 1 to 100") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        try await ServiceWork.with(context, global, looks: true) { work in
            do {
                let past = try await work.session.target.history(of: work.plan.service, limit: limit)
                context.console.report(HistoryReport(service: work.plan.service, deployments: past, now: context.now()))
                return 0
            } catch let failure as TargetFailure {
                throw failure.problem(
                    doing: "reading the history of \(work.plan.service)", with: work.plan.service)
            }
        }
    }
}

struct HistoryReport: Report {
    static let type = "result"
    var service: Service
    var deployments: [PastDeployment]
    var now: Moment

    func lines(_ style: Style) -> [String] {
        guard !deployments.isEmpty else { return ["\(service) has no deployments that ECS remembers"] }
        return Table(
            ["revision", "status", "age", "took", "image", "reason"],
            rows: deployments.map { deployment in
                let took = deployment.createdAt.flatMap { start in
                    deployment.finishedAt.map { start.duration(to: $0).words }
                }
                let image = deployment.images.first.map { image in
                    image.digest.map { $0.short } ?? image.image
                }
                return [
                    deployment.taskDefinition?.shortDefinition ?? "?",
                    deployment.status.lowercased().replacing("_", with: " "),
                    deployment.createdAt.map { $0.duration(to: now).words } ?? "", took ?? "", image ?? "",
                    ([deployment.statusReason].compactMap(\.self) + deployment.skippedNote).joined(separator: "; ")
                        .withoutControls,
                ]
            }
        ).lines(style)
    }

    private enum Key: String, CodingKey { case status, exitCode, service, deployments }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(service.name, forKey: .service)
        try container.encode(deployments, forKey: .deployments)
    }
}

extension PastDeployment {
    fileprivate var skippedNote: [String] {
        skippedChecks.isEmpty ? [] : ["deployed against \(skippedChecks.joined(separator: ", "))"]
    }
}
