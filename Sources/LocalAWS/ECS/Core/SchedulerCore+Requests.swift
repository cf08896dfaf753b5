package import AWSRuntime

/// What CreateService asks of the scheduler once it is found valid.
package struct ServiceCreation: Hashable, Sendable {
    package var name: String
    package var clusterARN: String
    package var clusterName: String
    package var region: String
    package var account: String
    package var configuration: RevisionConfiguration
    package var options: ServiceOptions
    package var tags: [ResourceTag]
    package var createdBy: String
    package var clientToken: String?

    package init(
        name: String, clusterARN: String, clusterName: String, region: String, account: String,
        configuration: RevisionConfiguration, options: ServiceOptions = ServiceOptions(), tags: [ResourceTag] = [],
        createdBy: String = "", clientToken: String? = nil
    ) {
        self.name = name
        self.clusterARN = clusterARN
        self.clusterName = clusterName
        self.region = region
        self.account = account
        self.configuration = configuration
        self.options = options
        self.tags = tags
        self.createdBy = createdBy
        self.clientToken = clientToken
    }

    package var arn: String { "arn:aws:ecs:\(region):\(account):service/\(clusterName)/\(name)" }
}

/// Why StopServiceDeployment is refused.
package enum StopDeploymentRefusal: Error, Hashable, Sendable { case notFound, alreadyFinal }

extension SchedulerCore {
    /// Adds a service with its first deployment. An INACTIVE one of the same name is forgotten.
    /// - Returns: its ARN.
    @discardableResult
    package mutating func createService(_ creation: ServiceCreation, at now: Timestamp) -> String {
        let arn = creation.arn
        services[arn] = nil
        services[arn] = ServiceRecord(
            arn: arn, name: creation.name, clusterARN: creation.clusterARN, clusterName: creation.clusterName,
            region: creation.region, account: creation.account, options: creation.options, tags: creation.tags,
            createdAt: now, createdBy: creation.createdBy, clientToken: creation.clientToken)
        beginDeployment(arn, creation.configuration, at: now)
        timers.add(.cadence(arn, createdAt: now), at: now.advanced(by: timings.paced(timings.pass)))
        return arn
    }

    /// Changes a service; a changed configuration, or `force`, starts a deployment.
    package mutating func updateService(
        _ arn: String, configuration: RevisionConfiguration, options: ServiceOptions, force: Bool, at now: Timestamp
    ) {
        guard let service = services[arn] else { return }
        services.update(arn) { record in
            record.options = options
            if !record.deployments.isEmpty { record.deployments[0].desiredCount = options.desiredCount }
            record.isSteady = record.isSteady && options.desiredCount == service.options.desiredCount
        }
        if force || configuration != service.configuration {
            beginDeployment(arn, configuration, at: now)
        }
        touch(arn)
    }

    /// ACTIVE to DRAINING; INACTIVE follows when its tasks stop.
    package mutating func deleteService(_ arn: String, at now: Timestamp) {
        services.update(arn) { record in
            record.status = .draining
            record.options.desiredCount = 0
            for index in record.deployments.indices { record.deployments[index].desiredCount = 0 }
        }
        touch(arn)
    }

    /// StopTask by a user.
    package mutating func stopTask(_ id: TaskID, reason: String?, at now: Timestamp) {
        endTask(id, .userInitiated, reason ?? "Task stopped by user", outcome: nil, at: now)
    }

    /// Goes back to the last completed deployment.
    package mutating func stopServiceDeployment(
        _ deploymentARN: String, at now: Timestamp
    ) throws(StopDeploymentRefusal) {
        guard let service = services.all.first(where: { $0.serviceDeployments.contains { $0.arn == deploymentARN } }),
            let record = service.serviceDeployments.first(where: { $0.arn == deploymentARN })
        else { throw .notFound }
        switch record.status {
        case .successful, .stopped, .rollbackSuccessful, .rollbackFailed: throw .alreadyFinal
        case .rollbackRequested, .rollbackInProgress: return
        case .stopRequested where service.serviceDeployments.last?.arn != deploymentARN:
            // A newer deployment has taken its place; there is nothing left of it to put back.
            return
        case .pending, .inProgress, .stopRequested: break
        }
        services.update(service.arn) { service in
            for index in service.serviceDeployments.indices where service.serviceDeployments[index].arn == deploymentARN
            {
                service.serviceDeployments[index].status = .rollbackRequested
                service.serviceDeployments[index].updatedAt = now
            }
        }
        touch(service.arn)
    }

