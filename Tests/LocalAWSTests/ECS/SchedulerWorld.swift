import AWSRuntime
import LocalAWS
import Testing

/// A small world around `SchedulerCore`: performs its effects with fixed delays, and is the second, dumber model that
/// complains when the core asks for something impossible.
final class SchedulerWorld {
    /// What an image does when a task runs it.
    enum Behaviour: Hashable {
        case serves
        /// Runs, then exits.
        case exits(after: Duration, code: Int, outOfMemory: Bool)
        /// Runs, then its engine goes away.
        case isLost(after: Duration)
        /// Cannot be found.
        case missing
        /// Cannot be started.
        case unstartable
        /// Runs, but its target never gets healthy.
        case failsTargetChecks
        /// Runs; its container health check fails.
        case failsContainerChecks
        /// Ignores SIGTERM.
        case ignoresStopSignal
        /// Becomes healthy for its target only after this long.
        case slow(Duration)
    }

    private struct Pending {
        var at: Timestamp
        var sequence: Int
        var report: SchedulerReport
    }

    private struct TargetRecord {
        var task: TaskID
        var registeredAt: Timestamp
        var drainingSince: Timestamp?
    }

    var core: SchedulerCore
    var now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
    var behaviours: [String: Behaviour] = [:]
    var missingSecrets: Set<String> = []
    /// Alarms that are in ALARM.
    var ringing: Set<String> = []
    /// Digest by tag.
    var digests: [String: String] = [:]
    var startDelay: Duration = .milliseconds(300)
    var targetHealthyAfter: Duration = .milliseconds(500)
    var targetUnhealthyAfter: Duration = .milliseconds(1500)
    var drain: Duration = .seconds(1)
    /// Called after every step.
    var watch: (SchedulerWorld) -> Void = { _ in }

    private(set) var requestedReferences: [String] = []
    private(set) var stopOrder: [String] = []
    private(set) var startOrder: [String] = []
    private var pending: [Pending] = []
    private var sequence = 0
    private var targets: [TargetRegistration: TargetRecord] = [:]
    private var networks: Set<TaskID> = []
    private var running: Set<ContainerKey> = []
    private var removed: Set<TaskID> = []
    private var addresses = 0

    init(pace: Int = 20, seed: UInt64 = 1) {
        core = SchedulerCore(timings: SchedulerTimings(pace: pace), seed: seed)
    }

    // MARK: requests

    static let cluster = "arn:aws:ecs:eu-west-1:000000000000:cluster/main"
    static let targetGroup = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/0123456789abcdef"

    static func blueprint(
        _ revision: Int, image: String, adding others: [ContainerBlueprint] = [],
        changing change: (inout ContainerBlueprint) -> Void = { _ in }
    ) -> TaskBlueprint {
        var container = ContainerBlueprint(name: "app", image: image)
        container.ports = [8080]
        change(&container)
        return TaskBlueprint(
            arn: "arn:aws:ecs:eu-west-1:000000000000:task-definition/web:\(revision)", family: "web",
            containers: [container] + others)
    }

    static func configuration(_ blueprint: TaskBlueprint, loadBalanced: Bool = true) -> RevisionConfiguration {
        RevisionConfiguration(
            blueprint: blueprint, network: VPCConfiguration(subnets: ["subnet-1"]),
            loadBalancers: loadBalanced
                ? [LoadBalancerBinding(targetGroupARN: targetGroup, containerName: "app", containerPort: 8080)] : [])
    }

    func create(
        _ configuration: RevisionConfiguration, count: Int = 2, _ change: (inout ServiceOptions) -> Void = { _ in }
    )
        -> String
    {
        var options = ServiceOptions()
        options.desiredCount = count
        change(&options)
        let arn = core.createService(
            ServiceCreation(
                name: "web", clusterARN: Self.cluster, clusterName: "main", region: "eu-west-1",
                account: "000000000000",
                configuration: configuration, options: options),
            at: now)
        perform(core.settle(at: now))
        return arn
    }

    func update(
        _ arn: String, _ configuration: RevisionConfiguration? = nil, force: Bool = false,
        _ change: (inout ServiceOptions) -> Void = { _ in }
    ) {
        guard let service = core.services[arn], let old = service.configuration else {
            Issue.record("no service \(arn)")
            return
        }
        var options = service.options
        change(&options)
        core.updateService(arn, configuration: configuration ?? old, options: options, force: force, at: now)
        perform(core.settle(at: now))
    }

    func request(_ change: (inout SchedulerCore, Timestamp) throws -> Void) rethrows {
        try change(&core, now)
        perform(core.settle(at: now))
    }

