import AWSRuntime

extension SchedulerCore {
    /// One pass over a service: takes in how its tasks ended, moves the rollout on, and judges where it stands.
    mutating func runPass(_ arn: String, at now: Timestamp) {
        guard let service = services[arn], service.status != .inactive else { return }
        if service.status == .draining {
            services.update(arn) { $0.outcomes = [] }
            drainService(arn, at: now)
            return
        }
        beginServiceDeployments(arn, at: now)
        endByFault(arn, at: now)
        supersedeByFault(arn, at: now)
        watchAlarms(arn)
        absorbOutcomes(arn, at: now)
        noteRecoveries(arn, at: now)
        var fleet = fleet(of: arn, at: now)
        replaceUnhealthy(arn, &fleet, at: now)
        stopSurplus(arn, &fleet, at: now)
        stopOlder(arn, &fleet, at: now)
        startMissing(arn, &fleet, at: now)
        completeIfDone(arn, fleet, at: now)
        tellStanding(arn, fleet, at: now)
    }

    func fleet(of arn: String, at now: Timestamp) -> ServiceFleet {
        guard let service = services[arn] else {
            // Unreachable: passes run only over services that are there.
            preconditionFailure("no service \(arn)")
        }
        return ServiceFleet(service: service, tasks: tasks, timings: timings, at: now)
    }

    func bounds(of service: ServiceRecord) -> PercentBounds {
        PercentBounds(
            desired: service.options.desiredCount, minimumHealthyPercent: service.options.policy.minimumHealthyPercent,
            maximumPercent: service.options.policy.maximumPercent)
    }

    // MARK: stopping

    /// Stops tasks of a service for scaling or a deployment and tells it in one event.
    private mutating func stop(
        _ members: [ServiceFleet.Member], of service: ServiceRecord, _ fleet: inout ServiceFleet, at now: Timestamp,
        reason: (ServiceFleet.Member) -> String, outcome: TaskOutcome.Kind?
    ) {
        guard !members.isEmpty else { return }
        let running = members.filter { $0.fitness != .pending }.map(\.id)
        if !running.isEmpty { tell(service.arn, at: now) { ServiceEventText.stoppedRunning($0, running) } }
        let pending = members.count - running.count
        if pending > 0 { tell(service.arn, at: now) { ServiceEventText.stoppedPending($0, pending) } }
        for member in members {
            endTask(member.id, .serviceSchedulerInitiated, reason(member), outcome: outcome, at: now)
            fleet.remove(member.id)
        }
    }

    private static func scalingReason(_ member: ServiceFleet.Member, _ service: ServiceRecord) -> String {
        "Scaling activity initiated by (deployment \(service.primary?.id ?? member.deploymentID))"
    }

    /// Puts healthy replacements in the place of unhealthy tasks, or makes room for them where the upper limit forbids
    /// to start first.
    private mutating func replaceUnhealthy(_ arn: String, _ fleet: inout ServiceFleet, at now: Timestamp) {
        guard let service = services[arn] else { return }
        tellUnhealthy(service, fleet, at: now)
        let upper = bounds(of: service).upper
        for deployment in service.deployments {
            let members = fleet.of(deployment.id)
            let unhealthy = members.filter(\.fitness.isUnhealthy)
            guard !unhealthy.isEmpty else { continue }
            let wanted = deployment.isPrimary ? service.options.desiredCount : deployment.desiredCount
            let healthy = members.count { $0.fitness == .healthy }
            // As many as are still needed to stand in for what is not healthy.
            var surplus = max(0, unhealthy.count - max(0, wanted - healthy))
            let isBlocked = fleet.total >= upper && !members.contains { $0.fitness == .pending }
            if surplus == 0, isBlocked { surplus = 1 }
            stop(
                Array(unhealthy.prefix(surplus)), of: service, &fleet, at: now,
                reason: { member in
                    if case .unhealthy(.target(let targetGroup, _, _)) = member.fitness {
                        "Task failed ELB health checks in (target-group \(targetGroup))"
                    } else {
                        "Task failed container health checks"
                    }
                }, outcome: .failedHealthChecks)
        }
    }

