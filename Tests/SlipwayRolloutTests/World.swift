import SlipwayDomain
import SlipwayRollout
import TestSupport

/// A dumb ECS in a hundred lines: enough to be right about who runs what, and free to misbehave.
///
/// It shares no code with the machine's reading of observations; what it says at the end is the second opinion.
struct World {
    /// How tasks of the new release behave.
    enum Behaviour: CaseIterable { case good, slow, crashes, flaky, cannotStart, neverHealthy, stuck }

    struct Task {
        var id: Int
        var definition: String
        var deployment: String
        var bornAt: Int
        /// When it becomes healthy; nothing when it never does.
        var healthyAt: Int?
        /// When it fails by itself.
        var failsAt: Int?
        var stoppingSince: Int?
        var failed = false
    }

    struct Deployment {
        var id: String
        var arn: String
        var definition: String
        var status: ServiceDeploymentObservation.Status
        var failures = 0
        var breakerFired = false
    }

    var now = 0
    var desired: Int
    var behaviour: Behaviour
    var breaker: Bool
    var drainTime: Int
    var random: SeededGenerator
    var tasks: [Task] = []
    /// Newest last; the last one is PRIMARY.
    var deployments: [Deployment]
    private var nextTask = 0
    private var ticked = 0

    init(desired: Int, behaviour: Behaviour, breaker: Bool, drainTime: Int, isFirst: Bool, random: SeededGenerator) {
        self.desired = desired
        self.behaviour = behaviour
        self.breaker = breaker
        self.drainTime = drainTime
        self.random = random
        deployments =
            isFirst ? [] : [Deployment(id: "ecs-svc/1", arn: "sd/1", definition: "td:1", status: .successful)]
        if !isFirst {
            for _ in 0..<desired { start("td:1", "ecs-svc/1") }
            for index in tasks.indices { tasks[index].healthyAt = 0 }
        }
    }

    // MARK: What people and machines do to it

    mutating func deploy(_ definition: String) {
        if let last = deployments.last, last.definition == definition, last.status == .successful { return }
        let number = deployments.count + 1
        if let index = deployments.indices.last, !deployments[index].status.isFinal {
            deployments[index].status = .stopped
        }
        deployments.append(
            Deployment(id: "ecs-svc/\(number)", arn: "sd/\(number)", definition: definition, status: .inProgress))
    }

    /// False when it does not apply.
    mutating func rollBack(_ arn: String) -> Bool {
        guard let index = deployments.firstIndex(where: { $0.arn == arn }),
            [.inProgress, .rollbackInProgress].contains(deployments[index].status)
        else { return false }
        deployments[index].status = .rollbackInProgress
        return true
    }

    // MARK: Time

    mutating func advance(to time: Int) {
        let end = max(now, time)
        while ticked + 100 <= end {
            ticked += 100
            now = ticked
            age()
            if ticked % 500 == 0 { schedule() }
        }
        now = end
    }

    /// What runs, of the newest deployment that is not on its way back.
    private var wanted: Deployment? {
        guard let last = deployments.last else { return nil }
        guard last.status == .rollbackInProgress || last.status == .rollbackSuccessful else { return last }
        return deployments.last { $0.status == .successful }
    }

    private mutating func age() {
        for index in tasks.indices {
            if let failsAt = tasks[index].failsAt, now >= failsAt, tasks[index].stoppingSince == nil {
                tasks[index].failed = true
                tasks[index].stoppingSince = now
                if let owner = deployments.firstIndex(where: { $0.id == tasks[index].deployment }) {
                    deployments[owner].failures += 1
                    if breaker, deployments[owner].failures >= 3, deployments[owner].status == .inProgress {
                        deployments[owner].breakerFired = true
                        deployments[owner].status = .rollbackInProgress
                    }
                }
            }
        }
    }

    private mutating func schedule() {
        guard let target = wanted, target.status != .stopped else { return }
        let live = tasks.filter { $0.stoppingSince == nil }
        let own = live.filter { $0.deployment == target.id }
        let healthy = own.filter(isHealthy)
        if own.count < desired, live.count < desired * 2 { start(target.definition, target.id) }
        if own.count > desired,
            let index = tasks.firstIndex(where: { $0.deployment == target.id && $0.stoppingSince == nil })
        {
            tasks[index].stoppingSince = now
        }
        guard healthy.count >= desired else { return }
        for index in tasks.indices where tasks[index].deployment != target.id && tasks[index].stoppingSince == nil {
            tasks[index].stoppingSince = now
        }
        let oldGone = tasks.allSatisfy { $0.deployment == target.id || isStopped($0) }
        guard oldGone, own.count == desired, let last = deployments.indices.last else { return }
        switch deployments[last].status {
        case .inProgress: deployments[last].status = .successful
        case .rollbackInProgress: deployments[last].status = .rollbackSuccessful
        default: break
        }
    }

