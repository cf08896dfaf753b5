import CTaskSpawn

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process to start in a container's namespaces. Holds secrets in `environment`: never printed.
struct Launch: Sendable {
    var program: String
    var arguments: [String]
    /// `NAME=value`.
    var environment: [String]
    /// The folder that becomes `/`, and an overlay's options to mount there first.
    var root: String?
    var overlay: String?
    var folder = "/"
    var hostname: String?
    /// The file of a network namespace.
    var network: String?
    /// Files of control groups to join.
    var controlGroups: [String] = []
    var user: UInt32 = 0
    var group: UInt32 = 0
    var groups: [UInt32] = []
    var readOnly = false
    var runInit = false
    var ownUser = false
    /// The first process of a running container, to be joined.
    var join: Int32 = 0

    /// What could not be done, with the kernel's reason.
    struct Refusal: Error, Hashable, Sendable {
        var stage: Stage
        var code: Int32
    }

    enum Stage: Int32, Sendable {
        case clone = 1
        case user, group, network, overlay, mount, folder, credentials, join

        var words: String {
            switch self {
            case .clone: "making a process"
            case .user: "making a user namespace"
            case .group: "joining the control group"
            case .network: "joining the task's network"
            case .overlay: "mounting the image's overlay"
            case .mount: "mounting the container's file systems"
            case .folder: "entering the working folder"
            case .credentials: "becoming the container's user"
            case .join: "joining the container"
            }
        }
    }

    /// Starts the process; it dies with the calling thread.
    /// - Parameters:
    ///   - output: a descriptor that becomes its standard output.
    ///   - error: a descriptor that becomes its standard error.
    /// - Returns: its number on this machine.
    func start(output: Int32, error: Int32) throws(Refusal) -> Int32 {
        let words = CStrings(arguments)
        let variables = CStrings(environment)
        let files = CStrings(controlGroups)
        let texts = CStrings([program, root ?? "", overlay ?? "", folder, hostname ?? "", network ?? ""])
        var stage: Int32 = 0
        var code: Int32 = 0
        let process = groups.withUnsafeBufferPointer { groups in
            files.pointers.withMemoryRebound(to: UnsafePointer<CChar>?.self) { files in
                var what = task_spawn()
                what.program = UnsafePointer(texts.pointers[0])
                what.root = root == nil ? nil : UnsafePointer(texts.pointers[1])
                what.overlay = overlay == nil ? nil : UnsafePointer(texts.pointers[2])
                what.folder = UnsafePointer(texts.pointers[3])
                what.hostname = hostname == nil ? nil : UnsafePointer(texts.pointers[4])
                what.network = network == nil ? nil : UnsafePointer(texts.pointers[5])
                what.arguments = UnsafePointer(words.pointers.baseAddress)
                what.environment = UnsafePointer(variables.pointers.baseAddress)
                what.groups_files = UnsafePointer(files.baseAddress)
                what.user = user
                what.group = group
                what.groups = groups.baseAddress
                what.group_count = groups.count
                what.output = output
                what.error = error
                what.read_only = readOnly
                what.run_init = runInit
                what.own_user = ownUser
                what.join = join
                return task_spawn(&what, &stage, &code)
            }
        }
        guard process > 0 else { throw Refusal(stage: Stage(rawValue: stage) ?? .clone, code: code) }
        return process
    }

    /// Waits, blocking, until the process has ended.
    /// - Returns: its exit code; 128 and the number for signals.
    static func wait(for process: Int32) -> Int {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return 255 }
        }
        let signal = status & 0x7F
        return Int(signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
    }
}

/// Strings as C wants them: an array of pointers that ends with nil.
private final class CStrings {
    let pointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

    init(_ strings: [String]) {
        pointers = .allocate(capacity: strings.count + 1)
        _ = pointers.initialize(from: strings.map { strdup($0) } + [nil])
    }

    deinit {
        for pointer in pointers { free(pointer) }
        pointers.deallocate()
    }
}
