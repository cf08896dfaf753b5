package import Logging
import NIOCore

/// Runs containers by an engine that speaks the Docker Engine API: Docker, or Podman's socket.
///
/// A task's network namespace belongs to a container that does nothing but hold it, as on ECS: the task's address is
/// known before its first container starts, and stays when one of several ends.
package actor DockerRuntime: TaskRuntime {
    package nonisolated let name = "docker"
    package nonisolated let platform: String
    package nonisolated let events: AsyncStream<RuntimeEvent>

    let engine: EngineClient
    let instance: RuntimeInstance
    let time: any CloudTime
    let logger: Logger
    let reporter: ContainerReporter
    let queue: EventQueue
    let networking: Networking

    /// How containers get an address.
    package enum Networking: Hashable, Sendable {
        /// Each task has its own, on a bridge of this machine, when there is one; else as `published`.
        case automatic
        /// Every container port is published at a loopback port of this machine: for engines in a virtual machine
        /// (Docker Desktop) and rootless ones, whose containers have no address that this machine reaches.
        case published
    }

    var bridge: Task<Result<Bridge, RuntimeFailure>, Never>?
    var sandboxes: [TaskID: Task<Result<Sandbox, RuntimeFailure>, Never>] = [:]
    /// Sandboxes that no task has yet, and the making of them.
    var spares: [Sandbox] = []
    var refill: Task<Void, Never>?
    var containers: [ContainerKey: RunningContainer] = [:]
    /// The names under which images are in the engine, by the digest of their configuration.
    var images: [String: Task<Result<String, RuntimeFailure>, Never>] = [:]
    var addresses: AddressPool?
    var sweep: Task<Void, Never>?
    /// Killed ones whose leavings the sweep has found.
    package internal(set) var cleared: Set<RuntimeInstance> = []
    var closed = false

    /// A network of this LocalAWS in the engine.
    struct Bridge: Sendable {
        var id: String
        var name: String
        /// Nil when its addresses cannot be reached from here.
        var network: IPv4Network?
    }

    /// The container that holds a task's network namespace.
    struct Sandbox: Sendable {
        var id: String
        var address: UInt32?
        var network: TaskNetwork
    }

    struct RunningContainer: Sendable {
        var id: String
        var stopSignal: String
        var exit: ExitLatch
        var follower: Task<Void, Never>
    }

    private init(
        engine: EngineClient, instance: RuntimeInstance, networking: Networking, time: any CloudTime, logger: Logger
    ) {
        self.engine = engine
        self.instance = instance
        self.networking = networking
        self.time = time
        self.logger = logger
        self.platform = "linux/\(engine.version.architecture)"
        let queue = EventQueue()
        self.queue = queue
        self.events = queue.stream()
        self.reporter = ContainerReporter(engine: engine, queue: queue, time: time, logger: logger)
    }

    /// Finds the engine. What earlier ones that were killed left in it is removed in the background.
    /// - Parameter limit: how long the engine may take to say who it is.
    /// - Throws: with all places that were looked at, and why each would not do.
    package static func connect(
        to endpoints: [EngineEndpoint], instance: RuntimeInstance, networking: Networking = .automatic,
        time: any CloudTime, logger: Logger, within limit: Duration = .seconds(5)
    ) async throws(RuntimeUnavailable) -> DockerRuntime {
        var reasons: [String] = []
        for endpoint in endpoints {
            do {
                let engine = try await EngineClient.connect(to: endpoint, within: limit)
                guard engine.version.os == "linux" else {
                    await engine.close()
                    reasons.append("\(endpoint): it runs \(engine.version.os) containers, not linux ones")
                    continue
                }
                let runtime = DockerRuntime(
                    engine: engine, instance: instance, networking: networking, time: time, logger: logger)
                await runtime.beginSweep()
                return runtime
            } catch {
                reasons.append("\(endpoint): \(describe(error, limit))")
            }
        }
        throw RuntimeUnavailable("no container engine answers (\(reasons.joined(separator: "; ")))")
    }

    private static func describe(_ error: EngineError, _ limit: Duration) -> String {
        switch error {
        case .unreachable(let detail): detail
        case .refused(let status, let message): "status \(status): \(message)"
        case .timedOut: "no answer within \(EngineError.goSpelling(limit))"
        case .unexpectedAnswer(let detail): detail
        case .cancelled: "interrupted"
        }
    }

    /// The engine's own version and address, for people: `Docker Engine API of 20.10.24 at unix:///…`.
    package nonisolated var summary: String { "engine \(engine.version.version) at \(engine.endpoint)" }

    // MARK: Labels

    static let label = "slipway.localaws"
    static let taskLabel = "slipway.localaws.task"
    static let containerLabel = "slipway.localaws.container"
    /// Everything that is loaded has a tag of its own instance under this name.
    static let imageRepository = "localhost/slipway-localaws"

    func labels(_ task: TaskID? = nil, container: String? = nil) -> [String: String] {
        var labels = [Self.label: instance.id]
        if let task { labels[Self.taskLabel] = task.rawValue }
        if let container { labels[Self.containerLabel] = container }
        return labels
    }

    func failure(
        _ errorClass: String, _ error: EngineError, to transition: String,
        within limit: Duration = EngineClient.callLimit
    ) -> RuntimeFailure {
        error.failure(errorClass, to: transition, after: limit, at: engine.endpoint)
    }
}
