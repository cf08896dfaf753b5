package import AWSRuntime

extension SchedulerCore {
    /// Whether a container may start.
    private enum Readiness {
        case ready, waiting
        case never(String)
    }

    /// Starts what its dependencies allow, and sees whether the whole task has come up.
    mutating func startReadyContainers(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id], task.step == .startingContainers, task.desiredRunning else { return }
        for (index, container) in task.containers.enumerated() where container.phase == .waiting {
            switch readiness(of: container, in: task, at: now) {
            case .waiting: break
            case .ready:
                tasks.update(id) { $0.containers[index].phase = .starting }
                effects.append(.startContainer(ContainerKey(task: id, name: container.blueprint.name)))
            case .never(let why):
                tasks.update(id) { task in
                    task.containers[index].phase = .stopped
                    task.containers[index].reason = String("TaskDependencyError: \(why)".prefix(1024))
                    task.version += 1
                }
                endTask(id, .taskFailedToStart, "Task failed to start", outcome: .failedToStart, at: now)
                return
            }
        }
        allContainersUp(id, at: now)
    }

    /// Texts after the agent's `dependencygraph`.
    private func readiness(of container: ContainerState, in task: TaskRecord, at now: Timestamp) -> Readiness {
        var result = Readiness.ready
        for dependency in container.blueprint.dependencies {
            guard let index = task.index(of: dependency.container) else { continue }
            let other = task.containers[index]
            let names = "[\(dependency.container)] for target [\(container.blueprint.name)]"
            if other.phase == .stopped, !other.hasRun {
                return .never(
                    "dependency graph: failed to resolve container ordering dependency \(names) "
                        + "because dependency will never start")
            }
            let fulfilled: Bool
            switch dependency.condition {
            case .start: fulfilled = other.hasRun
            case .complete: fulfilled = other.phase == .stopped
            case .success:
                if other.phase == .stopped, other.exit?.code != 0 {
                    return .never(
                        "dependency graph: failed to resolve container ordering dependency \(names) "
                            + "as dependency did not exit successfully.")
                }
                fulfilled = other.phase == .stopped
            case .healthy: fulfilled = other.health == .healthy && other.phase == .running
            }
            if fulfilled { continue }
            if dependency.condition != .start, let timeout = other.blueprint.startTimeout,
                let started = other.startedAt,
                other.phase != .stopped, started.advanced(by: timeout) <= now
            {
                return .never("dependency graph: container ordering dependency \(names) has timed out.")
            }
            result = .waiting
        }
        return result
    }

    /// ACTIVATING ends when every container has come up: then the targets are registered, then the task is RUNNING.
    private mutating func allContainersUp(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id], task.step == .startingContainers, task.desiredRunning,
            !task.containers.contains(where: { $0.phase == .waiting || $0.phase == .starting })
        else { return }
        guard let address = task.address, !task.loadBalancers.isEmpty else {
            enterRunning(id, at: now)
            return
        }
        let targets = task.loadBalancers.map { binding in
            TaskTarget(
                targetGroupARN: binding.targetGroupARN, containerName: binding.containerName,
                containerPort: binding.containerPort,
                target: Target(
                    id: address.address, port: address.portMap[binding.containerPort] ?? binding.containerPort))
        }
        tasks.update(id) { task in
            task.targets = targets
            task.step = .registeringTargets
        }
        effects.append(
            .registerTargets(
                id, targets.map { TargetRegistration(targetGroupARN: $0.targetGroupARN, target: $0.target) }))
    }

    mutating func targetsRegistered(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id], task.step == .registeringTargets else { return }
        for target in task.targets {
            tell(task.serviceARN, at: now) { ServiceEventText.registered($0, 1, target.targetGroupARN) }
        }
        if task.desiredRunning {
            enterRunning(id, at: now)
        } else {
            releaseTargets(id, at: now)
        }
    }

    private mutating func enterRunning(_ id: TaskID, at now: Timestamp) {
        tasks.update(id) { task in
            task.step = .running
            task.lastStatus = .running
            task.startedAt = now
            task.version += 1
        }
        defer { stopByFault(id, at: now) }
        guard let task = tasks[id], let arn = task.serviceARN, let service = services[arn] else { return }
        touch(arn)
        if task.targets.isEmpty {
            timers.add(.pass(arn), at: now.advanced(by: timings.paced(timings.healthyWithoutChecks)))
        } else {
            pollTargets(id)
        }
        if service.options.healthCheckGracePeriod > .zero {
            timers.add(.pass(arn), at: now.advanced(by: service.options.healthCheckGracePeriod))
        }
    }

    // MARK: containers come and go

    mutating func containerStarted(_ key: ContainerKey, at now: Timestamp) {
        guard let task = tasks[key.task], let index = task.index(of: key.name),
            task.containers[index].phase == .starting
        else { return }
        let container = task.containers[index]
        tasks.update(key.task) { task in
            task.containers[index].phase = .running
            task.containers[index].hasRun = true
            task.containers[index].startedAt = now
            task.version += 1
        }
        if let check = container.blueprint.healthCheck {
            timers.add(.healthCheckDue(key), at: now.advanced(by: timings.paced(check.interval)))
        }
        if let timeout = container.blueprint.startTimeout {
            timers.add(.startTimeout(key), at: now.advanced(by: timeout))
        }
        if task.step == .stoppingContainers {
            stopContainers(key.task, at: now)
        } else {
            startReadyContainers(key.task, at: now)
        }
        // Its end was reported before its start was.
        if let exit = container.exit { containerEnded(key, status: exit, at: now) }
    }

    mutating func containerStartFailed(_ key: ContainerKey, _ failure: RuntimeFailure, at now: Timestamp) {
        guard let task = tasks[key.task], let index = task.index(of: key.name),
            task.containers[index].phase == .starting
        else { return }
        tasks.update(key.task) { task in
            task.containers[index].phase = .stopped
            task.containers[index].reason = String(failure.reason.prefix(1024))
            task.version += 1
        }
        if task.step == .stoppingContainers {
            stopContainers(key.task, at: now)
        } else if task.containers[index].blueprint.essential {
            endTask(key.task, .taskFailedToStart, "Task failed to start", outcome: .failedToStart, at: now)
        } else {
            startReadyContainers(key.task, at: now)
        }
    }

    mutating func containerExited(_ key: ContainerKey, _ status: ExitStatus, at now: Timestamp) {
        guard let task = tasks[key.task], let index = task.index(of: key.name) else { return }
        if task.containers[index].phase == .starting {
            tasks.update(key.task) { $0.containers[index].exit = status }
        } else {
            containerEnded(key, status: status, at: now)
        }
    }

    mutating func containerStopReturned(_ key: ContainerKey, at now: Timestamp) {
        guard let task = tasks[key.task], let index = task.index(of: key.name),
            task.containers[index].phase == .stopping
        else { return }
        timers.add(.exitOverdue(key), at: now.advanced(by: timings.exitGrace))
    }

    /// - Parameter status: nil when the runtime never said how it ended.
    mutating func containerEnded(_ key: ContainerKey, status: ExitStatus?, at now: Timestamp) {
        guard let task = tasks[key.task], let index = task.index(of: key.name) else { return }
        switch task.containers[index].phase {
        case .waiting, .starting, .stopped: return
        case .running, .stopping: break
        }
        tasks.update(key.task) { task in
            task.containers[index].phase = .stopped
            task.containers[index].exit = status
            if let lost = status?.lost {
                task.containers[index].reason = String(lost.reason.prefix(1024))
            } else if status?.killedForMemory == true {
                task.containers[index].reason = "OutOfMemoryError: Container killed due to memory usage"
            }
            task.version += 1
        }
        if task.step == .stoppingContainers {
            stopContainers(key.task, at: now)
        } else if task.desiredRunning, task.containers[index].blueprint.essential {
            endTask(
                key.task, .essentialContainerExited, "Essential container in task exited", outcome: .crashed, at: now)
        } else {
            startReadyContainers(key.task, at: now)
        }
        touch(task.serviceARN)
    }

    // MARK: health checks

    mutating func beginHealthCheck(_ key: ContainerKey) {
        guard let task = tasks[key.task], let index = task.index(of: key.name), task.desiredRunning,
            task.containers[index].phase == .running, let check = task.containers[index].blueprint.healthCheck
        else { return }
        effects.append(.checkHealth(key, argv: check.argv, timeout: check.timeout))
    }

    mutating func healthChecked(_ key: ContainerKey, passed: Bool, at now: Timestamp) {
        guard let task = tasks[key.task], let index = task.index(of: key.name), task.desiredRunning,
            task.containers[index].phase == .running, let check = task.containers[index].blueprint.healthCheck,
            let started = task.containers[index].startedAt
        else { return }
        let before = task.containers[index].health
        tasks.update(key.task) { task in
            task.containers[index].record(passed: passed, check: check, started: started, at: now)
            if task.containers[index].health != before { task.version += 1 }
        }
        timers.add(.healthCheckDue(key), at: now.advanced(by: timings.paced(check.interval)))
        guard tasks[key.task]?.containers[index].health != before else { return }
        startReadyContainers(key.task, at: now)
        touch(task.serviceARN)
    }
}

extension ContainerState {
    /// One result of the health check: failures count only after the start period, which a success ends.
    package mutating func record(passed: Bool, check: ContainerHealthCheck, started: Timestamp, at now: Timestamp) {
        if now >= started.advanced(by: check.startPeriod) { startPeriodOver = true }
        if passed {
            startPeriodOver = true
            healthFailures = 0
            health = .healthy
        } else if startPeriodOver {
            healthFailures += 1
            if healthFailures >= check.retries { health = .unhealthy }
        }
    }
}
