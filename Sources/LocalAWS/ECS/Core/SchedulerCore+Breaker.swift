import AWSRuntime

extension SchedulerCore {
    /// Counts failures, slows down starts that keep failing, and opens the circuit breaker.
    mutating func absorbOutcomes(_ arn: String, at now: Timestamp) {
        let outcomes =
            services.update(arn) { record -> [TaskOutcome] in
                defer { record.outcomes = [] }
                return record.outcomes
            } ?? []
        for outcome in outcomes {
            guard let service = services[arn],
                let index = service.deployments.firstIndex(where: { $0.id == outcome.deploymentID })
            else { continue }
            if outcome.kind == .failedToStart { slowDown(arn, index, round: outcome.launchRound, at: now) }
            guard service.deployments[index].rolloutState == .inProgress, counts(outcome, in: service) else { continue }
            let failures =
                services.update(arn) { record -> Int in
                    record.deployments[index].failedTasks += 1
                    record.deployments[index].updatedAt = now
                    return record.deployments[index].failedTasks
                } ?? 0
            guard service.deployments[index].isPrimary else { continue }
            let policy = service.options.policy
            let threshold = policy.threshold.failures(desired: service.options.desiredCount)
            updateOpenServiceDeployment(arn) { deployment in
                deployment.failureCount = failures
                deployment.breakerThreshold = threshold
            }
            if policy.breakerEnabled, failures >= threshold { trip(arn, at: now) }
        }
    }

    /// Stage 1 counts starts that fail and ends when a task of the deployment runs; stage 2 counts failed checks.
    private func counts(_ outcome: TaskOutcome, in service: ServiceRecord) -> Bool {
        switch outcome.kind {
        case .failedHealthChecks: return true
        case .crashed: return timings.crashesCountAsFailures
        case .failedToStart:
            return !service.liveTasks.contains { id in
                tasks[id]?.deploymentID == outcome.deploymentID && tasks[id]?.lastStatus == .running
            }
        }
    }

    /// Starts that fail again and again wait longer and longer; a round is all tasks launched before the first failure.
    private mutating func slowDown(_ arn: String, _ index: Int, round: Int, at now: Timestamp) {
        guard let deployment = services[arn]?.deployments[index], deployment.startRound == round else { return }
        let next = now.advanced(by: timings.startBackoff(round: round + 1))
        services.update(arn) { record in
            record.deployments[index].startRound = round + 1
            record.deployments[index].nextStart = next
        }
        timers.add(.pass(arn), at: next)
        if round + 1 >= 3, let name = services[arn]?.name {
            tellOnce(arn, ServiceEventText.startsKeepFailing(name), at: now)
        }
    }

    /// Tasks that have come to run, or to be healthy, since the last pass.
    mutating func noteRecoveries(_ arn: String, at now: Timestamp) {
        guard let service = services[arn] else { return }
        for member in fleet(of: arn, at: now).members {
            guard let index = service.deployments.firstIndex(where: { $0.id == member.deploymentID }) else { continue }
            if member.fitness != .pending, service.deployments[index].nextStart != nil {
                services.update(arn) { record in
                    record.deployments[index].startRound = 0
                    record.deployments[index].nextStart = nil
                    record.events.clear(ServiceEventText.startsKeepFailing(record.name))
                }
            }
            guard member.fitness == .healthy, tasks[member.id]?.wasHealthy == false else { continue }
            tasks.update(member.id) { $0.wasHealthy = true }
            guard service.options.policy.resetOnHealthyTask else { continue }
            services.update(arn) { $0.deployments[index].failedTasks = 0 }
            if service.deployments[index].isPrimary { updateOpenServiceDeployment(arn) { $0.failureCount = 0 } }
        }
    }

    mutating func updateOpenServiceDeployment(_ arn: String, _ change: (inout ServiceDeploymentRecord) -> Void) {
        services.update(arn) { record in
            if let index = record.serviceDeployments.indices.last, !record.serviceDeployments[index].status.isFinal {
                change(&record.serviceDeployments[index])
            }
        }
    }

    /// The circuit breaker opens on the primary deployment.
    private mutating func trip(_ arn: String, at now: Timestamp) {
        guard let service = services[arn], let failed = service.primary, failed.rolloutState == .inProgress else {
            return
        }
        let isRollback = service.serviceDeployments.last?.status == .rollbackInProgress
        services.update(arn) { record in
            record.deployments[0].rolloutState = .failed
            record.deployments[0].rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start."
            record.deployments[0].updatedAt = now
        }
        updateOpenServiceDeployment(arn) { $0.breakerStatus = .triggered }
        tell(arn, at: now) { ServiceEventText.failed($0, failed.id) }
        if isRollback {
            endWithoutCandidate(arn, at: now)
        } else if service.options.policy.breakerRollsBack {
            rollBack(
                arn, statusReason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
                deploymentReason: { "ECS deployment circuit breaker: rolling back to deploymentId \($0)." }, at: now)
        } else {
            updateOpenServiceDeployment(arn) { deployment in
                deployment.status = .stopRequested
                deployment.statusReason =
                    "Service deployment stopped because the circuit breaker threshold was exceeded."
                deployment.updatedAt = now
            }
            touch(arn)
        }
        touch(arn)
    }

    /// Makes the last deployment that reached COMPLETED the primary again.
    mutating func rollBack(
        _ arn: String, statusReason: String, deploymentReason: (String) -> String, at now: Timestamp
    ) {
        guard let service = services[arn], let failed = service.primary else { return }
        guard let candidate = service.completed.last(where: { $0.id != failed.id }) else {
            endWithoutCandidate(arn, at: now)
            return
        }
        let present = service.liveTasks.count { id in
            tasks[id]?.deploymentID == failed.id && tasks[id]?.desiredRunning == true
        }
        services.update(arn) { record in
            var restored = record.deployments.first { $0.id == candidate.id } ?? candidate
            restored.isPrimary = true
            restored.rolloutState = .inProgress
            restored.rolloutStateReason = deploymentReason(candidate.id)
            restored.desiredCount = record.options.desiredCount
            restored.failedTasks = 0
            restored.startRound = 0
            restored.nextStart = nil
            restored.updatedAt = now
            record.completed.removeAll { $0.id == candidate.id }
            record.deployments.removeAll { $0.id == candidate.id }
            record.deployments[0].isPrimary = false
            record.deployments[0].desiredCount = present
            record.deployments.insert(restored, at: 0)
        }
        updateOpenServiceDeployment(arn) { deployment in
            deployment.status = .rollbackInProgress
            deployment.statusReason = statusReason
            deployment.rollback = .init(reason: statusReason, startedAt: now, revisionARN: candidate.revisionARN)
            deployment.updatedAt = now
        }
        tell(arn, at: now) { ServiceEventText.rollingBack($0, candidate.id) }
        touch(arn)
    }

    private mutating func endWithoutCandidate(_ arn: String, at now: Timestamp) {
        updateOpenServiceDeployment(arn) { deployment in
            deployment.statusReason = "No rollback candidate was found to run the rollback."
            deployment.end(.rollbackFailed, at: now)
        }
        services.update(arn) { record in
            guard !record.deployments.isEmpty, record.deployments[0].rolloutState == .inProgress else { return }
            record.deployments[0].rolloutState = .failed
            record.deployments[0].rolloutStateReason = "No rollback candidate was found to run the rollback."
        }
    }
}