    private mutating func start(_ definition: String, _ deployment: String) {
        nextTask += 1
        var task = Task(id: nextTask, definition: definition, deployment: deployment, bornAt: now)
        let isNew = definition == "td:2"
        let roll = random.below(100)
        switch isNew ? behaviour : .good {
        case .good: task.healthyAt = now + 1000 + random.below(2000)
        case .slow: task.healthyAt = now + 20_000
        case .crashes: task.failsAt = now + 1500 + random.below(1000)
        case .flaky:
            if roll < 15 { task.failsAt = now + 1500 } else { task.healthyAt = now + 1500 }
        case .cannotStart: task.failsAt = now + 500
        case .neverHealthy: task.failsAt = now + 15_000
        case .stuck: break
        }
        tasks.append(task)
    }

    private func isHealthy(_ task: Task) -> Bool {
        task.stoppingSince == nil && task.healthyAt.map { now >= $0 } ?? false
    }

    private func isStopped(_ task: Task) -> Bool {
        task.stoppingSince.map { now >= $0 + (task.failed ? 200 : drainTime) } ?? false
    }

    /// The plain truth: so many healthy tasks of a definition, and nothing else that is not winding down.
    func serves(_ definition: String) -> Bool {
        let live = tasks.filter { $0.stoppingSince == nil }
        return live.count == desired && live.allSatisfy { $0.definition == definition && isHealthy($0) }
    }

    // MARK: What it shows

    func observe(_ asked: String?) -> Observation? {
        guard let last = deployments.last else { return nil }
        let primary = wanted ?? last
        func entry(_ deployment: Deployment, _ status: DeploymentObservation.Status) -> DeploymentObservation {
            let own = tasks.filter { $0.deployment == deployment.id && !isStopped($0) }
            let pending = own.filter { $0.healthyAt.map { now < $0 } ?? (now < $0.bornAt + 500) }
            return DeploymentObservation(
                id: deployment.id, status: status, taskDefinition: deployment.definition, desiredCount: desired,
                runningCount: own.count - pending.count, pendingCount: pending.count)
        }
        var entries = [entry(primary, .primary)]
        for other in deployments where other.id != primary.id {
            let shown = entry(other, .active)
            if shown.runningCount + shown.pendingCount > 0 || other.id == last.id { entries.append(shown) }
        }
        let described = deployments.first { $0.arn == asked } ?? last
        let service = ServiceObservation(
            arn: "web", taskDefinition: primary.definition, desiredCount: desired,
            runningCount: entries.map(\.runningCount).reduce(0, +),
            pendingCount: entries.map(\.pendingCount).reduce(0, +),
            currentServiceDeployment: last.arn, deployments: entries)
        return Observation(
            takenAt: Moment(millisecondsSinceEpoch: Int64(now)), service: service,
            serviceDeployment: ServiceDeploymentObservation(
                arn: described.arn, status: described.status,
                targetRevision: RevisionObservation(
                    arn: "rev/\(described.definition)", taskDefinition: described.definition),
                circuitBreaker: described.breakerFired
                    ? BreakerObservation(status: .triggered, failureCount: described.failures, threshold: 3) : nil),
            tasks: tasks.map(show))
    }

    private func show(_ task: Task) -> TaskObservation {
        let isPending = task.healthyAt.map { now < $0 } ?? (now < task.bornAt + 500)
        return TaskObservation(
            arn: "task/\(task.id)", taskDefinition: task.definition, startedBy: task.deployment, group: "service:web",
            lastStatus: isStopped(task) ? "STOPPED" : isPending ? "PENDING" : "RUNNING",
            desiredStatus: task.stoppingSince == nil ? "RUNNING" : "STOPPED",
            targets: [TargetObservation(targetGroup: "tg", state: isHealthy(task) ? "healthy" : "initial")])
    }

    /// What a classifier would say of it.
    func findings() -> [Finding] {
        let failed = tasks.filter(\.failed).map { "task/\($0.id)" }
        guard !failed.isEmpty else { return [] }
        let nature: FailureNature = behaviour == .cannotStart ? .cannotHeal : .application
        return [
            Finding(
                failure: "simulated", severity: .fail, title: Words(same: "t"), cause: Words(same: "c"), nature: nature,
                tasks: failed)
        ]
    }
}