    // MARK: deployments

    mutating func beginDeployment(_ arn: String, _ configuration: RevisionConfiguration, at now: Timestamp) {
        guard let service = services[arn] else { return }
        let prefix = "arn:aws:ecs:\(service.region):\(service.account)"
        let path = "\(service.clusterName)/\(service.name)"
        let revision = ServiceRevisionRecord(
            arn: "\(prefix):service-revision/\(path)/\(ids.nineteenDigits())", configuration: configuration,
            createdAt: now)
        let deployment = DeploymentRecord(
            id: "ecs-svc/\(ids.nineteenDigits())", revisionARN: revision.arn,
            taskDefinitionARN: configuration.blueprint.arn, desiredCount: service.options.desiredCount, now: now)
        let policy = service.options.policy
        var serviceDeployment = ServiceDeploymentRecord(
            arn: "\(prefix):service-deployment/\(path)/\(ids.serviceDeployment())", deploymentID: deployment.id,
            targetRevisionARN: revision.arn, sourceRevisionARNs: service.deployments.map(\.revisionARN), createdAt: now,
            updatedAt: now, policy: policy, breakerStatus: policy.breakerEnabled ? .monitoring : .disabled,
            breakerThreshold: policy.threshold.failures(desired: service.options.desiredCount))
        if policy.watchedAlarms != nil { serviceDeployment.alarmStatus = .monitoring }
        let present = Dictionary(
            grouping: service.liveTasks.compactMap { tasks[$0] }.filter(\.desiredRunning), by: \.deploymentID
        ).mapValues(\.count)
        services.update(arn) { record in
            for index in record.deployments.indices {
                record.deployments[index].isPrimary = false
                record.deployments[index].desiredCount = present[record.deployments[index].id] ?? 0
                record.deployments[index].updatedAt = now
            }
            record.deployments.insert(deployment, at: 0)
            record.revisions.append(revision)
            for index in record.serviceDeployments.indices where !record.serviceDeployments[index].status.isFinal {
                record.serviceDeployments[index].status = .stopRequested
                record.serviceDeployments[index].updatedAt = now
            }
            record.serviceDeployments.append(serviceDeployment)
            record.isSteady = false
            Self.trim(&record)
        }
        touch(arn)
    }

    /// Bounds what a service remembers.
    private static func trim(_ record: inout ServiceRecord) {
        let limit = 500
        if record.serviceDeployments.count > limit {
            record.serviceDeployments.removeFirst(record.serviceDeployments.count - limit)
        }
        guard record.revisions.count > limit else { return }
        let used = record.deployments.map(\.revisionARN) + record.completed.map(\.revisionARN)
        var excess = record.revisions.count - limit
        record.revisions.removeAll { revision in
            guard excess > 0, !used.contains(revision.arn) else { return false }
            excess -= 1
            return true
        }
    }

    /// PENDING service deployments begin, those that were asked to stop have stopped or go back.
    mutating func beginServiceDeployments(_ arn: String, at now: Timestamp) {
        guard let service = services[arn] else { return }
        for (index, deployment) in service.serviceDeployments.enumerated() {
            switch deployment.status {
            case .pending:
                services.update(arn) { record in
                    record.serviceDeployments[index].status = .inProgress
                    record.serviceDeployments[index].startedAt = now
                    record.serviceDeployments[index].updatedAt = now
                }
            case .stopRequested:
                services.update(arn) { $0.serviceDeployments[index].end(.stopped, at: now) }
            case .rollbackRequested:
                services.update(arn) { record in
                    guard !record.deployments.isEmpty, record.deployments[0].id == deployment.deploymentID else {
                        return
                    }
                    record.deployments[0].rolloutState = .failed
                    record.deployments[0].rolloutStateReason =
                        "ECS deployment \(deployment.deploymentID) stopped by request."
                }
                rollBack(
                    arn, statusReason: "Service deployment rolled back because it was stopped by request.",
                    deploymentReason: { "ECS deployment stopped by request: rolling back to deploymentId \($0)." },
                    at: now)
            case .inProgress, .successful, .stopped, .rollbackInProgress, .rollbackSuccessful, .rollbackFailed: break
            }
        }
    }
}
