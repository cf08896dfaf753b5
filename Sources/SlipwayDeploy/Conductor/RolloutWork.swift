import SlipwayDomain
import SlipwayRollout

/// Everything one rollout works with, fixed before it begins.
struct RolloutWork: Sendable {
    var plan: ServicePlan
    /// What the service shall have.
    var settings: ServiceSettings
    /// What it had; `nil` when it is created.
    var live: ServiceSettings?
    var restorePoint: RestorePoint?
    /// Events and stopped tasks from before are not ours.
    var since: Moment
    var probe: any HTTPProbing
    var scripts: any ScriptRunning
    /// Beside `BASE_URL`.
    var scriptVariables: [String: String]
    var classify: @Sendable (Observation) -> [Finding]
}

/// Takes the steps of a restore that are updates of the service.
struct Restorer: Sendable {
    let target: any ReleaseTarget
    let work: RolloutWork

    func take(_ step: RestoreStep) async throws(TargetFailure) -> ServiceObservation {
        let service = work.plan.service
        // What the service has now is read anew: something may have changed it since.
        guard let now = try await target.snapshot(of: service) else {
            throw .notFound(what: "the service \(service.name)", detail: "it vanished during the rollout")
        }
        var wanted = now.settings
        switch step {
        case .stopDeployment: break
        case .scaleToZero: wanted.desiredCount = 0
        case .settings:
            guard let point = work.restorePoint else { break }
            wanted.desiredCount = point.settings.desiredCount
            wanted.percent = point.settings.percent
            wanted.gracePeriod = point.settings.gracePeriod
            wanted.circuitBreaker = point.settings.circuitBreaker
            wanted.alarms = point.settings.alarms
        case .update:
            guard let point = work.restorePoint else { break }
            wanted = point.settings
            wanted.taskDefinition = try await pinned(point)
        }
        return try await target.apply(wanted, to: service, live: now.settings)
    }

    /// The restore point's definition, its mutable tags replaced by the digests that ran. A definition that names
    /// digests already is used as it is.
    private func pinned(_ point: RestorePoint) async throws(TargetFailure) -> String {
        let registered = try await target.definition(arn: point.settings.taskDefinition)
        var plan = registered.plan
        for (index, container) in plan.containers.enumerated() where !container.image.contains("@sha256:") {
            guard let digest = point.images.first(where: { $0.container == container.name })?.digest,
                let reference = try? ImageReference(parsing: container.image)
            else { continue }
            plan.containers[index].image = reference.pinned(to: digest).description
        }
        // Registering anew would drop what we do not speak of: such a definition goes back as it was.
        guard plan != registered.plan, plan.foreign.isEmpty else { return registered.arn }
        return try await target.register(plan).arn
    }
}
