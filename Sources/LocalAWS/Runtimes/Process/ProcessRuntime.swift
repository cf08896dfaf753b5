import CTaskSpawn
package import Logging
import NIOPosix
import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs containers without an engine: unpacks their images and starts their programs in namespaces of their own.
///
/// As root each task has a network namespace with an address of its own. Without root, or where the caller says so,
/// containers share this machine's network: each gets a free loopback port as `PORT` and `127.0.0.1` as `HOST`, and
/// what cannot be kept apart so is refused by name. When LocalAWS ends, whichever way, the kernel ends its containers.
package actor ProcessRuntime: TaskRuntime {
    package nonisolated let name = "process"
    package nonisolated let platform: String
    package nonisolated let events: AsyncStream<RuntimeEvent>
    /// How containers are kept apart, for people.
    package nonisolated let summary: String

    let instance: RuntimeInstance
    let time: any CloudTime
    let logger: Logger
    let queue = EventQueue()
    let isolation: Isolation
    let controlGroups: ControlGroups
    let ip = IPTool()
    /// Of all LocalAWS's of this user, with a folder for each instance.
    let stateFolder: String
    var folder: String { "\(stateFolder)/\(instance.id)" }

    package enum Networking: Hashable, Sendable {
        /// A network namespace for each task where that is possible, else `mappedPorts`.
        case automatic
        /// This machine's network, with ports told in the environment.
        case mappedPorts
    }

    struct Isolation: Hashable, Sendable {
        var networkNamespaces: Bool
        /// A user namespace, because we are not root.
        var ownUser: Bool
    }

    struct TaskState: Sendable {
        var network: TaskNetwork
        var hostname: String
        /// The network namespace's name, and the end of its pair of interfaces on this machine.
        var namespace: String?
        var interface: String?
        var address: UInt32?
    }

    struct RunningContainer: Sendable {
        var process: ChildProcess
        var stopSignal: Int32
        var exit: ExitLatch
        var follower: Task<Void, Never>
        /// As it was started; commands inside start the same way.
        var launch: Launch
        var searchPath: String
    }

    struct Bridge: Sendable {
        var name: String
        var network: IPv4Network
    }

    var bridge: Task<Result<Bridge, RuntimeFailure>, Never>?
    var tasks: [TaskID: Task<Result<TaskState, RuntimeFailure>, Never>] = [:]
    var containers: [ContainerKey: RunningContainer] = [:]
    /// Folders of unpacked images, by the digest of their configuration.
    var images: [String: Task<Result<String, RuntimeFailure>, Never>] = [:]
    var addresses: AddressPool?
    var nextNumber = 0
    /// Loopback ports in use by tasks.
    var ports: Set<Int> = []
    var overlayWorks = true
    var sweep: Task<Void, Never>?
    /// Killed ones whose leavings the sweep has found.
    package internal(set) var cleared: Set<RuntimeInstance> = []
    var closed = false

    private init(
        isolation: Isolation, stateFolder: String, instance: RuntimeInstance, time: any CloudTime, logger: Logger
    ) {
        self.isolation = isolation
        self.stateFolder = stateFolder
        self.instance = instance
        self.time = time
        self.logger = logger
        self.controlGroups = ControlGroups()
        self.events = queue.stream()
        self.platform = Self.platform
        let network =
            isolation.networkNamespaces
            ? "a network of its own for each task" : "ports told as PORT (networks need root and iproute2)"
        let memory = controlGroups.version == nil ? "memory limits not enforced" : "memory limits enforced"
        let users = isolation.ownUser ? ", all as one user" : ""
        self.summary = "processes in namespaces, \(network), \(memory)\(users)"
    }

    package static var platform: String {
        #if arch(arm64)
        "linux/arm64"
        #else
        "linux/amd64"
        #endif
    }

    /// Looks at what this machine allows. What earlier ones that were killed left is removed in the background.
    /// - Parameter stateFolder: where images are unpacked and containers are noted; made when it is not there.
    /// - Throws: why processes cannot be kept apart here, and what to do.
    package static func open(
        stateFolder: String, instance: RuntimeInstance, networking: Networking = .automatic, time: any CloudTime,
        logger: Logger
    ) async throws(RuntimeUnavailable) -> ProcessRuntime {
        #if !os(Linux)
        throw RuntimeUnavailable("processes run images of Linux, on Linux only; start Docker Desktop instead")
        #else
        let isRoot = Disk.isRoot
        let code = task_spawn_probe(!isRoot)
        guard code == 0 else {
            throw RuntimeUnavailable(
                "containers cannot be kept apart here (namespaces: \(Disk.describe(errorCode: code).lowercased())); "
                    + "run LocalAWS as root, allow unprivileged user namespaces, or start a container engine")
        }
        do throws(OCIError) {
            try Disk.makeFolder(stateFolder, mode: 0o700)
            let resolved = try Disk.realPath(stateFolder)
            let namespaces = isRoot && networking == .automatic ? await IPTool().isThere() : false
            let runtime = ProcessRuntime(
                isolation: Isolation(networkNamespaces: namespaces, ownUser: !isRoot),
                stateFolder: resolved, instance: instance, time: time, logger: logger)
            try Disk.makeFolder(runtime.path(), mode: 0o700)
            await runtime.beginSweep()
            return runtime
        } catch {
            throw RuntimeUnavailable("the state folder cannot be used: \(error)")
        }
        #endif
    }

    /// The instance's folder.
    nonisolated func path() -> String { "\(stateFolder)/\(instance.id)" }

    static func failure(_ errorClass: String, _ error: OCIError) -> RuntimeFailure {
        RuntimeFailure(errorClass, "\(error)")
    }

    /// Work with files that takes long, off the tasks' threads.
    nonisolated func onFiles<Answer: Sendable>(
        _ work: @escaping @Sendable () throws(OCIError) -> Answer
    ) async -> Result<Answer, OCIError> {
        do {
            return try await NIOThreadPool.singleton.runIfActive { () -> Result<Answer, OCIError> in
                do throws(OCIError) {
                    return .success(try work())
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            return .failure(.unsupported("work after the end of the process"))
        }
    }
}
