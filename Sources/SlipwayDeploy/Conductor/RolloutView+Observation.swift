import SlipwayDomain

extension RolloutView {
    /// What people see of one observation.
    init(_ observation: Observation, ours: String) {
        let service = observation.service
        let revisions = (service?.deployments ?? []).map { deployment in
            let tasks = observation.tasks.filter { $0.startedBy == deployment.id && !$0.isStopping }
            let healthy = tasks.filter { task in
                task.lastStatus == "RUNNING" && task.healthStatus != "UNHEALTHY"
                    && task.targets.allSatisfy { $0.state == "healthy" }
            }
            return Revision(
                taskDefinition: deployment.taskDefinition.shortDefinition,
                isOurs: deployment.taskDefinition == ours, desired: deployment.desiredCount,
                running: deployment.runningCount, pending: deployment.pendingCount, failed: deployment.failedTasks,
                healthy: healthy.count)
        }
        let new = revisions.first(where: \.isOurs)
        let old = revisions.filter { !$0.isOurs }.reduce(0) { $0 + $1.running + $1.pending }
        var summary = new.map { "\($0.healthy) of \($0.desired) healthy" } ?? "waiting for the deployment"
        if let new, new.healthy >= new.desired, old > 0 { summary += ", \(old) old draining" }
        self.init(revisions: revisions, newEvents: service?.events ?? [], summary: summary)
    }
}

extension String {
    /// `family:7` of a task definition's ARN.
    package var shortDefinition: String { split(separator: "/").last.map(String.init) ?? self }
}
