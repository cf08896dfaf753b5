import SlipwayDomain

/// What the failures of deployments share.
enum DeploymentWords {
    static let list = "ecs:DescribeServiceDeployments"
    static let services = "ecs:DescribeServices"
    static let example = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/wCMrXNnVBsGE3YZ4S8M2q"

    static func evidence(_ deployment: ServiceDeploymentObservation, _ field: String) -> [Evidence] {
        [Evidence(source: list, field: field, text: deployment.statusReason ?? deployment.status.rawValue)]
    }

    static func reason(_ deployment: ServiceDeploymentObservation) -> Reason {
        Reason(source: list, field: "statusReason", text: deployment.statusReason ?? "")
    }

    /// The newest deployment of a service.
    static func primary(_ observation: Observation) -> DeploymentObservation? {
        observation.service?.deployments.first { $0.status == .primary }
    }

    /// Tasks of the newest deployment that stopped by themselves: not those that ECS stopped in its ordinary work.
    static func failed(_ signals: Signals) -> [TaskObservation] {
        let observation = signals.observation
        guard let primary = primary(observation) else { return [] }
        return observation.tasks.filter { task in
            let own = TaskSignals(task, logs: [], in: observation, of: signals.workload)
            let isNew =
                task.startedBy.map { $0 == primary.id } ?? (task.taskDefinition == primary.taskDefinition)
            return isNew && task.isStopping && !own.isOrdinaryStop && task.stopCode != "UserInitiated"
        }
    }

    /// Whether ECS's circuit breaker ends this deployment: what the deployment says, else what the service is set to.
    static func breakerIsOff(_ signals: Signals) -> Bool {
        if let breaker = signals.observation.serviceDeployment?.circuitBreaker { return breaker.status == .disabled }
        guard let settings = signals.workload.settings else { return false }
        return settings.circuitBreaker?.enable != true
    }

    static let enableBreaker = Words(
        "in slipway.yml: deployment: { circuitBreaker: true }",
        ko: "slipway.yml에서: deployment: { circuitBreaker: true }")

    /// The command that puts the service back at once, without any circuit breaker.
    static func stop(_ deployment: String?) -> Words {
        let command =
            "aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn \(deployment ?? "ARN")"
        return Words("put it back: \(command)", ko: "되돌리십시오: \(command)")
    }
}

/// What to call a service by in a command.
struct ServiceName: Hashable, Sendable {
    var cluster = "CLUSTER"
    var service = "SERVICE"

    /// Of the service that is described, or that the text names: `(service web)`.
    init(_ workload: Workload, _ reason: Reason? = nil) {
        if let known = workload.service {
            (cluster, service) = (known.cluster, known.name)
        } else if let name = reason?.value(after: "(service ", until: [")", ",", " "]) {
            service = name
        }
    }

    init(_ signals: Signals) {
        self.init(signals.workload)
        if signals.workload.service == nil, let arn = signals.observation.service?.arn { read(arn) }
    }

    /// Of the ARN of a service, or of one of its deployments: `…:service-deployment/CLUSTER/SERVICE/ID`.
    init(arn: String) {
        read(arn)
    }

    private mutating func read(_ arn: String) {
        guard let path = arn.split(separator: ":", maxSplits: 5).last else { return }
        let parts = path.split(separator: "/").map(String.init)
        if parts.count > 2 { (cluster, service) = (parts[1], parts[2]) }
        if parts.count == 2 { service = parts[1] }
    }

    var options: String { "--cluster \(cluster) --service \(service)" }
    var diagnose: String { "slipway diagnose \(options)" }
}

/// What is known of the plan's health checks before a deployment (part of P-DEP-2).
enum HealthSignalCheck {
    /// Whether anything but the container's own end tells ECS that a task is not well.
    static func isThere(_ plan: ServicePlan, _ facts: Facts) -> Bool {
        if plan.targetGroup != nil || plan.health.command != nil { return true }
        return facts.definition?.containers.contains { !$0.healthCommand.isEmpty } ?? false
    }
}
