import Logging
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Commands inside running containers.
extension DockerRuntime {
    package func execute(
        _ command: [String], in container: ContainerKey, timeout: Duration
    ) async throws(RuntimeFailure) -> Int? {
        guard let running = containers[container], running.exit.status == nil else {
            throw RuntimeFailure("ContainerRuntimeError", "container \(container.name) is not running")
        }
        do throws(EngineError) {
            let engine = engine
            let exec = try await engine.ask(
                Created.self, .POST, "/containers/\(running.id)/exec", body: ExecCreation(command: command)
            ).id
            let ended = await Race.run(atMost: timeout, on: time) { () -> Result<Void, EngineError> in
                do throws(EngineError) {
                    // The answer ends when the command does.
                    try await engine.stream(.POST, "/exec/\(exec)/start", body: ExecStart()) { _ in }
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            guard let ended else {
                await kill(exec, in: running.id)
                return nil
            }
            do throws(EngineError) {
                try ended.get()
            } catch {
                // Not found, or not executable: the engine cannot start it, and records a shell's code for that.
                guard case .refused = error else { throw error }
            }
            return try await exitCode(of: exec)
        } catch {
            throw failure("ContainerRuntimeError", error, to: "executed", within: timeout)
        }
    }

    /// The engine notes the exit a moment after the stream's end.
    private func exitCode(of exec: String) async throws(EngineError) -> Int {
        for _ in 1...100 {
            let seen = try await engine.ask(ExecInspection.self, .GET, "/exec/\(exec)/json")
            if !seen.running { return seen.exitCode ?? 126 }
            do {
                try await time.sleep(for: .milliseconds(20))
            } catch {
                throw .cancelled
            }
        }
        throw .timedOut
    }

    /// The API cannot end a command. On this machine its process is signalled; where the engine's processes are not
    /// visible (a virtual machine), or not ours to signal, `kill` is run inside the container.
    private func kill(_ exec: String, in container: String) async {
        do throws(EngineError) {
            let seen = try await engine.ask(ExecInspection.self, .GET, "/exec/\(exec)/json")
            guard seen.running, let process = seen.processID, process > 1 else { return }
            let main = try await engine.ask(ContainerInspection.self, .GET, "/containers/\(container)/json")
            guard Self.sharePIDNamespace(process, main.state.processID) else {
                logger.debug("a timed-out command runs on: the engine's processes cannot be seen from here")
                return
            }
            // A command leads its own session, so its children are in its process group.
            if !Self.signal(-process), !Self.signal(process), let inner = Self.innerNumber(process) {
                let killer = try await engine.ask(
                    Created.self, .POST, "/containers/\(container)/exec",
                    body: ExecCreation(command: ["/bin/sh", "-c", "kill -9 -\(inner) || kill -9 \(inner)"]))
                try await engine.stream(.POST, "/exec/\(killer.id)/start", body: ExecStart()) { _ in }
            }
            _ = try await exitCode(of: exec)
        } catch {
            logger.debug("a timed-out command may run on", metadata: ["error": "\(error)"])
        }
    }

    private static func signal(_ process: Int32) -> Bool {
        #if canImport(Glibc)
        Glibc.kill(process, SIGKILL) == 0
        #elseif canImport(Musl)
        Musl.kill(process, SIGKILL) == 0
        #else
        Darwin.kill(process, SIGKILL) == 0
        #endif
    }

    /// Whether two numbers belong to processes of one container on this machine, not to strangers of the same number.
    private static func sharePIDNamespace(_ first: Int32, _ second: Int32) -> Bool {
        guard first > 1, second > 1 else { return false }
        let numbers = [first, second].map { innerNumber($0) }
        return numbers[0] != nil && numbers[1] == 1
    }

    /// A process's number inside its own PID namespace, when it has one apart from ours (`NSpid` in proc(5)).
    private static func innerNumber(_ process: Int32) -> Int32? {
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/status") else { return nil }
        let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("NSpid:") }) else { return nil }
        let numbers = line.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { Int32($0) }
        return numbers.count > 1 ? numbers.last : nil
    }
}
