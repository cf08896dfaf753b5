import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures

struct Diagnose: SlipwayCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why tasks of the service failed: cause, evidence, fix.",
        discussion: """
            Reads what ECS still remembers (stopped tasks for about an hour), the load balancer's view and the last log \
            lines, and names the causes, the surest first. Needs no manifest with --cluster and --service-name.

            Examples:
              slipway diagnose
              slipway diagnose --cluster prod --service-name backend --region ap-northeast-2
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("A cluster; instead of the manifest's.", valueName: "name"))
    var cluster: String?

    @Option(name: .customLong("service-name"), help: ArgumentHelp("A service's name in ECS.", valueName: "name"))
    var serviceName: String?

    func validate() throws {
        guard (cluster == nil) == (serviceName == nil) else {
            throw ValidationError("--cluster and --service-name belong together")
        }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        if let cluster, let serviceName {
            let session = try AWSSession.open(context, global, region: nil)
            let service = Service(region: session.region, cluster: cluster, name: serviceName)
            do {
                try await diagnose(service, session, context)
            } catch {
                await session.close()
                throw error
            }
            await session.close()
            return 0
        }
        return try await ServiceWork.with(context, global) { work in
            try await diagnose(work.plan.service, work.session, context)
            return 0
        }
    }

    private func diagnose(_ service: Service, _ session: AWSSession, _ context: CommandContext) async throws {
        do {
            let settings = try await session.target.snapshot(of: service)?.settings
            if let settings { try await session.learnSecrets(ofDefinition: settings.taskDefinition) }
            let observation = try await session.target.observe(
                ObservationRequest(
                    service: service, serviceDeployment: nil, since: context.now().advanced(by: .seconds(-3600))))
            let findings = Classifier.classify(observation, Workload(service: service, settings: settings))
            context.console.report(DiagnosisReport(service: service, findings: findings))
        } catch {
            throw error.problem(doing: "looking at \(service)")
        }
    }
}

struct DiagnosisReport: Report {
    static let type = "result"
    var service: Service
    var findings: [Finding]

    func lines(_ style: Style) -> [String] {
        guard !findings.isEmpty else {
            return ["\(style.ok) \(service): no task failed within the last hour that ECS still remembers"]
        }
        return findings.flatMap { finding in
            let tasks = finding.tasks.isEmpty ? [] : ["  \(style.paint("tasks", .dim))     \(finding.tasks.count)"]
            return Explanation(finding).lines(style) + tasks + [""]
        }.dropLast()
    }

    private enum Key: String, CodingKey { case status, exitCode, service, findings }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(findings.isEmpty ? "healthy" : "failures", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(service.name, forKey: .service)
        try container.encode(findings.map(FindingBody.init), forKey: .findings)
    }
}
