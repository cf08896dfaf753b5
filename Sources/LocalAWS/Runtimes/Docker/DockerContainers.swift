import Logging
import NIOHTTP1
import OCI

/// Containers of tasks.
extension DockerRuntime {
    /// The engine keeps output until it was read, this much of it.
    private static let log = LogConfiguration(type: "json-file", options: ["max-size": "16m", "max-file": "2"])
    /// ECS's agent gives up then.
    private static let startLimit = Duration.seconds(180)
    private static let createLimit = Duration.seconds(240)

    package func start(_ container: ContainerSpec, network: TaskNetwork) async throws(RuntimeFailure) {
        let key = container.key
        guard !closed, let sandbox = sandboxes[key.task] else {
            throw RuntimeFailure("CannotStartContainerError", "task \(key.task) has no network")
        }
        let holder = try await sandbox.value.get().id
        if let former = containers.removeValue(forKey: key) {
            former.follower.cancel()
            await discard(container: former.id)
        }
        let id = try await create(container, holder)
        do throws(EngineError) {
            try await engine.call(.POST, "/containers/\(id)/start", within: Self.startLimit)
        } catch {
            await discard(container: id)
            throw failure("CannotStartContainerError", error, to: "started", within: Self.startLimit)
        }
        guard sandboxes[key.task] != nil, !closed else {
            await discard(container: id)
            throw RuntimeFailure("CannotStartContainerError", "task \(key.task) was removed meanwhile")
        }
        let exit = ExitLatch()
        let reporter = reporter
        let limited = container.memoryLimitBytes != nil
        containers[key] = RunningContainer(
            id: id, stopSignal: Self.stopSignal(of: container.image), exit: exit,
            follower: Task { await reporter.follow(key, id: id, mayRunOutOfMemory: limited, exit: exit) })
    }

    private func create(_ container: ContainerSpec, _ holder: String) async throws(RuntimeFailure) -> String {
        let key = container.key
        return try await create(name: "slipway-\(key.task)-\(key.name)", errorClass: "CannotCreateContainerError") {
            () throws(RuntimeFailure) in
            Self.creation(
                container, image: try await self.localName(of: container.image), holder: holder,
                labels: self.labels(key.task, container: key.name))
        } whenGone: {
            self.forgetImage(configDigest: container.image.configDigest)
        }
    }

    /// Creates a container; when somebody removed its image from the engine, hands that over once more.
    func create(
        name: String, errorClass: String, _ creation: () async throws(RuntimeFailure) -> ContainerCreation,
        whenGone forget: () -> Void
    ) async throws(RuntimeFailure) -> String {
        for attempt in 1...2 {
            let body = try await creation()
            do throws(EngineError) {
                return try await engine.ask(
                    Created.self, .POST, "/containers/create", [("name", name)], body: body, within: Self.createLimit
                ).id
            } catch {
                guard attempt == 1, case .refused(status: 404, _) = error else {
                    throw failure(errorClass, error, to: "created", within: Self.createLimit)
                }
                forget()
            }
        }
        preconditionFailure("the second attempt returns or throws")
    }

    /// What the engine is asked for. Secrets travel in its body only.
    static func creation(
        _ container: ContainerSpec, image: String, holder: String, labels: [String: String]
    ) -> ContainerCreation {
        ContainerCreation(
            image: image, entryPoint: container.entryPoint, command: container.command,
            environment: container.environment.map { "\($0.name)=\($0.value)" },
            workingDirectory: container.workingDirectory, user: container.user, labels: labels,
            host: HostConfiguration(
                networkMode: "container:\(holder)", memoryBytes: container.memoryLimitBytes,
                memoryAndSwapBytes: container.memoryLimitBytes, cpuShares: container.cpuShares,
                readOnlyRoot: container.readOnlyRootFilesystem, runInit: container.runInit, log: log))
    }

    private static func stopSignal(of image: RunnableImage) -> String {
        // An unreadable configuration has no stop signal either; the engine refuses such an image before.
        let signal = (try? ImageConfiguration.parse(image.config))?.config?.stopSignal ?? ""
        return signal.isEmpty ? "SIGTERM" : signal
    }

    package func stop(_ container: ContainerKey, timeout: Duration) async {
        guard let running = containers[container], running.exit.status == nil else { return }
        if timeout > .zero {
            await signal(running, running.stopSignal)
            if await running.exit.wait(atMost: timeout, on: time) != nil { return }
        }
        await signal(running, "SIGKILL")
        if await running.exit.wait(atMost: .seconds(30), on: time) == nil {
            logger.warning("a container does not end", metadata: ["container": "\(container.name)"])
        }
    }

    private func signal(_ container: RunningContainer, _ signal: String) async {
        do throws(EngineError) {
            try await engine.call(.POST, "/containers/\(container.id)/kill", [("signal", signal)])
        } catch {
            // Already ended, or gone: the exit tells. An engine that is away is asked again by the caller.
            if case .refused(let status, _) = error, status == 404 || status == 409 { return }
            logger.warning("cannot signal a container", metadata: ["error": "\(error)"])
        }
    }

    package func remove(task: TaskID) async {
        let keys = containers.keys.filter { $0.task == task }
        for key in keys { containers.removeValue(forKey: key)?.follower.cancel() }
        let sandbox = await sandboxes.removeValue(forKey: task)?.value
        await removeContainers(labelled: [
            "\(Self.label)=\(instance.id)", "\(Self.taskLabel)=\(task.rawValue)",
        ])
        if case .success(let sandbox) = sandbox { await giveUp(sandbox) }
    }

    /// Removes a container whatever it does; its being gone is fine.
    func discard(container id: String) async {
        do throws(EngineError) {
            try await engine.call(.DELETE, "/containers/\(id)", [("force", "1"), ("v", "1")])
        } catch {
            // 404: gone; 409: being removed by another call.
            if case .refused(let status, _) = error, status == 404 || status == 409 { return }
            // Called off by a shutdown, which removes all containers itself.
            if error == .cancelled { return }
            logger.warning("cannot remove a container", metadata: ["container": "\(id)", "error": "\(error)"])
        }
    }
}