    private mutating func tellUnhealthy(_ service: ServiceRecord, _ fleet: ServiceFleet, at now: Timestamp) {
        for member in fleet.members {
            guard case .unhealthy(let cause) = member.fitness else {
                tasks.update(member.id) { $0.toldUnhealthy = false }
                continue
            }
            guard tasks[member.id]?.toldUnhealthy == false else { continue }
            tasks.update(member.id) { $0.toldUnhealthy = true }
            tell(service.arn, at: now) { name in
                switch cause {
                case .containerChecks: ServiceEventText.failedContainerChecks(name, member.id)
                case .target(let targetGroup, let port, let reason):
                    ServiceEventText.unhealthyTarget(
                        name, member.id, port: port, targetGroup: targetGroup, reason: reason)
                }
            }
        }
    }

    /// Scale-in: stops what a deployment has above what is wanted of it; what is not healthy first, then the newest.
    private mutating func stopSurplus(_ arn: String, _ fleet: inout ServiceFleet, at now: Timestamp) {
        guard let service = services[arn] else { return }
        services.update(arn) { record in
            if !record.deployments.isEmpty { record.deployments[0].desiredCount = record.options.desiredCount }
        }
        for deployment in services[arn]?.deployments ?? [] {
            let fit = fleet.of(deployment.id).filter { !$0.fitness.isUnhealthy }
            guard fit.count > deployment.desiredCount else { continue }
            let order =
                fit.filter { $0.fitness == .pending }.reversed() + fit.filter { $0.fitness == .settling }.reversed()
                + fit.filter { $0.fitness == .healthy }.reversed()
            let extra = Array(order.prefix(fit.count - deployment.desiredCount))
            stop(extra, of: service, &fleet, at: now, reason: { Self.scalingReason($0, service) }, outcome: nil)
        }
    }

    /// Stops tasks of older deployments, as many as leave enough healthy ones.
    private mutating func stopOlder(_ arn: String, _ fleet: inout ServiceFleet, at now: Timestamp) {
        guard let service = services[arn], let primary = service.primary, service.deployments.count > 1,
            primary.rolloutState == .inProgress
        else { return }
        let bounds = bounds(of: service)
        var chosen: [ServiceFleet.Member] = []
        var healthy = fleet.healthy
        var left = fleet.total
        let newOnes = fleet.of(primary.id).count { !$0.fitness.isUnhealthy }
        let older = service.deployments.dropFirst().reversed().flatMap { fleet.of($0.id) }
        let byUse =
            older.filter(\.fitness.isUnhealthy) + older.filter { $0.fitness == .pending }
            + older.filter { $0.fitness == .settling } + older.filter { $0.fitness == .healthy }
        for member in byUse {
            if member.fitness == .healthy {
                guard healthy - 1 >= bounds.lower else { break }
                healthy -= 1
            } else {
                // Its stop costs no healthy task; it goes when it is not needed, or when it takes a new one's place.
                let blocksNew = left >= bounds.upper && newOnes < service.options.desiredCount
                guard healthy >= bounds.lower || blocksNew else { continue }
            }
            left -= 1
            chosen.append(member)
        }
        forgetMissingOlder(arn, healthy: healthy, lower: bounds.lower, fleet, chosen)
        stop(chosen, of: service, &fleet, at: now, reason: { Self.scalingReason($0, service) }, outcome: nil)
    }

    /// What the scheduler still wants of older deployments: what stays, and a replacement for what ended by itself
    /// while there are fewer healthy tasks than must be.
    private mutating func forgetMissingOlder(
        _ arn: String, healthy: Int, lower: Int, _ fleet: ServiceFleet, _ chosen: [ServiceFleet.Member]
    ) {
        services.update(arn) { record in
            for index in record.deployments.indices.dropFirst() {
                let deployment = record.deployments[index]
                let present = fleet.of(deployment.id).count
                let leaving = chosen.count { $0.deploymentID == deployment.id }
                let mayBeReplaced = deployment.hasCompleted && deployment.rolloutState != .failed && healthy < lower
                record.deployments[index].desiredCount =
                    mayBeReplaced ? max(0, deployment.desiredCount - leaving) : present - leaving
            }
        }
    }

    // MARK: starting

    private mutating func startMissing(_ arn: String, _ fleet: inout ServiceFleet, at now: Timestamp) {
        guard let service = services[arn], let primary = service.primary else { return }
        let upper = bounds(of: service).upper
        for deployment in service.deployments.dropFirst() {
            guard deployment.hasCompleted, deployment.rolloutState != .failed else { continue }
            start(deployment, wanted: deployment.desiredCount, arn, upper, &fleet, at: now)
        }
        if primary.rolloutState != .failed {
            start(primary, wanted: service.options.desiredCount, arn, upper, &fleet, at: now)
        }
    }

