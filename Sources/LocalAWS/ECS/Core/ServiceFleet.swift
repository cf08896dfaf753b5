import AWSRuntime

/// How a task of a service counts in one pass.
package enum TaskFitness: Hashable, Sendable {
    /// Not RUNNING yet.
    case pending
    /// RUNNING, without a verdict: checks have not passed, the 40 s are not over, or bad news fall into the grace
    /// period.
    case settling
    case healthy
    case unhealthy(Cause)

    package enum Cause: Hashable, Sendable {
        case containerChecks
        case target(arn: String, port: Int, reason: String)
    }

    package var isUnhealthy: Bool {
        if case .unhealthy = self { true } else { false }
    }
}

/// The tasks of a service that are wanted RUNNING, judged at one moment.
struct ServiceFleet {
    struct Member {
        var id: TaskID
        var deploymentID: String
        var fitness: TaskFitness
    }

    /// Oldest first.
    private(set) var members: [Member]

    init(service: ServiceRecord, tasks: OrderedTable<TaskID, TaskRecord>, timings: SchedulerTimings, at now: Timestamp)
    {
        members = service.liveTasks.compactMap { id in
            guard let task = tasks[id], task.desiredRunning, let deployment = task.deploymentID else { return nil }
            return Member(
                id: id, deploymentID: deployment,
                fitness: Self.fitness(
                    of: task, grace: service.options.healthCheckGracePeriod, timings: timings, at: now))
        }
    }

    static func fitness(
        of task: TaskRecord, grace: Duration, timings: SchedulerTimings, at now: Timestamp
    ) -> TaskFitness {
        guard task.lastStatus == .running, let started = task.startedAt else { return .pending }
        let graceIsOver = now >= started.advanced(by: grace)
        let checked = task.containers.filter { $0.blueprint.essential && $0.blueprint.healthCheck != nil }
        if checked.contains(where: { $0.health == .unhealthy }) {
            return graceIsOver ? .unhealthy(.containerChecks) : .settling
        }
        for target in task.targets where target.health?.state == "unhealthy" {
            let reason = target.health?.detail ?? target.health?.reason ?? "Health checks failed"
            return graceIsOver
                ? .unhealthy(.target(arn: target.targetGroupARN, port: target.containerPort, reason: reason))
                : .settling
        }
        if checked.isEmpty, task.targets.isEmpty {
            let ripe = started.advanced(by: timings.paced(timings.healthyWithoutChecks))
            return now >= ripe ? .healthy : .settling
        }
        let passes =
            checked.allSatisfy { $0.health == .healthy } && task.targets.allSatisfy { $0.health?.state == "healthy" }
        return passes ? .healthy : .settling
    }

    /// RUNNING and PENDING, of all deployments.
    var total: Int { members.count }
    var healthy: Int { members.count { $0.fitness == .healthy } }
    var hasUndecided: Bool { members.contains { $0.fitness == .pending || $0.fitness == .settling } }

    func of(_ deployment: String) -> [Member] { members.filter { $0.deploymentID == deployment } }

    mutating func remove(_ id: TaskID) { members.removeAll { $0.id == id } }

    mutating func add(_ id: TaskID, deployment: String) {
        members.append(Member(id: id, deploymentID: deployment, fitness: .pending))
    }
}
