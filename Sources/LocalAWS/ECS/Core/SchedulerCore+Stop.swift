import AWSRuntime

extension SchedulerCore {
    /// Wants a task stopped and takes the first step of it. A task that is stopping already is left alone.
    ///
    /// - Parameter outcome: what it means for the deployment; nil when the task is not to blame.
    mutating func endTask(
        _ id: TaskID, _ code: TaskStopCode, _ reason: String, outcome: TaskOutcome.Kind?, at now: Timestamp
    ) {
        guard let task = tasks[id], task.desiredRunning else { return }
        tasks.update(id) { task in
            task.desiredRunning = false
            task.stopCode = code
            task.stoppedReason = reason
            task.version += 1
            if code == .userInitiated { task.tags = [] }
        }
        if let service = task.serviceARN {
            if let outcome, let deployment = task.deploymentID {
                services.update(service) {
                    $0.outcomes.append(
                        TaskOutcome(kind: outcome, deploymentID: deployment, launchRound: task.launchRound))
                }
            }
            touch(service)
        }
        switch task.step {
        case .attachingNetwork, .fetchingSecrets, .awaitingDigests, .resolvingImages, .preparingImages, .openingLogs:
            beginDetach(id, at: now)
        case .startingContainers:
            beginStopping(id, at: now)
        case .registeringTargets:
            // Goes on in `targetsRegistered`: deregistering must not overtake registering. The containers of a task
            // that ended by itself are stopped without waiting for that.
            break
        case .running:
            if task.targets.isEmpty {
                beginStopping(id, at: now)
            } else {
                releaseTargets(id, at: now)
            }
        case .draining, .stoppingContainers, .detaching, .stopped:
            // Unreachable: these steps begin only after `desiredRunning` fell.
            break
        }
        if let service = task.serviceARN, let revision = task.revisionARN,
            services[service]?.revision(revision)?.resolver == id
        {
            updateRevision(revision, of: service) { $0.resolver = nil }
            releaseWaiting(for: revision, of: service)
        }
    }

    /// Takes a task out of its target groups. One that ends by choice drains first; one whose container has ended has
    /// nothing left to drain.
    mutating func releaseTargets(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id] else { return }
        effects.append(
            .deregisterTargets(
                id, task.targets.map { TargetRegistration(targetGroupARN: $0.targetGroupARN, target: $0.target) }))
        for target in task.targets {
            tell(task.serviceARN, at: now) { ServiceEventText.deregistered($0, 1, target.targetGroupARN) }
        }
        guard task.stopCode != .essentialContainerExited else {
            beginStopping(id, at: now)
            return
        }
        if let deployment = task.deploymentID {
            tell(task.serviceARN, at: now) { ServiceEventText.draining($0, deployment, 1) }
        }
        tasks.update(id) { task in
            task.step = .draining
            task.lastStatus = .deactivating
            task.version += 1
        }
        // A look that is under way schedules the next one itself.
        pollTargets(id)
    }

    // MARK: targets

    mutating func pollTargets(_ id: TaskID) {
        guard let task = tasks[id], task.step == .running || task.step == .draining, !task.pollInFlight else { return }
        let open = task.targets.filter { !$0.released }
        guard !open.isEmpty else { return }
        tasks.update(id) { $0.pollInFlight = true }
        effects.append(
            .observeTargets(id, open.map { TargetRegistration(targetGroupARN: $0.targetGroupARN, target: $0.target) }))
    }

    mutating func targetsObserved(_ id: TaskID, _ observed: [ObservedTarget], at now: Timestamp) {
        guard let task = tasks[id], task.step == .running || task.step == .draining else { return }
        let draining = task.step == .draining
        tasks.update(id) { task in
            task.pollInFlight = false
            for look in observed {
                guard
                    let index = task.targets.firstIndex(where: {
                        $0.targetGroupARN == look.registration.targetGroupARN && $0.target == look.registration.target
                    })
                else { continue }
                task.targets[index].health = look.health
                if draining, look.health == nil || look.health?.state == "unused" {
                    task.targets[index].released = true
                }
            }
        }
        guard let after = tasks[id] else { return }
        if after.targets != task.targets { touch(task.serviceARN) }
        if draining, after.targets.allSatisfy(\.released) {
            beginStopping(id, at: now)
            return
        }
        let settled = !draining && after.targets.allSatisfy { $0.health?.state == "healthy" }
        let wait = settled ? timings.paced(timings.pass) : timings.targetPoll
        timers.add(.pollTargets(id), at: now.advanced(by: wait))
    }

    // MARK: containers

    mutating func beginStopping(_ id: TaskID, at now: Timestamp) {
        tasks.update(id) { task in
            task.step = .stoppingContainers
            task.lastStatus = .stopping
            task.stoppingAt = now
            task.version += 1
        }
        touch(tasks[id]?.serviceARN)
        stopContainers(id, at: now)
    }

    /// Stops what may stop now: a container goes after all that depend on it.
    mutating func stopContainers(_ id: TaskID, at now: Timestamp) {
        guard var task = tasks[id], task.step == .stoppingContainers else { return }
        for index in task.containers.indices where task.containers[index].phase == .waiting {
            task.containers[index].phase = .stopped
        }
        for index in task.containers.indices where task.containers[index].phase == .running {
            let name = task.containers[index].blueprint.name
            let isNeeded = task.containers.contains { other in
                other.phase != .stopped && other.blueprint.dependencies.contains { $0.container == name }
            }
            guard !isNeeded else { continue }
            task.containers[index].phase = .stopping
            effects.append(
                .stopContainer(
                    ContainerKey(task: id, name: name), timeout: task.containers[index].blueprint.stopTimeout))
        }
        let ended = task.containers.allSatisfy { $0.phase == .stopped }
        tasks[id] = task
        guard ended else { return }
        tasks.update(id) { $0.executionStoppedAt = now }
        beginDetach(id, at: now)
    }

    // MARK: the end

    mutating func beginDetach(_ id: TaskID, at now: Timestamp) {
        tasks.update(id) { task in
            task.step = .detaching(removed: false, waited: false)
            task.lastStatus = .deprovisioning
            task.stoppingAt = task.stoppingAt ?? now
            task.executionStoppedAt = task.executionStoppedAt ?? now
            for index in task.containers.indices { task.containers[index].phase = .stopped }
            task.version += 1
        }
        guard let task = tasks[id] else { return }
        touch(task.serviceARN)
        // A network that is still being made is waited for, so that it cannot outlive the task.
        if task.address != nil || !task.networkRequested { effects.append(.removeTask(id)) }
        timers.add(.networkDetached(id), at: now.advanced(by: timings.paced(timings.networkDetach)))
    }

    mutating func detachProgressed(_ id: TaskID, removed: Bool = false, waited: Bool = false, at now: Timestamp) {
        guard let task = tasks[id], case .detaching(let wasRemoved, let hadWaited) = task.step else { return }
        let isRemoved = wasRemoved || removed
        let hasWaited = hadWaited || waited
        guard isRemoved, hasWaited else {
            tasks.update(id) { $0.step = .detaching(removed: isRemoved, waited: hasWaited) }
            return
        }
        tasks.update(id) { task in
            task.step = .stopped
            task.lastStatus = .stopped
            task.stoppedAt = now
            task.version += 1
        }
        stopped.append(id)
        if stopped.count > Self.stoppedTaskLimit { forgetStopped(stopped[0]) }
        timers.add(.forgetTask(id), at: now.advanced(by: timings.retention))
        if let service = task.serviceARN {
            services.update(service) { $0.liveTasks.removeAll { $0 == id } }
            touch(service)
        }
    }
}
