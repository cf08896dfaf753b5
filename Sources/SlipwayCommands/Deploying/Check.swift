import AWSRuntime
import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures

struct Check: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find out whether a deployment can work, without changing anything.",
        discussion: """
            Looks at everything that a release hangs on: image, platform and what the image holds; every secret and its \
            keys; roles and what they may do; the network's ways out, security groups and endpoints; load balancer, \
            certificates and targets; capacity and quotas; alarms, schedules and the way back. In parallel, and none \
            stops the others. A missing permission is reported as unknown and names the action to grant \
            (`slipway iam-policy` prints them all).

            What fails and what is odd comes first, with what to do; what is fine is summed up (--all shows each).

            Examples:
              slipway check
              slipway check --env prod --output json
              slipway check --image 123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/backend:1.4.2

            Exit codes: 0 nothing is wrong, 12 a deployment would be refused.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Check with this image instead of the manifest's.", valueName: "reference"))
    var image: String?

    @Flag(help: "Show each thing that is fine, and each that could not be looked at.")
    var all = false

    func run(_ context: CommandContext) async throws -> Int32 {
        try await ServiceWork.with(context, global, image: image) { work in
            let (facts, findings) = await work.conductor.check(work.plan)
            try await work.reaches(facts)
            let console = context.console
            switch console.format {
            case .json: for finding in findings { console.report(FindingReport(finding)) }
            case .text:
                let lines = CheckLines(findings: findings, isWhole: all).lines(console.dataStyle)
                console.report(Lines(lines: lines))
            }
            let report = CheckReport(
                service: work.plan.service, findings: findings, forecast: LengthForecast.of(work.plan, facts))
            console.report(report)
            return report.exitCode.rawValue
        }
    }
}

extension ServiceWork {
    private static let lastTry = Duration.seconds(5)

    /// Nothing is checked where nothing answers.
    fileprivate func reaches(_ facts: Facts) async throws {
        guard case .unknown = facts.caller, case .unknown = facts.cluster, case .unknown = facts.service else { return }
        let deadline = session.caller.settings.clock.uptime() + Self.lastTry
        try await CallDeadline.with(deadline) {
            do throws(TargetFailure) { _ = try await session.target.snapshot(of: plan.service) } catch {
                throw error.problem(doing: "checking \(plan.service)")
            }
        }
    }
}

/// Text that is printed as it is.
private struct Lines: Report {
    static let type = "text"
    var lines: [String]

    func lines(_ style: Style) -> [String] { lines }
}

/// The last line of `check`.
struct CheckReport: Report {
    static let type = "result"
    var service: Service
    var findings: [Finding]
    var forecast: LengthForecast?

    var exitCode: SlipwayDomain.ExitCode { count(.fail) == 0 ? .done : .refused }

    private func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }

    func lines(_ style: Style) -> [String] {
        let failed = count(.fail)
        let unsure = count(.unknown) + count(.warn)
        let aside = unsure == 0 ? "" : ", \(unsure) to look at"
        guard failed > 0 else {
            return (forecast.map { ForecastLine(forecast: $0).lines(style) } ?? [])
                + ["\(style.ok) \(service) can be deployed\(aside)"]
        }
        var ids: [String] = []
        for finding in findings where finding.severity == .fail && !ids.contains(finding.failure.name) {
            ids.append(finding.failure.name)
        }
        let skip = "against all advice: slipway deploy --skip-check \(ids.joined(separator: ","))"
        return [
            "\(style.failed) \(service) would be refused: \(failed) failed\(aside)",
            "  \(style.paint(skip, .dim))",
        ]
    }

    private enum Key: String, CodingKey {
        case status, exitCode, service, cluster, ok, failed, unknown, warnings, expected
    }

    private struct Expected: Encodable {
        var text: String
        var leastSeconds: Int64?
        var mostSeconds: Int64?

        init(_ forecast: LengthForecast, _ language: Language) {
            text = forecast.headline.text(in: language)
            guard case .takes(let length) = forecast else { return }
            leastSeconds = length.least.wholeSeconds
            mostSeconds = length.most.wholeSeconds
        }
    }

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
        // In the language that the console prints in.
        let language = encoder.userInfo[.language] as? Language ?? .english
        try container.encodeIfPresent(forecast.map { Expected($0, language) }, forKey: .expected)
    }
}
