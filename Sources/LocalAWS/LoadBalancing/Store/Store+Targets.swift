extension ELB {
    /// A target as the API names it: the port may be left out.
    package struct TargetReference: Hashable, Sendable {
        package var id: String
        package var port: Int?
        package var availabilityZone: String?

        package init(id: String, port: Int? = nil, availabilityZone: String? = nil) {
            self.id = id
            self.port = port
            self.availabilityZone = availabilityZone
        }
    }

    /// One line of `DescribeTargetHealth`.
    package struct TargetReport: Hashable, Sendable {
        package var target: Target
        package var availabilityZone: String?
        package var healthCheckPort: String
        package var health: HealthReport
    }
}

extension ELB.Store {
    /// Registers all or none. One that is there already stays as it is; one that drains serves again.
    package mutating func registerTargets(
        _ references: [ELB.TargetReference], in arn: String, _ scope: Scope
    ) throws(Refusal) {
        let index = try targetGroupIndex(arn, scope)
        let group = targetGroups[index]
        for reference in references { try Self.check(reference, for: group) }
        let new = references.filter { reference in
            !group.targets.contains { $0.target == Target(id: reference.id, port: reference.port ?? group.port) }
        }
        guard group.targets.count + new.count <= ELB.Quota.targetsPerGroup else {
            throw Refusal(.tooManyTargets, "The maximum number of targets has been reached on target group '\(arn)'")
        }
        for reference in references {
            register(
                Target(id: reference.id, port: reference.port ?? group.port), zone: reference.availabilityZone,
                inGroupAt: index)
        }
        refreshUse()
    }

    private mutating func register(_ target: Target, zone: String?, inGroupAt index: Int) {
        if let known = targetGroups[index].targets.firstIndex(where: { $0.target == target }) {
            if case .draining = targetGroups[index].targets[known].phase {
                targetGroups[index].targets[known].phase = .idle
            }
            return
        }
        lastTargetNumber += 1
        targetGroups[index].targets.append(
            ELB.RegisteredTarget(number: lastTargetNumber, target: target, availabilityZone: zone, phase: .idle))
    }

    private static func check(_ reference: ELB.TargetReference, for group: ELB.TargetGroup) throws(Refusal) {
        guard group.targetType == .ip else {
            throw Refusal(
                .invalidTarget,
                "The following targets are not in a running state and cannot be registered: '\(reference.id)'")
        }
        guard ELB.IPv4Address.isValid(reference.id) else {
            throw .invalid("The IP address '\(reference.id)' is not a valid IPv4 address")
        }
        if let port = reference.port, !(1...65535).contains(port) {
            throw .invalid("Port '\(port)' must be in the range 1-65535 inclusive")
        }
    }

    /// Starts the draining of those that serve; those that drain or are not there are left alone. Without a port, every
    /// port of that id.
    package mutating func deregisterTargets(
        _ references: [ELB.TargetReference], from arn: String, at uptime: Duration, pace: Int, _ scope: Scope
    ) throws(Refusal) {
        let index = try targetGroupIndex(arn, scope)
        let delay = targetGroups[index].attributes.deregistrationDelay / pace
        for reference in references {
            for place in targetGroups[index].targets.indices {
                let registered = targetGroups[index].targets[place]
                guard registered.target.id == reference.id,
                    reference.port == nil || reference.port == registered.target.port
                else { continue }
                switch registered.phase {
                case .draining: break
                // Nobody uses the group, so there is nothing to wait for.
                case .idle: targetGroups[index].targets[place].phase = .draining(until: uptime)
                case .serving: targetGroups[index].targets[place].phase = .draining(until: uptime + delay)
                }
            }
        }
        finishDraining(at: uptime)
    }

    /// Forgets targets whose deregistration delay is over.
    package mutating func finishDraining(at uptime: Duration) {
        for index in targetGroups.indices {
            targetGroups[index].targets.removeAll {
                if case .draining(let until) = $0.phase { until <= uptime } else { false }
            }
        }
    }

