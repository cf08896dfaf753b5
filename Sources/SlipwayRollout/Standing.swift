package import SlipwayDomain

/// How a deployment stands after an observation: a pure reading, without memory.
package enum Standing: Hashable, Sendable, Codable {
    /// Not seen yet.
    case notFound
    /// Still going on.
    case rolling
    /// Complete and healthy; so many old tasks still wind down.
    case healthyDraining(oldTasks: Int)
    /// SUCCESSFUL, with our revision, counts and targets.
    case complete
    /// ECS has given up on it, and why.
    case givenUp(RolloutVerdict.Reason)
    /// A newer one took its place; what that one runs.
    case superseded(by: String)
    /// It may be ECS's own rollback or somebody's: not to be told apart yet.
    case unclear
    /// ECS waits at a hook.
    case paused(hook: String)

    /// Reads how the deployment stands.
    ///
    /// - Parameters:
    ///   - track: What is ours.
    ///   - observation: What was seen.
    ///   - requested: How many tasks were asked for. Auto scaling may have changed the count since: what must run is
    ///     the service's own `desiredCount`, but nothing running is no success where something was asked for.
    ///   - hasTargets: Whether every task must be healthy behind a load balancer.
    package static func of(
        _ track: DeploymentTrack, in observation: Observation, requested: Int, hasTargets: Bool
    ) -> Standing {
        let ours = observation.serviceDeployment.flatMap { $0.arn == track.serviceDeployment ? $0 : nil }
        if let ours, let given = givenUp(ours, observation.service, track) { return given }
        if let foreign = foreign(track, ours, observation.service) { return foreign }
        if let hook = ours?.hooks.first(where: { $0.status == "AWAITING_ACTION" }) {
            return .paused(hook: hook.id ?? hook.target ?? "unnamed")
        }
        guard ours != nil || track.deploymentID != nil else { return .notFound }
        guard let service = observation.service,
            isHealthy(track, service, observation.tasks, requested: requested, hasTargets: hasTargets)
        else { return .rolling }
        if let ours, ours.status == .successful,
            ours.targetRevision?.taskDefinition ?? track.taskDefinition == track.taskDefinition,
            service.currentServiceDeployment == nil || service.currentServiceDeployment == ours.arn,
            service.runningCount == service.desiredCount, service.pendingCount == 0
        {
            return .complete
        }
        let old = observation.tasks.filter { !track.owns($0) && $0.lastStatus != "STOPPED" }
        guard !old.isEmpty, old.allSatisfy({ $0.desiredStatus == "STOPPED" }) else { return .rolling }
        return .healthyDraining(oldTasks: old.count)
    }

    /// Whether the new revision alone is complete: its count runs, nothing is pending, all are healthy.
    package static func isHealthy(
        _ track: DeploymentTrack, _ service: ServiceObservation, _ tasks: [TaskObservation], requested: Int,
        hasTargets: Bool
    ) -> Bool {
        let desired = service.desiredCount
        guard service.taskDefinition == track.taskDefinition, desired > 0 || requested == 0,
            let primary = service.primary, primary.taskDefinition == track.taskDefinition,
            track.deploymentID.map({ $0 == primary.id }) ?? true,
            primary.runningCount == desired, primary.pendingCount == 0
        else { return false }
        let running = tasks.filter { track.owns($0) && !$0.isStopping }
        return running.count == desired && running.allSatisfy { isHealthy($0, hasTargets: hasTargets) }
    }

    /// Whether one task runs, passes its container checks where it has any, and is healthy behind the load balancer.
    package static func isHealthy(_ task: TaskObservation, hasTargets: Bool) -> Bool {
        guard task.lastStatus == "RUNNING", task.desiredStatus == "RUNNING", task.healthStatus != "UNHEALTHY" else {
            return false
        }
        guard hasTargets else { return true }
        return !task.targets.isEmpty && task.targets.allSatisfy { $0.state == "healthy" }
    }

    /// Whether as many tasks as wanted run, all of them healthy, with none beside them.
    static func isSteady(_ service: ServiceObservation, _ tasks: [TaskObservation], hasTargets: Bool) -> Bool {
        let running = tasks.filter { !$0.isStopping && $0.group.map { $0.hasPrefix("service:") } ?? true }
        return service.runningCount == service.desiredCount && service.pendingCount == 0
            && running.count == service.desiredCount
            && running.allSatisfy { isHealthy($0, hasTargets: hasTargets) }
    }

    private static func givenUp(
        _ ours: ServiceDeploymentObservation, _ service: ServiceObservation?, _ track: DeploymentTrack
    ) -> Standing? {
        let verdict: RolloutVerdict.Reason =
            if ours.circuitBreaker?.status == .triggered {
                .circuitBreaker
            } else if ours.alarms?.status == .triggered || ours.alarms?.triggered.isEmpty == false {
                .alarm
            } else if ours.hooks.contains(where: { $0.status == "FAILED" || $0.status == "TIMED_OUT" }) {
                .hook
            } else {
                .stoppedByECS
            }
        switch ours.status {
        case .rollbackRequested, .rollbackInProgress, .rollbackSuccessful, .rollbackFailed: return .givenUp(verdict)
        case .successful: return nil
        case .stopRequested, .stopped:
            if verdict != .stoppedByECS { return .givenUp(verdict) }
            if let foreign = newer(track, service) { return .superseded(by: foreign.taskDefinition) }
            if let current = service?.currentServiceDeployment, current != ours.arn { return .superseded(by: current) }
            // A newer deployment is the usual reason, and its entry may not be readable yet.
            return ours.status == .stopped ? .givenUp(.stoppedByECS) : nil
        case .pending, .inProgress, .unknown:
            if verdict != .stoppedByECS { return .givenUp(verdict) }
            let entry = service?.deployments.first { $0.id == track.deploymentID }
            return entry?.rolloutState == .failed ? .givenUp(.stoppedByECS) : nil
        }
    }

    /// The newest deployment, when it is neither ours nor from before.
    private static func newer(_ track: DeploymentTrack, _ service: ServiceObservation?) -> DeploymentObservation? {
        guard let primary = service?.primary, primary.id != track.deploymentID,
            !track.idsBefore.contains(primary.id)
        else { return nil }
        if track.deploymentID == nil, primary.taskDefinition == track.taskDefinition { return nil }
        return primary
    }

    private static func foreign(
        _ track: DeploymentTrack, _ ours: ServiceDeploymentObservation?, _ service: ServiceObservation?
    ) -> Standing? {
        guard let primary = newer(track, service) else { return nil }
        let entry = service?.deployments.first { $0.id == track.deploymentID }
        if entry?.rolloutState == .failed { return .givenUp(.stoppedByECS) }
        let mayBeRollback = primary.taskDefinition == track.taskDefinitionBefore && ours?.status != .successful
        return mayBeRollback && track.foreignSeen < 3 ? .unclear : .superseded(by: primary.taskDefinition)
    }
}

extension Observation {
    /// Whether the service runs what it wants, all of it healthy.
    package func isSteady(hasTargets: Bool) -> Bool {
        service.map { Standing.isSteady($0, tasks, hasTargets: hasTargets) } ?? false
    }
}
