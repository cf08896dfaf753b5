import Logging
import OCI

/// Output, commands, stopping.
extension ProcessRuntime {
    /// How long the last output may take after the exit.
    private static let lastWords = Duration.seconds(2)

    /// Returns when the container has ended and all is told.
    nonisolated func follow(
        _ key: ContainerKey, _ process: ChildProcess, _ ends: (output: Int32, error: Int32), _ exit: ExitLatch
    ) async {
        let output = Task { await self.copy(ends.output, key, .standardOutput) }
        let error = Task { await self.copy(ends.error, key, .standardError) }
        guard var status = await process.ended.wait() else {
            output.cancel()
            error.cancel()
            return
        }
        _ = await Race.run(atMost: Self.lastWords, on: time) {
            await withTaskCancellationHandler {
                await output.value
                await error.value
            } onCancel: {
                output.cancel()
                error.cancel()
            }
        }
        if Task.isCancelled { return }
        status.killedForMemory =
            status.code == 137 && controlGroups.wasKilledForMemory(instance: instance.id, name: Self.groupName(key))
        await queue.send(.exited(key, status))
        exit.set(status)
    }

    private nonisolated func copy(
        _ descriptor: Int32, _ key: ContainerKey, _ stream: RuntimeEvent.OutputStream
    ) async {
        do {
            try await OutputPipes.lines(from: descriptor) { line in
                await self.queue.send(.output(key, stream, line: line))
            }
        } catch is CancellationError {
            return
        } catch {
            logger.warning("a container's output is lost", metadata: ["error": "\(error)"])
        }
    }

    package func execute(
        _ command: [String], in container: ContainerKey, timeout: Duration
    ) async throws(RuntimeFailure) -> Int? {
        guard let running = containers[container], running.process.ended.status == nil else {
            throw RuntimeFailure("ContainerRuntimeError", "container \(container.name) is not running")
        }
        guard let word = command.first else { throw RuntimeFailure("ContainerRuntimeError", "an empty command") }
        var launch = running.launch
        launch.join = running.process.number
        launch.root = nil
        launch.overlay = nil
        launch.hostname = nil
        launch.readOnly = false
        launch.runInit = false
        launch.arguments = command
        // What runs there may have made the program, so it is looked for where the container sees it.
        let root = ImageRoot("/proc/\(running.process.number)/root")
        let places =
            word.contains("/")
            ? [word.hasPrefix("/") ? word : "\(launch.folder)/\(word)"]
            : running.searchPath.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(word)" }
        let found = places.compactMap { path in root.status(of: path).map { (path, $0) } }
        // As a shell, and as container engines: 127 is not found, 126 not executable.
        guard !found.isEmpty else { return 127 }
        guard let program = found.first(where: { $0.1.kind == .file && $0.1.mode & 0o111 != 0 }) else { return 126 }
        launch.program = program.0
        return try await run(launch, timeout)
    }

    private func run(_ launch: Launch, _ timeout: Duration) async throws(RuntimeFailure) -> Int? {
        let nowhere = OutputPipes.openNowhere()
        guard nowhere >= 0 else { throw RuntimeFailure("ContainerRuntimeError", "/dev/null cannot be opened") }
        defer { OutputPipes.shut([nowhere]) }
        do throws(Launch.Refusal) {
            let process = try await ChildProcess.start(launch, output: nowhere, error: nowhere)
            if let status = await process.ended.wait(atMost: timeout, on: time) { return status.code }
            process.killGroup()
            _ = await process.ended.wait()
            return nil
        } catch {
            throw RuntimeFailure(
                "ContainerRuntimeError",
                "\(error.stage.words) failed: \(Disk.describe(errorCode: error.code).lowercased())")
        }
    }

    package func stop(_ container: ContainerKey, timeout: Duration) async {
        guard let running = containers[container], running.exit.status == nil else { return }
        if timeout > .zero {
            running.process.signal(running.stopSignal)
            if await running.exit.wait(atMost: timeout, on: time) != nil { return }
        }
        running.process.killGroup()
        if await running.exit.wait(atMost: .seconds(30), on: time) == nil {
            logger.warning("a container does not end", metadata: ["container": "\(container.name)"])
        }
    }
}
