import ArgumentParser
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct Check: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find out whether a deployment can work, without changing anything.",
        discussion: """
            Looks at the image and its platform, every secret and its keys, required variables, the task size, the \
            percents, log group, target group, cluster and service; in parallel, and none stops the others. A missing \
            permission is reported as unknown and names the action to grant.

            Examples:
              slipway check
              slipway check --env prod --output json
              slipway check --image 123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/backend:1.4.2

            Exit codes: 0 nothing is wrong, 12 a deployment would be refused.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Check with this image instead of the manifest's.", valueName: "reference"))
    var image: String?

    func run(_ context: CommandContext) async throws -> Int32 {
        try await ServiceWork.with(context, global, image: image) { work in
            let (_, findings) = await work.conductor.check(work.plan)
            for finding in findings { context.console.report(FindingReport(finding)) }
            let report = CheckReport(service: work.plan.service, findings: findings)
            context.console.report(report)
            return report.exitCode.rawValue
        }
    }
}

/// The last line of `check`.
struct CheckReport: Report {
    static let type = "result"
    var service: Service
    var findings: [Finding]

    var exitCode: SlipwayDomain.ExitCode { count(.fail) == 0 ? .done : .refused }

    private func count(_ severity: Severity) -> Int { findings.filter { $0.severity == severity }.count }

    func lines(_ style: Style) -> [String] {
        let failed = count(.fail)
        let unsure = count(.unknown) + count(.warn)
        let aside = unsure == 0 ? "" : ", \(unsure) to look at"
        return failed == 0
            ? ["\(style.ok) \(service) can be deployed\(aside)"]
            : ["\(style.failed) \(service) would be refused: \(failed) failed\(aside)"]
    }

    private enum Key: String, CodingKey { case status, exitCode, service, cluster, ok, failed, unknown, warnings }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("\(exitCode)", forKey: .status)
        try container.encode(exitCode.rawValue, forKey: .exitCode)
        try container.encode(service.name, forKey: .service)
        try container.encode(service.cluster, forKey: .cluster)
        try container.encode(count(.ok), forKey: .ok)
        try container.encode(count(.fail), forKey: .failed)
        try container.encode(count(.unknown), forKey: .unknown)
        try container.encode(count(.warn), forKey: .warnings)
    }
}
