package import Logging
package import NIOCore

/// Elastic Load Balancing v2: answers the API, and keeps sockets, health checks and timers in step with what it says.
///
/// Every change goes the same way: the `Store` decides, then `reconcile` starts and ends what follows from it.
package actor ElasticLoadBalancing {
    var store = ELB.Store()
    /// What target groups pretend, by their names.
    var pretences: [String: [Pretence]] = [:]
    private let dataPlane: ELB.DataPlane
    private let probe: any ELB.HealthProbing
    let time: any CloudTime
    private let random: @Sendable () -> UInt64
    private let logger: Logger

    private var checks: [Int: Task<Void, Never>] = [:]
    private var drains: [Int: Task<Void, Never>] = [:]
    private var servingBefore: Set<Int> = []
    private var registeredBefore: Set<Int> = []
    private var doors: [ELB.Door: Task<Int, any Error>] = [:]
    private var isStopped = false

    /// - Parameters:
    ///   - group: carries the traffic; not owned, it must outlive this.
    ///   - probe: nil asks targets over HTTP.
    ///   - random: 64 random bits, for ids.
    package init(
        group: any EventLoopGroup, limits: ELB.Limits = ELB.Limits(), probe: (any ELB.HealthProbing)? = nil,
        time: any CloudTime, logger: Logger, random: @escaping @Sendable () -> UInt64
    ) {
        self.dataPlane = ELB.DataPlane(group: group, limits: limits, time: time, logger: logger, random: random)
        self.probe = probe ?? ELB.HTTPProbe(group: group)
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// 16 hexadecimal digits, as the ids in ARNs have.
    func newID() -> String {
        let digits = String(random(), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Closes every socket and connection, ends checks and timers, and returns when all have ended. For good.
    package func shutdown() async {
        isStopped = true
        let running = Array(checks.values) + Array(drains.values)
        checks = [:]
        drains = [:]
        for task in running { task.cancel() }
        await dataPlane.shutdown()
        for task in running { await task.value }
    }
}

// Following the store.
extension ElasticLoadBalancing {
    /// Decides, then starts and ends what follows. Nothing follows a refusal, for the store changes all or nothing.
    func change<Result>(_ body: (inout ELB.Store) throws(ELB.Refusal) -> Result) throws(ELB.Refusal) -> Result {
        let result = try body(&store)
        reconcile()
        return result
    }

    private func reconcile() {
        guard !isStopped else { return }
        dataPlane.update(from: store)
        var serving: Set<Int> = []
        var draining: [Int: Duration] = [:]
        var registered: Set<Int> = []
        for target in store.targetGroups.flatMap(\.targets) {
            registered.insert(target.number)
            switch target.phase {
            case .idle: break
            case .serving: serving.insert(target.number)
            case .draining(let until): draining[target.number] = until
            }
        }
        dataPlane.closeIdle(servingBefore.subtracting(serving).sorted())
        dataPlane.cut(registeredBefore.subtracting(registered).sorted())
        servingBefore = serving
        registeredBefore = registered
        followChecks(serving)
        followDrains(draining)
    }

    private func followChecks(_ serving: Set<Int>) {
        for number in checks.keys.sorted() where !serving.contains(number) {
            checks.removeValue(forKey: number)?.cancel()
        }
        for number in serving.sorted() where checks[number] == nil {
            checks[number] = Task { await self.check(number) }
        }
    }

    private func followDrains(_ draining: [Int: Duration]) {
        for number in drains.keys.sorted() where draining[number] == nil {
            drains.removeValue(forKey: number)?.cancel()
        }
        for (number, until) in draining.sorted(by: { $0.key < $1.key }) where drains[number] == nil {
            drains[number] = Task { await self.drain(until: until) }
        }
    }

    private func drain(until deadline: Duration) async {
        do {
            try await time.sleep(for: max(deadline - time.uptime(), .zero))
        } catch {
            // The target serves again, or everything ends.
            return
        }
        store.finishDraining(at: max(time.uptime(), deadline))
        reconcile()
    }
}

// Health checks.
extension ElasticLoadBalancing {
    /// Checks one target, at once and then every interval, as long as it serves.
    private func check(_ number: Int) async {
        do {
            while let plan = checkPlan(for: number) {
                let started = time.uptime()
                let interval = time.paced(plan.settings.interval)
                var recheck = try await checkOnce(number, plan, isExtra: false)
                while let delay = recheck, time.uptime() + delay < started + interval {
                    try await time.sleep(for: delay)
                    guard let plan = checkPlan(for: number) else { return }
                    recheck = try await checkOnce(number, plan, isExtra: true)
                }
                try await time.sleep(for: max(started + interval - time.uptime(), .milliseconds(1)))
            }
        } catch {
            // Cancelled: the target no longer serves.
        }
    }

    /// - Returns: when to check again before the next regular check; nil waits for that.
    private func checkOnce(_ number: Int, _ plan: ELB.CheckPlan, isExtra: Bool) async throws -> Duration? {
        let result = isAskedInVain(number) ? .failed : await probe.check(plan)
        try Task.checkCancellation()
        guard let health = store.recordCheck(result, for: number, isExtra: isExtra) else { return nil }
        dataPlane.update(from: store)
        return health.recheckDelay(
            after: result, pacedInterval: time.paced(plan.settings.interval), pace: time.pace)
    }
}

// Sockets.
extension ElasticLoadBalancing {
    /// Where a listener is reached on this machine.
    package struct Endpoint: Hashable, Sendable {
        package var loadBalancer: String
        package var listener: String
        /// As the API has it.
        package var port: Int
        /// On 127.0.0.1.
        package var loopbackPort: Int
    }

    /// Of every listener, in the order of their load balancers and ports.
    package func endpoints() async -> [Endpoint] {
        var found: [Endpoint] = []
        for balancer in store.loadBalancers {
            for listener in store.listeners.filter({ $0.loadBalancer == balancer.arn }).sorted(by: { $0.port < $1.port }
            ) {
                guard let door = doors[.listener(listener.arn)], case .success(let port) = await door.result else {
                    continue
                }
                found.append(
                    Endpoint(
                        loadBalancer: balancer.name, listener: listener.arn, port: listener.port, loopbackPort: port))
            }
        }
        return found
    }

    /// Opens a door, or waits for it where it is being opened.
    func open(_ door: ELB.Door, preferring port: Int?) async throws -> Int {
        if let known = doors[door] { return try await known.value }
        let dataPlane = dataPlane
        let opening = Task { try await dataPlane.open(door, preferring: port) }
        doors[door] = opening
        do {
            return try await opening.value
        } catch {
            doors[door] = nil
            throw error
        }
    }

    func close(_ door: ELB.Door) async {
        guard let opened = doors.removeValue(forKey: door) else { return }
        _ = await opened.result
        await dataPlane.close(door)
    }
}

extension ElasticLoadBalancing: TargetGroups {
    package func describe(targetGroup arn: String) async -> TargetGroupSummary? {
        store.targetGroup(arn).flatMap(shown).map {
            TargetGroupSummary(
                arn: $0.arn, targetType: $0.targetType.rawValue, port: $0.port,
                loadBalancers: shownLoadBalancers(of: $0))
        }
    }

    package func register(_ target: Target, in arn: String) async {
        await follow(arn, "register") { store, scope throws(ELB.Refusal) in
            try store.registerTargets([ELB.TargetReference(id: target.id, port: target.port)], in: arn, scope)
        }
    }

    package func deregister(_ target: Target, from arn: String) async {
        let (uptime, pace) = (time.uptime(), time.pace)
        await follow(arn, "deregister") { store, scope throws(ELB.Refusal) in
            try store.deregisterTargets(
                [ELB.TargetReference(id: target.id, port: target.port)], from: arn, at: uptime, pace: pace, scope)
        }
    }

    package func health(of target: Target, in arn: String) async -> TargetHealthSummary? {
        guard let group = store.targetGroup(arn), group.targets.contains(where: { $0.target == target }) else {
            return nil
        }
        let reference = ELB.TargetReference(id: target.id, port: target.port)
        do {
            let health = try store.describeTargetHealth([reference], in: arn, group.scope).first?.health
            return health.map {
                TargetHealthSummary(state: $0.state, reason: $0.reason, detail: $0.description)
            }
        } catch {
            return nil
        }
    }

    /// The scheduler cannot be refused: what the service says no to is logged.
    private func follow(
        _ arn: String, _ what: String, _ body: (inout ELB.Store, ELB.Scope) throws(ELB.Refusal) -> Void
    ) async {
        guard let scope = store.targetGroup(arn)?.scope else {
            logger.warning(
                "target group is not there", metadata: ["targetGroup": "\(arn)", "operation": "\(what)"])
            return
        }
        do throws(ELB.Refusal) {
            try change { store throws(ELB.Refusal) in try body(&store, scope) }
        } catch {
            logger.warning(
                "target was refused",
                metadata: ["targetGroup": "\(arn)", "operation": "\(what)", "reason": "\(error.message)"])
        }
    }
}
