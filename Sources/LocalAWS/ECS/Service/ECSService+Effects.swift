import AWSRuntime

extension ECSService {
    /// Does one thing the scheduler wants done and reports what came of it.
    func carryOut(_ effect: SchedulerEffect) async {
        switch effect {
        case .createNetwork(let id, let ports): await createNetwork(id, ports: ports)
        case .fetchSecrets(let id): await fetchSecrets(id)
        case .resolveImages(let id, let requests): await resolveImages(id, requests)
        case .prepareImages(let id): await prepareImages(id)
        case .openLogStreams(let id): await openLogStreams(id)
        case .startContainer(let key): await startContainer(key)
        case .stopContainer(let key, let timeout):
            await ports.runtime.stop(key, timeout: timeout)
            report(.containerStopped(key))
        case .checkHealth(let key, let argv, let timeout): await checkHealth(key, argv, timeout)
        case .registerTargets(let id, let registrations):
            for registration in registrations {
                await ports.targetGroups.register(registration.target, in: registration.targetGroupARN)
            }
            report(.targetsRegistered(id))
        case .deregisterTargets(_, let registrations):
            for registration in registrations {
                await ports.targetGroups.deregister(registration.target, from: registration.targetGroupARN)
            }
        case .observeTargets(let id, let registrations):
            var observed: [ObservedTarget] = []
            for registration in registrations {
                let health = await ports.targetGroups.health(of: registration.target, in: registration.targetGroupARN)
                observed.append(ObservedTarget(registration: registration, health: health))
            }
            report(.targetsObserved(id, observed))
        case .removeTask(let id):
            await ports.runtime.remove(task: id)
            forget(id)
            report(.taskRemoved(id))
        case .observeAlarms(let service, let deployment, let names):
            guard let scope = scope(of: service) else { return }
            let ringing = await ports.alarms?.ringing(names, in: scope) ?? []
            report(.alarmsObserved(service: service, deployment: deployment, ringing: ringing))
        case .ringAlarms(let service, let names):
            guard let scope = scope(of: service) else { return }
            await ports.alarms?.ring(names, in: scope)
        }
    }

    private func scope(of service: String) -> CloudScope? {
        plane.scheduler.services[service].map { CloudScope(account: $0.account, region: $0.region) }
    }

    private func task(_ id: TaskID) -> TaskRecord? { plane.scheduler.tasks[id] }

    private func region(of task: TaskRecord) -> String {
        task.arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(3).first.map(String.init) ?? ""
    }

    private func forget(_ id: TaskID) {
        secrets = secrets.filter { $0.key.task != id }
        images = images.filter { $0.key.task != id }
        logs = logs.filter { $0.key.task != id }
    }

    private func createNetwork(_ id: TaskID, ports mapped: [Int]) async {
        do throws(RuntimeFailure) {
            report(.networkCreated(id, try await ports.runtime.createNetwork(task: id, ports: mapped)))
        } catch {
            report(.networkFailed(id, error))
        }
    }

    /// All of a task's secrets; what cannot be read is told together, as the agent does.
    private func fetchSecrets(_ id: TaskID) async {
        guard let task = task(id) else { return }
        let region = region(of: task)
        var values: [ContainerKey: [ContainerSpec.EnvironmentVariable]] = [:]
        var failures: [RuntimeFailure] = []
        for container in task.containers {
            let key = ContainerKey(task: id, name: container.blueprint.name)
            for secret in container.blueprint.secrets {
                do throws(RuntimeFailure) {
                    let value = try await ports.secrets.value(of: secret.valueFrom, region: region)
                    values[key, default: []].append(.init(secret.name, value))
                } catch {
                    if !failures.contains(error) { failures.append(error) }
                }
            }
        }
        guard let first = failures.first else {
            // The task may have been stopped meanwhile; what it would have run with is not kept then.
            if self.task(id)?.step == .fetchingSecrets { secrets.merge(values) { _, new in new } }
            report(.secretsFetched(id))
            return
        }
        let details = failures.map(\.detail).joined(separator: ";")
        report(.preparationFailed(id, RuntimeFailure(first.errorClass, details), container: nil))
    }

