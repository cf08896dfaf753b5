import AWSRuntime

extension SchedulerCore {
    /// COMPLETED when the new revision is whole and healthy and every older task is gone.
    mutating func completeIfDone(_ arn: String, _ fleet: ServiceFleet, at now: Timestamp) {
        guard let service = services[arn], let primary = service.primary else { return }
        let olderIsLive = service.liveTasks.contains { id in tasks[id]?.deploymentID != primary.id }
        let members = fleet.of(primary.id)
        let isWhole =
            members.count == service.options.desiredCount && members.allSatisfy { $0.fitness == .healthy }
            && !olderIsLive
        guard primary.rolloutState == .inProgress, isWhole else {
            dropEmptyDeployments(arn)
            return
        }
        guard hasBaked(arn, at: now) else {
            dropEmptyDeployments(arn)
            return
        }
        services.update(arn) { record in
            record.deployments = [primary]
            record.deployments[0].rolloutState = .completed
            record.deployments[0].rolloutStateReason = "ECS deployment \(primary.id) completed."
            record.deployments[0].hasCompleted = true
            record.deployments[0].updatedAt = now
            record.completed.removeAll { $0.id == primary.id }
            record.completed.append(record.deployments[0])
            // How far back a rollback could ever reach is not documented; a handful is more than it uses.
            if record.completed.count > 10 { record.completed.removeFirst() }
            if let index = record.serviceDeployments.indices.last, !record.serviceDeployments[index].status.isFinal {
                let isRollback = record.serviceDeployments[index].status == .rollbackInProgress
                record.serviceDeployments[index].end(isRollback ? .rollbackSuccessful : .successful, at: now)
            }
        }
        tell(arn, at: now) { ServiceEventText.completed($0, primary.id) }
    }

    /// Older deployments leave the list with their last task; a failed one stays while its rollback runs.
    private mutating func dropEmptyDeployments(_ arn: String) {
        guard let service = services[arn] else { return }
        let live = service.liveTasks.compactMap { tasks[$0]?.deploymentID }
        services.update(arn) { record in
            record.deployments.removeAll { deployment in
                !deployment.isPrimary && deployment.rolloutState != .failed && !live.contains(deployment.id)
            }
        }
    }

    /// Steady state and what keeps the service from it.
    mutating func tellStanding(_ arn: String, _ fleet: ServiceFleet, at now: Timestamp) {
        guard let service = services[arn], let primary = service.primary else { return }
        let running = service.liveTasks.count { tasks[$0]?.lastStatus == .running }
        let isSteady =
            service.deployments.count == 1 && primary.rolloutState == .completed
            && running == service.options.desiredCount && fleet.total == service.options.desiredCount
            && fleet.members.allSatisfy { $0.fitness == .healthy }
        if isSteady != service.isSteady {
            services.update(arn) { $0.isSteady = isSteady }
            if isSteady { tell(arn, at: now) { ServiceEventText.steady($0) } }
        }
        let stuck = ServiceEventText.stuck(service.name)
        if isStuck(service, fleet) {
            tellOnce(arn, stuck, at: now)
        } else {
            services.update(arn) { $0.events.clear(stuck) }
        }
    }

    /// Neither a start nor a stop is allowed, and no task is on its way that could change it.
    private func isStuck(_ service: ServiceRecord, _ fleet: ServiceFleet) -> Bool {
        guard let primary = service.primary, primary.rolloutState == .inProgress, service.deployments.count > 1 else {
            return false
        }
        let bounds = bounds(of: service)
        let older = fleet.members.filter { $0.deploymentID != primary.id }
        let isWaiting = service.liveTasks.contains { tasks[$0]?.desiredRunning == false }
        return fleet.of(primary.id).count < service.options.desiredCount && fleet.total >= bounds.upper
            && !older.isEmpty && fleet.healthy - 1 < bounds.lower && !fleet.hasUndecided && !isWaiting
    }
}

extension ServiceDeploymentRecord {
    mutating func end(_ status: Status, at now: Timestamp) {
        self.status = status
        finishedAt = now
        updatedAt = now
        if status == .stopped { stoppedAt = now }
        if breakerStatus == .monitoring { breakerStatus = .complete }
        if alarmStatus == .monitoring { alarmStatus = .complete }
    }
}
