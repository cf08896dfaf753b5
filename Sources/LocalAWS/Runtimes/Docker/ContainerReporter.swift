import AWSRuntime
import Logging
import NIOCore
import NIOHTTP1

/// Follows a container from its start to its end: passes on its output as lines, then its exit.
struct ContainerReporter: Sendable {
    let engine: EngineClient
    let queue: EventQueue
    let time: any CloudTime
    let logger: Logger

    /// How long an engine may be away before its containers are given up.
    private static let patience = Duration.seconds(10)
    /// How long the last output may take after the exit.
    private static let lastWords = Duration.seconds(2)

    /// Returns when the container has ended and all is told, or at once when cancelled.
    func follow(_ key: ContainerKey, id: String, mayRunOutOfMemory: Bool, exit: ExitLatch) async {
        let output = Task { await copyOutput(key, id) }
        let status = await withTaskCancellationHandler {
            await awaitExit(id, mayRunOutOfMemory)
        } onCancel: {
            output.cancel()
        }
        guard let status else {
            output.cancel()
            return
        }
        _ = await Race.run(atMost: Self.lastWords, on: time) {
            await withTaskCancellationHandler {
                await output.value
            } onCancel: {
                output.cancel()
            }
        }
        if Task.isCancelled { return }
        await queue.send(.exited(key, status))
        exit.set(status)
    }

    /// - Returns: nil when cancelled.
    private func awaitExit(_ id: String, _ mayRunOutOfMemory: Bool) async -> ExitStatus? {
        var awaySince: Duration?
        while !Task.isCancelled {
            do throws(EngineError) {
                let answer = try await engine.ask(WaitAnswer.self, .POST, "/containers/\(id)/wait", within: nil)
                let forMemory = try await wasKilledForMemory(id, answer.statusCode, mayRunOutOfMemory)
                // An engine that comes back has killed what it finds running.
                let lost = awaySince != nil && answer.statusCode == 137 && !forMemory
                return ExitStatus(
                    code: answer.statusCode, killedForMemory: forMemory, lost: lost ? Self.cameBack(engine) : nil)
            } catch {
                switch error {
                case .cancelled: return nil
                case .refused(let status, let message):
                    // Removed by somebody else: no exit code is left.
                    let vanished = RuntimeFailure("ContainerVanishedError", "No container matching saved ID found")
                    return ExitStatus(
                        code: 137,
                        lost: status == 404
                            ? vanished
                            : RuntimeFailure("CannotInspectContainerError", "Error response from daemon: \(message)"))
                case .unreachable, .timedOut, .unexpectedAnswer:
                    let since = awaySince ?? time.uptime()
                    awaySince = since
                    guard time.uptime() - since < Self.patience else {
                        return ExitStatus(
                            code: 137,
                            lost: error.failure(
                                "CannotInspectContainerError", to: "stopped", after: Self.patience, at: engine.endpoint)
                        )
                    }
                    // Cancelled sleep: the loop's condition ends it.
                    try? await time.sleep(for: .milliseconds(250))
                }
            }
        }
        return nil
    }

    private static func cameBack(_ engine: EngineClient) -> RuntimeFailure {
        RuntimeFailure(
            "CannotInspectContainerError",
            "Cannot connect to the Docker daemon at \(engine.endpoint). It went away and came back, and the container did "
                + "not live through it")
    }

    /// Engines tell it a moment after the exit, so an exit by SIGKILL of a limited container is looked at again.
    private func wasKilledForMemory(
        _ id: String, _ code: Int, _ mayRunOutOfMemory: Bool
    ) async throws(EngineError) -> Bool {
        guard mayRunOutOfMemory else { return false }
        for attempt in 1...5 {
            let seen = try await engine.ask(ContainerInspection.self, .GET, "/containers/\(id)/json")
            if seen.state.killedForMemory { return true }
            guard code == 137, attempt < 5 else { return false }
            try? await time.sleep(for: .milliseconds(40))  // Cancelled: the next call says so.
        }
        return false
    }

    /// Passes on what the container prints, until it ends.
    private func copyOutput(_ key: ContainerKey, _ id: String) async {
        let splitters = OutputLines(key: key, queue: queue)
        var since: Int64 = 0
        while !Task.isCancelled {
            do throws(EngineError) {
                var query = [("follow", "1"), ("stdout", "1"), ("stderr", "1")]
                if since > 0 { query.append(("since", "\(since)")) }
                try await engine.stream(.GET, "/containers/\(id)/logs", query) { piece in
                    await splitters.take(piece)
                }
                break
            } catch {
                switch error {
                case .cancelled, .refused: return
                case .unreachable, .timedOut, .unexpectedAnswer:
                    logger.debug("the stream of a container's output broke", metadata: ["error": "\(error)"])
                    since = max(since, time.now().millisecondsSinceEpoch / 1000)
                    try? await time.sleep(for: .milliseconds(250))  // Cancelled: the loop's condition ends it.
                }
            }
        }
        await splitters.finish()
    }
}

/// Turns an engine's frames into lines.
private actor OutputLines {
    private let key: ContainerKey
    private let queue: EventQueue
    private var demultiplexer = OutputDemultiplexer()
    private var splitters: [RuntimeEvent.OutputStream: LineSplitter] = [:]

    init(key: ContainerKey, queue: EventQueue) {
        self.key = key
        self.queue = queue
    }

    func take(_ buffer: ByteBuffer) async {
        for (stream, bytes) in demultiplexer.append(buffer.readableBytesView) {
            for line in splitters[stream, default: LineSplitter()].append(bytes) {
                await queue.send(.output(key, stream, line: line))
            }
        }
    }

    func finish() async {
        for stream in [RuntimeEvent.OutputStream.standardOutput, .standardError] {
            guard let rest = splitters[stream]?.finish() else { continue }
            await queue.send(.output(key, stream, line: rest))
        }
    }
}