    private mutating func start(
        _ deployment: DeploymentRecord, wanted: Int, _ arn: String, _ upper: Int, _ fleet: inout ServiceFleet,
        at now: Timestamp
    ) {
        let fit = fleet.of(deployment.id).count { !$0.fitness.isUnhealthy }
        let count = min(wanted - fit, upper - fleet.total)
        guard count > 0, let service = services[arn], let revision = service.revision(deployment.revisionARN) else {
            return
        }
        if let next = deployment.nextStart, next > now {
            // `slowDown` asked to be woken then.
            return
        }
        let stop = fault(striking: deployment, of: arn) { fault -> PlacementFault? in
            switch fault {
            case .placementFails(let event): .fails(event)
            case .deploymentStalls(let event): .stalls(event)
            default: nil
            }
        }
        switch stop {
        case .fails(let event):
            placementFailed(arn, deployment, event, at: now)
            return
        case .stalls(let event):
            tellOnce(arn, ServiceEventText.plain(service.name, event), at: now)
            return
        case nil: break
        }
        var started: [TaskID] = []
        for _ in 0..<count {
            var launch = TaskLaunch(
                clusterARN: service.clusterARN, clusterName: service.clusterName, region: service.region,
                account: service.account, group: "service:\(service.name)", configuration: revision.configuration)
            launch.startedBy = deployment.id
            launch.serviceARN = arn
            launch.deploymentID = deployment.id
            launch.revisionARN = revision.arn
            launch.enableExecuteCommand = service.options.enableExecuteCommand
            launch.tags = taskTags(of: service, revision.configuration.blueprint)
            launch.round = deployment.startRound
            let id = self.launch(launch, at: now)
            fleet.add(id, deployment: deployment.id)
            started.append(id)
        }
        tell(arn, at: now) { ServiceEventText.started($0, started) }
    }

    private enum PlacementFault {
        case fails(String)
        case stalls(String)
    }

    private func taskTags(of service: ServiceRecord, _ blueprint: TaskBlueprint) -> [ResourceTag] {
        var tags: [ResourceTag] = []
        if service.options.propagateTags == "SERVICE" { tags = service.tags }
        if service.options.propagateTags == "TASK_DEFINITION" { tags = blueprint.tags }
        if service.options.enableManagedTags {
            tags.append(ResourceTag("aws:ecs:clusterName", service.clusterName))
            tags.append(ResourceTag("aws:ecs:serviceName", service.name))
        }
        return tags
    }

    private mutating func placementFailed(
        _ arn: String, _ deployment: DeploymentRecord, _ reason: String, at now: Timestamp
    ) {
        let name = services[arn]?.name ?? ""
        // A whole event is told as it is; a mere reason gets ECS's words around it.
        let text =
            ["(service", "was ", "failed to "].contains { reason.hasPrefix($0) }
            ? ServiceEventText.plain(name, reason) : ServiceEventText.unableToPlace(name, reason: reason)
        tellOnce(arn, text, at: now)
        services.update(arn) {
            $0.outcomes.append(
                TaskOutcome(kind: .failedToStart, deploymentID: deployment.id, launchRound: deployment.startRound))
        }
        touch(arn)
    }

    /// Tells a lasting condition, once until it clears or the window is over.
    mutating func tellOnce(_ arn: String, _ text: String, at now: Timestamp) {
        let window = timings.duplicateEventWindow
        guard services.update(arn, { $0.events.mayTell(text, window: window, at: now) }) == true else { return }
        tell(arn, at: now) { _ in text }
    }

    // MARK: the end of a service

    private mutating func drainService(_ arn: String, at now: Timestamp) {
        guard let service = services[arn] else { return }
        var fleet = fleet(of: arn, at: now)
        stop(fleet.members, of: service, &fleet, at: now, reason: { Self.scalingReason($0, service) }, outcome: nil)
        // INACTIVE as soon as every task is STOPPING or later (botocore `DeleteService`).
        let busy = service.liveTasks.contains { (tasks[$0]?.lastStatus ?? .stopped) < .stopping }
        guard !busy else { return }
        services.update(arn) { record in
            record.status = .inactive
            record.deployments = []
            for index in record.serviceDeployments.indices where !record.serviceDeployments[index].status.isFinal {
                record.serviceDeployments[index].end(.stopped, at: now)
            }
        }
        timers.add(.forgetService(arn), at: now.advanced(by: timings.retention))
    }
}