    func run(_ blueprint: TaskBlueprint) -> TaskID {
        let launch = TaskLaunch(
            clusterARN: Self.cluster, clusterName: "main", region: "eu-west-1", account: "000000000000",
            group: "family:\(blueprint.family)", configuration: Self.configuration(blueprint, loadBalanced: false))
        let id = core.launch(launch, at: now)
        perform(core.settle(at: now))
        return id
    }

    func report(_ report: SchedulerReport) {
        if case .containerExited(let key, _) = report { running.remove(key) }
        perform(core.handle(report, at: now))
    }

    // MARK: time

    /// Lets time pass, step by step.
    func pass(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = nextMoment, next <= end { step(to: next) }
        now = end
        perform(core.handle(.tick, at: now))
    }

    /// Lets time pass until the condition holds.
    /// - Returns: whether it came to hold within `limit`.
    @discardableResult
    func pass(atMost limit: Duration = .seconds(600), until condition: (SchedulerWorld) -> Bool) -> Bool {
        let end = now.advanced(by: limit)
        while !condition(self) {
            guard let next = nextMoment, next <= end else { return false }
            step(to: next)
        }
        return true
    }

    private var nextMoment: Timestamp? {
        [pending.map(\.at).min(), core.nextWake].compactMap { $0 }.min()
    }

    private func step(to moment: Timestamp) {
        now = max(now, moment)
        let due = pending.filter { $0.at <= now }.min { ($0.at, $0.sequence) < ($1.at, $1.sequence) }
        if let due {
            pending.removeAll { $0.sequence == due.sequence }
            if case .containerExited(let key, _) = due.report { running.remove(key) }
            perform(core.handle(due.report, at: now))
        } else {
            perform(core.handle(.tick, at: now))
        }
        watch(self)
    }

    private func later(_ delay: Duration, _ report: SchedulerReport) {
        sequence += 1
        pending.append(Pending(at: now.advanced(by: delay), sequence: sequence, report: report))
    }

    // MARK: effects

    private func behaviour(of key: ContainerKey) -> Behaviour {
        let task = core.tasks[key.task]
        let image = task?.containers.first { $0.blueprint.name == key.name }?.blueprint.image ?? ""
        return behaviours[image] ?? .serves
    }

    private func perform(_ effects: [SchedulerEffect]) {
        for effect in effects { perform(effect) }
    }

    private func perform(_ effect: SchedulerEffect) {
        switch effect {
        case .createNetwork(let id, _):
            #expect(networks.insert(id).inserted, "a second network for \(id)")
            addresses += 1
            let network = TaskNetwork(address: "10.0.0.\(addresses)", hostAddress: "10.0.0.1")
            later(.milliseconds(20), .networkCreated(id, network))
        case .fetchSecrets(let id): fetchSecrets(id)
        case .resolveImages(let id, let requests): resolve(id, requests)
        case .prepareImages(let id): later(.milliseconds(50), .imagesPrepared(id))
        case .openLogStreams(let id): later(.zero, .logStreamsOpened(id))
        case .startContainer(let key): start(key)
        case .stopContainer(let key, let timeout): stop(key, timeout)
        case .checkHealth(let key, _, _):
            later(.milliseconds(10), .healthChecked(key, passed: behaviour(of: key) != .failsContainerChecks))
        case .registerTargets(let id, let registrations):
            for registration in registrations {
                targets[registration] = TargetRecord(task: id, registeredAt: now)
            }
            later(.milliseconds(5), .targetsRegistered(id))
        case .deregisterTargets(_, let registrations):
            for registration in registrations {
                #expect(targets[registration] != nil, "deregistered what was not registered")
                targets[registration]?.drainingSince = now
            }
        case .observeTargets(let id, let registrations):
            let observed = registrations.map { ObservedTarget(registration: $0, health: health(of: $0)) }
            later(.milliseconds(1), .targetsObserved(id, observed))
        case .removeTask(let id):
            #expect(networks.contains(id), "removed before its network was there")
            #expect(removed.insert(id).inserted, "removed twice")
            #expect(!running.contains { $0.task == id }, "removed while a container runs")
            later(.milliseconds(10), .taskRemoved(id))
        case .observeAlarms(let service, let deployment, let names):
            let found = names.filter(ringing.contains)
            later(.milliseconds(1), .alarmsObserved(service: service, deployment: deployment, ringing: found))
        case .ringAlarms(_, let names): ringing.formUnion(names)
        }
    }