    /// All targets of a group, or the named ones: those that are not registered are reported as `unused`.
    package func describeTargetHealth(
        _ references: [ELB.TargetReference] = [], in arn: String, _ scope: Scope
    ) throws(Refusal) -> [ELB.TargetReport] {
        let group = targetGroups[try targetGroupIndex(arn, scope)]
        guard !references.isEmpty else { return group.targets.map { Self.report($0, in: group) } }
        var reports: [ELB.TargetReport] = []
        for reference in references {
            let named = group.targets.filter {
                $0.target.id == reference.id && (reference.port == nil || reference.port == $0.target.port)
            }
            reports += named.map { Self.report($0, in: group) }
            guard named.isEmpty else { continue }
            let port = reference.port ?? group.port
            reports.append(
                ELB.TargetReport(
                    target: Target(id: reference.id, port: port),
                    healthCheckPort: String(Self.checkPort(of: port, in: group)), health: .notRegistered))
        }
        return reports
    }

    private static func report(_ registered: ELB.RegisteredTarget, in group: ELB.TargetGroup) -> ELB.TargetReport {
        let health: ELB.HealthReport =
            switch registered.phase {
            case .idle: .notInUse
            case .serving(let health): health.report
            case .draining: .draining
            }
        return ELB.TargetReport(
            target: registered.target, availabilityZone: registered.availabilityZone,
            healthCheckPort: String(checkPort(of: registered.target.port, in: group)), health: health)
    }

    private static func checkPort(of targetPort: Int, in group: ELB.TargetGroup) -> Int {
        switch group.healthCheck.port {
        case .traffic: targetPort
        case .fixed(let port): port
        }
    }

    /// Starts checks in groups that a listener uses now, and ends them in groups that none uses any more.
    mutating func refreshUse() {
        for index in targetGroups.indices {
            let used = !loadBalancers(using: targetGroups[index].arn).isEmpty
            for place in targetGroups[index].targets.indices {
                switch (targetGroups[index].targets[place].phase, used) {
                case (.idle, true): targetGroups[index].targets[place].phase = .serving(ELB.TargetHealth())
                case (.serving, false): targetGroups[index].targets[place].phase = .idle
                case (.idle, false), (.serving, true), (.draining, _): break
                }
            }
        }
    }
}

// Health checks, as the service runs them.
extension ELB {
    /// What a check needs to know, read anew before each one.
    package struct CheckPlan: Hashable, Sendable {
        package var address: String
        package var port: Int
        package var settings: HealthCheck

        package init(address: String, port: Int, settings: HealthCheck) {
            self.address = address
            self.port = port
            self.settings = settings
        }
    }

    enum IPv4Address {
        /// Four decimal numbers without leading zeros.
        static func isValid(_ text: String) -> Bool {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4
                && parts.allSatisfy { part in
                    guard (1...3).contains(part.utf8.count), let number = UInt8(part) else { return false }
                    return String(number) == part
                }
        }
    }
}

extension ELB.Store {
    /// Nil once the target drains, is gone, or its group is not used.
    package func checkPlan(for number: Int) -> ELB.CheckPlan? {
        guard let (group, registered) = find(number), case .serving = registered.phase else { return nil }
        return ELB.CheckPlan(
            address: registered.target.id, port: Self.checkPort(of: registered.target.port, in: group),
            settings: group.healthCheck)
    }

    /// Counts a check's result; a target that no longer serves is left alone.
    /// - Returns: the target's health now, nil if it no longer serves.
    package mutating func recordCheck(
        _ result: ELB.ProbeResult, for number: Int, isExtra: Bool
    ) -> ELB.TargetHealth? {
        for index in targetGroups.indices {
            guard let place = targetGroups[index].targets.firstIndex(where: { $0.number == number }) else { continue }
            guard case .serving(var health) = targetGroups[index].targets[place].phase else { return nil }
            health.handle(result, settings: targetGroups[index].healthCheck, isExtra: isExtra)
            targetGroups[index].targets[place].phase = .serving(health)
            return health
        }
        return nil
    }

    private func find(_ number: Int) -> (ELB.TargetGroup, ELB.RegisteredTarget)? {
        for group in targetGroups {
            if let registered = group.targets.first(where: { $0.number == number }) { return (group, registered) }
        }
        return nil
    }
}
