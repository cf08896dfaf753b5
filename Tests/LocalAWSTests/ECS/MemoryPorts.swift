import AWSRuntime
import LocalAWS
import Synchronization
import TestSupport

/// LocalAWS's clock on a `ManualClock`.
struct ManualCloudTime: CloudTime {
    let clock = ManualClock()
    var pace = 20

    func now() -> Timestamp { Timestamp(millisecondsSinceEpoch: 1_800_000_000_000).advanced(by: uptime()) }
    func uptime() -> Duration { clock.now.offset }
    func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
}

/// A runtime that runs nothing: containers start at once and end when they are told.
final class MemoryRuntime: TaskRuntime {
    private struct State {
        var networks: [TaskID] = []
        var running: [ContainerKey: ContainerSpec] = [:]
        var specifications: [ContainerSpec] = []
        var stopped: [ContainerKey] = []
        var isShutDown = false
        var emitted = 0
        /// Exits at once with this code, by image digest.
        var exits: [String: ExitStatus] = [:]
        var health: [String: Int?] = [:]
    }

    let name = "memory"
    let platform = "linux/amd64"
    let events: AsyncStream<RuntimeEvent>
    private let sink: AsyncStream<RuntimeEvent>.Continuation
    private let state = Mutex(State())

    init() {
        (events, sink) = AsyncStream.makeStream()
    }

    var specifications: [ContainerSpec] { state.withLock { $0.specifications } }
    var runningCount: Int { state.withLock { $0.running.count } }
    var networkCount: Int { state.withLock { $0.networks.count } }
    var isShutDown: Bool { state.withLock { $0.isShutDown } }

    /// Events given out so far.
    var emitted: Int { state.withLock { $0.emitted } }

    private func emit(_ event: RuntimeEvent) {
        state.withLock { $0.emitted += 1 }
        sink.yield(event)
    }

    func exit(_ digest: String, with status: ExitStatus) { state.withLock { $0.exits[digest] = status } }
    func answerHealth(_ container: String, _ code: Int?) { state.withLock { $0.health[container] = .some(code) } }

    func end(_ key: ContainerKey, _ status: ExitStatus) {
        guard state.withLock({ $0.running.removeValue(forKey: key) }) != nil else { return }
        emit(.exited(key, status))
    }

    func createNetwork(task: TaskID, ports: [Int]) async throws(RuntimeFailure) -> TaskNetwork {
        let index = state.withLock { state in
            state.networks.append(task)
            return state.networks.count
        }
        return TaskNetwork(address: "127.0.1.\(index)", portMap: [8080: 9000 + index], hostAddress: "127.0.0.1")
    }

    func prepareImage(_ image: RunnableImage) async throws(RuntimeFailure) {}

    func start(_ container: ContainerSpec, network: TaskNetwork) async throws(RuntimeFailure) {
        let exit = state.withLock { state in
            state.specifications.append(container)
            state.running[container.key] = container
            return state.exits[container.image.manifestDigest]
        }
        emit(.output(container.key, .standardOutput, line: "hello from \(container.key.name)"))
        if let exit { end(container.key, exit) }
    }

    func execute(
        _ command: [String], in container: ContainerKey, timeout: Duration
    ) async throws(RuntimeFailure) -> Int? {
        state.withLock { $0.health[container.name] ?? 0 }
    }

    func stop(_ container: ContainerKey, timeout: Duration) async {
        state.withLock { $0.stopped.append(container) }
        end(container, ExitStatus(code: 143))
    }

    func remove(task: TaskID) async {
        state.withLock { $0.networks.removeAll { $0 == task } }
    }

    func shutdown() async {
        state.withLock { state in
            state.isShutDown = true
            state.networks = []
            state.running = [:]
        }
    }
}

/// Images by reference; the digest comes from the reference.
final class MemoryImages: ImageStore {
    static func digest(of reference: String) -> String {
        let digits = reference.utf8.map { String($0, radix: 16) }.joined()
        return "sha256:" + String((digits + String(repeating: "0", count: 64)).prefix(64))
    }

    private let missing = Mutex<Set<String>>([])

    func remove(_ reference: String) { missing.withLock { _ = $0.insert(reference) } }

    func resolve(_ reference: String, platform: String) async throws(RuntimeFailure) -> RunnableImage {
        guard !missing.withLock({ $0.contains(reference) }) else {
            throw RuntimeFailure(
                "CannotPullContainerError",
                "pull image manifest has been retried 1 time(s): failed to resolve ref \(reference): \(reference): not found"
            )
        }
        let tail = reference.split(separator: "@").last.map(String.init) ?? reference
        let digest = tail.hasPrefix("sha256:") ? tail : Self.digest(of: reference)
        return RunnableImage(
            reference: reference, manifestDigest: digest, configDigest: digest, layers: [], config: [])
    }
}

final class MemorySecrets: SecretSource {
    private let values: Mutex<[String: String]>

    init(_ values: [String: String] = [:]) { self.values = Mutex(values) }

    func value(of valueFrom: String, region: String) async throws(RuntimeFailure) -> String {
        guard let value = values.withLock({ $0[valueFrom] }) else {
            throw RuntimeFailure(
                "ResourceInitializationError",
                "unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret "
                    + "from asm: service call has been retried 1 time(s): failed to fetch secret \(valueFrom) from secrets "
                    + "manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.")
        }
        return value
    }
}

final class MemoryLogs: LogSink {
    private let lines = Mutex<[String: [String]]>([:])

    func lines(in stream: String) -> [String] { lines.withLock { $0[stream] ?? [] } }

    func openStream(group: String, stream: String, region: String, createGroup: Bool) async throws(RuntimeFailure) {
        lines.withLock { $0["\(group) \(stream)"] = [] }
    }

    func append(_ new: [(Timestamp, String)], group: String, stream: String, region: String) async {
        lines.withLock { $0["\(group) \(stream)", default: []] += new.map(\.1) }
    }
}

/// Target groups whose targets are healthy at the third look, or never.
final class MemoryTargets: TargetGroups {
    private struct State {
        var groups: [String: TargetGroupSummary] = [:]
        var targets: [Target] = []
        var isHealthy = true
        var looks: [Target: Int] = [:]
    }
    private let state = Mutex(State())

    var targets: [Target] { state.withLock { $0.targets } }
    func fail() { state.withLock { $0.isHealthy = false } }
    func add(_ group: TargetGroupSummary) { state.withLock { $0.groups[group.arn] = group } }

    func describe(targetGroup arn: String) async -> TargetGroupSummary? { state.withLock { $0.groups[arn] } }
    func register(_ target: Target, in arn: String) async {
        state.withLock { state in
            state.targets.append(target)
            state.looks[target] = 0
        }
    }
    func deregister(_ target: Target, from arn: String) async {
        state.withLock { $0.targets.removeAll { $0 == target } }
    }
    func health(of target: Target, in arn: String) async -> TargetHealthSummary? {
        state.withLock { state in
            guard state.targets.contains(target) else { return nil }
            state.looks[target, default: 0] += 1
            guard state.looks[target, default: 0] >= 3 else { return TargetHealthSummary(state: "initial") }
            return state.isHealthy
                ? TargetHealthSummary(state: "healthy")
                : TargetHealthSummary(state: "unhealthy", reason: "Target.Timeout", detail: "Request timed out")
        }
    }
}