    private func fetchSecrets(_ id: TaskID) {
        let wanted = core.tasks[id]?.containers.flatMap(\.blueprint.secrets).map(\.valueFrom) ?? []
        if let missing = wanted.first(where: missingSecrets.contains) {
            let failure = RuntimeFailure("ResourceInitializationError", "unable to retrieve secret \(missing)")
            later(.milliseconds(10), .preparationFailed(id, failure, container: nil))
        } else {
            later(.milliseconds(10), .secretsFetched(id))
        }
    }

    private func resolve(_ id: TaskID, _ requests: [ImageRequest]) {
        requestedReferences += requests.map(\.reference)
        if let missing = requests.first(where: { behaviours[$0.reference] == .missing }) {
            let failure = RuntimeFailure("CannotPullContainerError", "\(missing.reference): not found")
            later(.milliseconds(20), .preparationFailed(id, failure, container: missing.container))
        } else {
            let images = requests.map {
                ResolvedImage(
                    container: $0.container, image: $0.reference,
                    digest: digests[$0.reference] ?? "sha256:" + String(repeating: "0", count: 64))
            }
            later(.milliseconds(20), .imagesResolved(id, images))
        }
    }

    private func start(_ key: ContainerKey) {
        #expect(!running.contains(key), "started twice")
        startOrder.append(key.name)
        if behaviour(of: key) == .unstartable {
            later(startDelay, .containerStartFailed(key, RuntimeFailure("CannotStartContainerError", "no such file")))
            return
        }
        running.insert(key)
        later(startDelay, .containerStarted(key))
        if case .exits(let after, let code, let outOfMemory) = behaviour(of: key) {
            later(startDelay + after, .containerExited(key, ExitStatus(code: code, killedForMemory: outOfMemory)))
        }
        if case .isLost(let after) = behaviour(of: key) {
            let why = RuntimeFailure("CannotInspectContainerError", "Cannot connect to the Docker daemon")
            later(startDelay + after, .containerExited(key, ExitStatus(code: 137, lost: why)))
        }
    }

    private func stop(_ key: ContainerKey, _ timeout: Duration) {
        #expect(running.contains(key), "stopped what does not run")
        stopOrder.append(key.name)
        pending.removeAll { if case .containerExited(key, _) = $0.report { true } else { false } }
        let ignores = behaviour(of: key) == .ignoresStopSignal
        later(ignores ? timeout : .milliseconds(100), .containerExited(key, ExitStatus(code: ignores ? 137 : 143)))
        later(ignores ? timeout : .milliseconds(101), .containerStopped(key))
    }

    private func health(of registration: TargetRegistration) -> TargetHealthSummary? {
        guard let record = targets[registration] else { return nil }
        if let since = record.drainingSince {
            return since.advanced(by: drain) <= now ? nil : TargetHealthSummary(state: "draining")
        }
        let key = ContainerKey(task: record.task, name: "app")
        var healthyAfter = targetHealthyAfter
        switch behaviour(of: key) {
        case .failsTargetChecks:
            return record.registeredAt.advanced(by: targetUnhealthyAfter) <= now
                ? TargetHealthSummary(
                    state: "unhealthy", reason: "Target.ResponseCodeMismatch",
                    detail: "Health checks failed with these codes: [503]")
                : TargetHealthSummary(state: "initial")
        case .slow(let time): healthyAfter = time
        default: break
        }
        if record.registeredAt.advanced(by: healthyAfter) <= now { return TargetHealthSummary(state: "healthy") }
        guard healthyAfter > targetUnhealthyAfter, record.registeredAt.advanced(by: targetUnhealthyAfter) <= now else {
            return TargetHealthSummary(state: "initial")
        }
        return TargetHealthSummary(state: "unhealthy", detail: "Request timed out")
    }

    // MARK: looking

    func service(_ arn: String) throws -> ServiceRecord { try #require(core.services[arn]) }

    func tasks(of arn: String) -> [TaskRecord] { core.tasks.all.filter { $0.serviceARN == arn } }

    /// Newest last.
    func messages(_ arn: String) -> [String] {
        (core.services[arn]?.events.events ?? []).reversed().map(\.message)
    }

    func isSteady(_ arn: String) -> Bool { core.services[arn]?.isSteady == true }

    func running(_ arn: String) -> Int { tasks(of: arn).count { $0.lastStatus == .running } }
    func pending(_ arn: String) -> Int { tasks(of: arn).count { $0.isPending } }

    /// Nothing of the runtime is left.
    var isClean: Bool { running.isEmpty && networks == removed }
}