    private func resolveImages(_ id: TaskID, _ requests: [ImageRequest]) async {
        var found: [ContainerKey: RunnableImage] = [:]
        var resolved: [ResolvedImage] = []
        for request in requests {
            do throws(RuntimeFailure) {
                var image = try await ports.images.resolve(request.reference, platform: request.platform)
                if let index = task(id)?.index(of: request.container),
                    let standIn = task(id)?.containers[index].blueprint.standIn
                {
                    image = try ports.standIns.image(standIn, inPlaceOf: image, platform: request.platform)
                }
                found[ContainerKey(task: id, name: request.container)] = image
                resolved.append(
                    ResolvedImage(container: request.container, image: request.reference, digest: image.manifestDigest))
            } catch {
                report(.preparationFailed(id, error, container: request.container))
                return
            }
        }
        if task(id)?.step == .resolvingImages { images.merge(found) { _, new in new } }
        report(.imagesResolved(id, resolved))
    }

    private func prepareImages(_ id: TaskID) async {
        guard let task = task(id) else { return }
        for container in task.containers {
            let name = container.blueprint.name
            guard let image = images[ContainerKey(task: id, name: name)] else { return }
            do throws(RuntimeFailure) {
                try await ports.runtime.prepareImage(image)
            } catch {
                report(.preparationFailed(id, error, container: name))
                return
            }
        }
        report(.imagesPrepared(id))
    }

    private func openLogStreams(_ id: TaskID) async {
        guard let task = task(id) else { return }
        for container in task.containers {
            guard let log = container.blueprint.log else { continue }
            let name = container.blueprint.name
            let stream = log.stream(container: name, task: id)
            do throws(RuntimeFailure) {
                try await ports.logs.openStream(
                    group: log.group, stream: stream, region: log.region, createGroup: log.createGroup)
            } catch {
                report(.preparationFailed(id, error, container: nil))
                return
            }
            logs[ContainerKey(task: id, name: name)] = LogDestination(
                group: log.group, stream: stream, region: log.region)
        }
        report(.logStreamsOpened(id))
    }

    private func startContainer(_ key: ContainerKey) async {
        guard let task = task(key.task), let index = task.index(of: key.name), let image = images[key],
            let network = task.address
        else {
            // Unreachable: a container starts only after its task has a network and its image was prepared.
            report(.containerStartFailed(key, RuntimeFailure("CannotCreateContainerError", "no image or network")))
            return
        }
        let specification = specification(of: task.containers[index].blueprint, key, image, task)
        do throws(RuntimeFailure) {
            try await ports.runtime.start(specification, network: network)
            report(.containerStarted(key))
        } catch {
            report(.containerStartFailed(key, error))
        }
    }

    private func specification(
        of blueprint: ContainerBlueprint, _ key: ContainerKey, _ image: RunnableImage, _ task: TaskRecord
    ) -> ContainerSpec {
        let region = region(of: task)
        let own = blueprint.environment + (secrets[key] ?? [])
        // What Fargate adds itself, as far as LocalAWS has it; the task definition's own values win.
        let added: [ContainerSpec.EnvironmentVariable] = [
            .init("AWS_DEFAULT_REGION", region), .init("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE"),
            .init("AWS_REGION", region),
        ].filter { variable in !own.contains { $0.name == variable.name } }
        let taskMemory = (task.changes.memory ?? task.blueprint.memory).flatMap(FargateSize.memory)
        let memory = blueprint.memoryMiB ?? taskMemory
        return ContainerSpec(
            key: key, image: image, entryPoint: blueprint.entryPoint, command: blueprint.command,
            workingDirectory: blueprint.workingDirectory, user: blueprint.user, environment: added + own,
            ports: blueprint.ports, memoryLimitBytes: memory.map { Int64($0) * 1_048_576 },
            cpuShares: blueprint.cpu > 0 ? blueprint.cpu : nil,
            readOnlyRootFilesystem: blueprint.readOnlyRootFilesystem, runInit: blueprint.runInit)
    }

    /// A check that cannot be run, or does not end in time, has failed.
    private func checkHealth(_ key: ContainerKey, _ argv: [String], _ timeout: Duration) async {
        let passed: Bool
        do throws(RuntimeFailure) {
            passed = try await ports.runtime.execute(argv, in: key, timeout: timeout) == 0
        } catch {
            passed = false
        }
        report(.healthChecked(key, passed: passed))
    }
}
