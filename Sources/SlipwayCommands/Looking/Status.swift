import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct Status: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the service runs: deployments, tasks and their health, the last events.",
        discussion: """
            Examples:
              slipway status
              slipway status --env prod --output json
            """)

    @OptionGroup var global: GlobalOptions

    func run(_ context: CommandContext) async throws -> Int32 {
        try await ServiceWork.with(context, global, looks: true) { work in
            do {
                guard let snapshot = try await work.session.target.snapshot(of: work.plan.service) else {
                    throw Problem(
                        "service.not-found",
                        "there is no service \(work.plan.service.name) in the cluster \(work.plan.service.cluster)",
                        next: "slipway deploy", exitCode: .failedBefore)
                }
                let observation = try await work.session.target.observe(
                    ObservationRequest(
                        service: work.plan.service, serviceDeployment: nil,
                        since: context.now().advanced(by: .seconds(-3600)),
                        // Logs belong to `diagnose`; here they would only take time.
                        readsLogs: false))
                context.console.report(
                    StatusReport(service: work.plan.service, snapshot: snapshot, observation: observation))
                return 0
            } catch let failure as TargetFailure {
                throw failure.problem(doing: "looking at \(work.plan.service)", with: work.plan.service)
            }
        }
    }
}

/// What a service runs.
struct StatusReport: Report {
    static let type = "result"
    var service: Service
    var snapshot: ServiceSnapshot
    var observation: Observation

    func lines(_ style: Style) -> [String] {
        let settings = snapshot.settings
        var lines = [
            "\(style.paint(service.description, .bold))  \(snapshot.status.lowercased())  "
                + "\(snapshot.runningCount) of \(settings.desiredCount) running"
        ]
        let deployments = observation.service?.deployments ?? []
        lines += Table(
            ["revision", "status", "rollout", "desired", "running", "pending", "failed"],
            rows: deployments.map {
                [
                    $0.taskDefinition.shortDefinition, $0.status?.rawValue.lowercased() ?? "",
                    $0.rolloutState?.rawValue.lowercased().replacing("_", with: " ") ?? "", "\($0.desiredCount)",
                    "\($0.runningCount)", "\($0.pendingCount)", "\($0.failedTasks)",
                ]
            }, indent: 2
        ).lines(style)
        let running = observation.tasks.filter { $0.lastStatus != "STOPPED" }
        if !running.isEmpty {
            lines.append("")
            lines += Table(
                ["task", "revision", "status", "health", "address", "age"],
                rows: running.map { row($0) }, indent: 2
            ).lines(style)
        }
        let events = (observation.service?.events ?? []).suffix(5)
        if !events.isEmpty { lines.append("") }
        lines += events.map { "  \(style.paint($0.message.withoutControls, .dim))" }
        return lines
    }

    private func row(_ task: TaskObservation) -> [String] {
        let targets = task.targets.map(\.state).joined(separator: ",")
        let health = [targets, task.healthStatus.map { $0 == "UNKNOWN" ? "" : $0.lowercased() } ?? ""]
            .filter { !$0.isEmpty }.joined(separator: " ")
        let age = task.createdAt.map { $0.duration(to: observation.takenAt).words } ?? ""
        return [
            String(task.id.prefix(12)), task.taskDefinition.shortDefinition, task.lastStatus.lowercased(), health,
            task.privateIP ?? "", age,
        ]
    }

    private enum Key: String, CodingKey {
        case status, exitCode, service, cluster, desired, running, pending, taskDefinition, deployments, tasks, events
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(snapshot.status, forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(service.name, forKey: .service)
        try container.encode(service.cluster, forKey: .cluster)
        try container.encode(snapshot.settings.desiredCount, forKey: .desired)
        try container.encode(snapshot.runningCount, forKey: .running)
        try container.encode(snapshot.pendingCount, forKey: .pending)
        try container.encode(snapshot.settings.taskDefinition, forKey: .taskDefinition)
        try container.encode(observation.service?.deployments ?? [], forKey: .deployments)
        try container.encode(observation.tasks, forKey: .tasks)
        try container.encode((observation.service?.events ?? []).map(\.message), forKey: .events)
    }
}
