/// Runs the containers of tasks for real. The ECS scheduler decides; a runtime only does and reports.
///
/// `docker` speaks to an engine; `process` unpacks images and starts their entry points on the host.
package protocol TaskRuntime: Sendable {
    /// `docker` or `process`, as `local status` prints it.
    var name: String { get }
    /// The platform its containers run on, such as `linux/amd64`.
    var platform: String { get }
    /// What its containers do, as it happens: exits and output. One consumer.
    var events: AsyncStream<RuntimeEvent> { get }

    /// A network of its own for the task, with an address that the host reaches. Repeating it gives the same one.
    /// - Parameter ports: every container port of the task, so that a runtime without network namespaces can map each.
    func createNetwork(task: TaskID, ports: [Int]) async throws(RuntimeFailure) -> TaskNetwork
    /// Makes the image startable. Repeating it is cheap.
    func prepareImage(_ image: RunnableImage) async throws(RuntimeFailure)
    /// Creates and starts one container of a task; `exited` follows in `events`.
    func start(_ container: ContainerSpec, network: TaskNetwork) async throws(RuntimeFailure)
    /// Runs a command inside a running container, as a health check does. Output is dropped.
    /// - Returns: the exit code, or nil when `timeout` ended first (the command is killed).
    func execute(
        _ command: [String], in container: ContainerKey, timeout: Duration
    ) async throws(RuntimeFailure) -> Int?
    /// Sends the container's stop signal, then SIGKILL after `timeout`. Returns when it has ended.
    func stop(_ container: ContainerKey, timeout: Duration) async
    /// Removes every trace of the task: containers, network, files. What still ran is killed, without an event.
    func remove(task: TaskID) async
    /// Removes every trace of this LocalAWS's tasks, and of earlier ones that were killed.
    func shutdown() async
}

/// The id at the end of a task ARN.
package struct TaskID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }
    package static func < (left: TaskID, right: TaskID) -> Bool { left.rawValue < right.rawValue }
}

package struct ContainerKey: Hashable, Sendable {
    package var task: TaskID
    /// The container's name in the task definition.
    package var name: String

    package init(task: TaskID, name: String) {
        self.task = task
        self.name = name
    }
}

package struct TaskNetwork: Hashable, Sendable {
    /// IPv4, reachable from this machine. Two tasks never share an address and port.
    package var address: String
    /// Where the application listens for a container port, when it is not the port itself (no network namespaces).
    package var portMap: [Int: Int]
    /// An address of this machine that the task reaches, for databases beside it.
    package var hostAddress: String

    package init(address: String, portMap: [Int: Int] = [:], hostAddress: String) {
        self.address = address
        self.portMap = portMap
        self.hostAddress = hostAddress
    }
}

/// An image whose blobs are all in LocalAWS's registry store.
package struct RunnableImage: Hashable, Sendable {
    /// As the task definition names it.
    package var reference: String
    /// Of the platform's own manifest, `sha256:…`.
    package var manifestDigest: String
    package var configDigest: String
    /// In order, base first.
    package var layers: [Layer]

    package struct Layer: Hashable, Sendable {
        package var digest: String
        package var mediaType: String
        package var size: Int64
        /// The blob's file; blobs are files so that images never need to fit in memory.
        package var path: String

        package init(digest: String, mediaType: String, size: Int64, path: String) {
            self.digest = digest
            self.mediaType = mediaType
            self.size = size
            self.path = path
        }
    }
    /// The image configuration's bytes (OCI image-spec `config.md`).
    package var config: [UInt8]

    package init(reference: String, manifestDigest: String, configDigest: String, layers: [Layer], config: [UInt8]) {
        self.reference = reference
        self.manifestDigest = manifestDigest
        self.configDigest = configDigest
        self.layers = layers
        self.config = config
    }
}

package struct ContainerSpec: Hashable, Sendable {
    package var key: ContainerKey
    package var image: RunnableImage
    /// Nil keeps the image's.
    package var entryPoint: [String]?
    package var command: [String]?
    package var workingDirectory: String?
    package var user: String?
    /// Names in order; secret values are in here too, so a spec is never printed or logged.
    package var environment: [EnvironmentVariable]
    /// Container ports, as declared.
    package var ports: [Int]
    /// Killed for memory above it; nil is unlimited.
    package var memoryLimitBytes: Int64?
    /// 1024 is one CPU.
    package var cpuShares: Int?
    package var readOnlyRootFilesystem: Bool
    package var runInit: Bool

    package struct EnvironmentVariable: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        key: ContainerKey, image: RunnableImage, entryPoint: [String]? = nil, command: [String]? = nil,
        workingDirectory: String? = nil, user: String? = nil, environment: [EnvironmentVariable] = [],
        ports: [Int] = [], memoryLimitBytes: Int64? = nil, cpuShares: Int? = nil,
        readOnlyRootFilesystem: Bool = false, runInit: Bool = false
    ) {
        self.key = key
        self.image = image
        self.entryPoint = entryPoint
        self.command = command
        self.workingDirectory = workingDirectory
        self.user = user
        self.environment = environment
        self.ports = ports
        self.memoryLimitBytes = memoryLimitBytes
        self.cpuShares = cpuShares
        self.readOnlyRootFilesystem = readOnlyRootFilesystem
        self.runInit = runInit
    }
}

package enum RuntimeEvent: Sendable {
    case output(ContainerKey, OutputStream, line: String)
    case exited(ContainerKey, ExitStatus)

    package enum OutputStream: String, Sendable { case standardOutput, standardError }
}

package struct ExitStatus: Hashable, Sendable {
    /// 128 + signal for signals, as engines report it.
    package var code: Int
    package var killedForMemory: Bool
    /// Why the exit code is not the container's own: the engine, or the container, went away under it.
    package var lost: RuntimeFailure?

    /// The container's own exit code; nil where nobody knows it.
    package var ownCode: Int? { lost == nil ? code : nil }

    package init(code: Int, killedForMemory: Bool = false, lost: RuntimeFailure? = nil) {
        self.code = code
        self.killedForMemory = killedForMemory
        self.lost = lost
    }
}

/// Why something could not be done, in ECS's own class and words: `CannotStartContainerError: …`.
package struct RuntimeFailure: Error, Hashable, Sendable {
    /// `CannotPullContainerError`, `CannotStartContainerError`, `ResourceInitializationError`…
    package var errorClass: String
    package var detail: String

    package init(_ errorClass: String, _ detail: String) {
        self.errorClass = errorClass
        self.detail = detail
    }

    /// Takes a whole reason apart; one without a class has none.
    init(reason: String) {
        guard let colon = reason.firstRange(of: ": "), !reason[..<colon.lowerBound].contains(" ") else {
            self.init("", reason)
            return
        }
        self.init(String(reason[..<colon.lowerBound]), String(reason[colon.upperBound...]))
    }

    /// As it stands in `stoppedReason` or `containers[].reason`.
    package var reason: String { errorClass.isEmpty ? detail : "\(errorClass): \(detail)" }
}
