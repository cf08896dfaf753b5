package import Logging
import OCI

/// Which runtime runs containers.
package enum RuntimeChoice: String, CaseIterable, Sendable {
    /// A container engine where one answers, else processes.
    case auto
    case docker
    case process

    package struct Settings: Sendable {
        package var instance: RuntimeInstance
        package var time: any CloudTime
        package var logger: Logger
        /// For `process`: where images are unpacked.
        package var stateFolder: String
        /// `DOCKER_HOST`, `XDG_RUNTIME_DIR`, `HOME`.
        package var environment: [String: String]
        /// How long an engine may take to say who it is.
        package var patience: Duration

        package init(
            instance: RuntimeInstance, time: any CloudTime, logger: Logger, stateFolder: String,
            environment: [String: String], patience: Duration = .seconds(2)
        ) {
            self.instance = instance
            self.time = time
            self.logger = logger
            self.stateFolder = stateFolder
            self.environment = environment
            self.patience = patience
        }
    }

    /// A runtime, and why it is this one, in a sentence for people.
    package struct Chosen: Sendable {
        package var runtime: any TaskRuntime
        package var reason: String
    }

    /// - Throws: what is missing for each runtime that was asked for, and what to do.
    package func make(_ settings: Settings) async throws(RuntimeUnavailable) -> Chosen {
        switch self {
        case .docker:
            do throws(RuntimeUnavailable) {
                let docker = try await Self.connect(settings)
                sweepProcesses(settings)
                return Chosen(runtime: docker, reason: "docker, as asked: \(docker.summary)")
            } catch {
                throw RuntimeUnavailable(
                    "\(error.message); start Docker, set DOCKER_HOST, or choose --runtime process")
            }
        case .process:
            let process = try await Self.open(settings)
            sweepEngine(settings)
            return Chosen(runtime: process, reason: "process, as asked: \(process.summary)")
        case .auto:
            let noEngine: RuntimeUnavailable
            do throws(RuntimeUnavailable) {
                let docker = try await Self.connect(settings)
                sweepProcesses(settings)
                return Chosen(runtime: docker, reason: "docker: \(docker.summary)")
            } catch {
                noEngine = error
            }
            do throws(RuntimeUnavailable) {
                let process = try await Self.open(settings)
                return Chosen(runtime: process, reason: "process, because \(noEngine.message): \(process.summary)")
            } catch {
                throw RuntimeUnavailable(
                    "\(noEngine.message), and \(error.message); start Docker, or set DOCKER_HOST")
            }
        }
    }

    /// Removes what LocalAWS's that were killed left on this machine, whichever runtime they had. A runtime that cannot
    /// be used left nothing that it could remove.
    /// - Returns: whose things were found.
    package static func clear(_ settings: Settings) async -> Set<RuntimeInstance> {
        var cleared: Set<RuntimeInstance> = []
        let left = (try? Disk.list(settings.stateFolder)) ?? []  // No folder: nothing left.
        if !left.isEmpty, let process = try? await open(settings) {
            await process.awaitSweep()
            cleared.formUnion(await process.cleared)
            await process.shutdown()
        }
        if let docker = try? await connect(settings) {
            await docker.awaitSweep()
            cleared.formUnion(await docker.cleared)
            await docker.shutdown()
        }
        return cleared
    }

    // The runtime that was not chosen may have been an earlier one's, which was killed: what that left is removed in
    // the background. A runtime that cannot be used left nothing that it could remove.

    private func sweepProcesses(_ settings: Settings) {
        guard let left = try? Disk.list(settings.stateFolder), !left.isEmpty else { return }
        Task { try? await Self.open(settings).shutdown() }
    }

    private func sweepEngine(_ settings: Settings) {
        Task { try? await Self.connect(settings).shutdown() }
    }

    private static func connect(_ settings: Settings) async throws(RuntimeUnavailable) -> DockerRuntime {
        try await DockerRuntime.connect(
            to: try EngineEndpoint.candidates(environment: settings.environment), instance: settings.instance,
            time: settings.time, logger: settings.logger, within: settings.patience)
    }

    private static func open(_ settings: Settings) async throws(RuntimeUnavailable) -> ProcessRuntime {
        try await ProcessRuntime.open(
            stateFolder: settings.stateFolder, instance: settings.instance, time: settings.time,
            logger: settings.logger)
    }
}
