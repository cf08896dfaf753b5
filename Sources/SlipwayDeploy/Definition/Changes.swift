package import SlipwayDomain

/// How a service would change: sentences for people, and old and new text for a diff. Pure.
package struct Change: Hashable, Sendable, Codable {
    /// `task definition` or `service`.
    package var subject: String
    /// `cpu`, `variable LOG_LEVEL`, `image`.
    package var field: String
    package var old: String?
    package var new: String?

    package init(subject: String, field: String, old: String?, new: String?) {
        self.subject = subject
        self.field = field
        self.old = old
        self.new = new
    }

    /// "cpu: 256 → 512".
    package var sentence: String {
        switch (old, new) {
        case (let old?, let new?): "\(field): \(old) → \(new)"
        case (nil, let new?): "\(field): \(new) (new)"
        case (let old?, nil): "\(field): \(old) (removed)"
        case (nil, nil): field
        }
    }
}

package enum Changes {
    /// What registering `new` would change against `old`; nothing when they are the same.
    package static func between(_ old: TaskDefinitionPlan?, _ new: TaskDefinitionPlan) -> [Change] {
        guard let old else {
            return [Change(subject: "task definition", field: "task definition", old: nil, new: new.family)]
        }
        var changes = Collector(subject: "task definition")
        changes.compare("family", old.family, new.family)
        changes.compare("cpu", "\(old.cpu)", "\(new.cpu)")
        changes.compare("memory", "\(old.memory) MiB", "\(new.memory) MiB")
        changes.compare("platform", old.platform.description, new.platform.description)
        changes.compare("execution role", old.executionRole, new.executionRole)
        changes.compare("task role", old.taskRole, new.taskRole)
        for name in old.foreign { changes.compare(name, "set outside of slipway", nil) }
        let names = (old.containers.map(\.name) + new.containers.map(\.name)).uniqued()
        for name in names {
            let before = old.containers.first { $0.name == name }
            let after = new.containers.first { $0.name == name }
            let prefix = new.containers.count == 1 && names.count == 1 ? "" : "container \(name) "
            switch (before, after) {
            case (let before?, let after?): compare(before, after, prefix: prefix, into: &changes)
            case (nil, let after?): changes.compare("container \(name)", nil, after.image)
            case (let before?, nil): changes.compare("container \(name)", before.image, nil)
            case (nil, nil): break
            }
        }
        return changes.found
    }

    private static func compare(
        _ old: ContainerPlan, _ new: ContainerPlan, prefix: String, into changes: inout Collector
    ) {
        changes.compare("\(prefix)image", old.image, new.image)
        changes.compare("\(prefix)essential", "\(old.isEssential)", "\(new.isEssential)")
        changes.compare("\(prefix)ports", list(old.ports.map(String.init)), list(new.ports.map(String.init)))
        changes.compare("\(prefix)command", list(old.command), list(new.command))
        changes.compare("\(prefix)entry point", list(old.entryPoint), list(new.entryPoint))
        changes.compare("\(prefix)stop time-out", old.stopTimeout?.compact, new.stopTimeout?.compact)
        changes.compare("\(prefix)health check", old.health.map(text), new.health.map(text))
        changes.compare("\(prefix)logs", old.logs.map(text), new.logs.map(text))
        for (what, before, after) in [
            ("variable", old.variables, new.variables), ("secret", old.secrets, new.secrets),
        ] {
            for name in (before.map(\.name) + after.map(\.name)).uniqued().sorted() {
                changes.compare(
                    "\(prefix)\(what) \(name)", before.first { $0.name == name }?.value,
                    after.first { $0.name == name }?.value)
            }
        }
    }

    /// What an update would change; nothing when a live service is as it should be. `new.taskDefinition` is left out:
    /// the definition's own changes tell it.
    package static func between(_ old: ServiceSettings?, _ new: ServiceSettings) -> [Change] {
        guard let old else {
            let count = "\(new.desiredCount) task\(new.desiredCount == 1 ? "" : "s")"
            return [Change(subject: "service", field: "service", old: nil, new: count)]
        }
        var changes = Collector(subject: "service")
        changes.compare("count", "\(old.desiredCount)", "\(new.desiredCount)")
        changes.compare("minimum healthy percent", "\(old.percent.minimum)", "\(new.percent.minimum)")
        changes.compare("maximum percent", "\(old.percent.maximum)", "\(new.percent.maximum)")
        changes.compare("launch type", old.launchType, new.launchType)
        changes.compare("platform version", old.platformVersion, new.platformVersion)
        changes.compare("grace period", old.gracePeriod?.compact, new.gracePeriod?.compact)
        changes.compare("network", old.network.map(text), new.network.map(text))
        changes.compare(
            "load balancers", list(old.loadBalancers.map(text)), list(new.loadBalancers.map(text)))
        changes.compare("circuit breaker", old.circuitBreaker.map(text), new.circuitBreaker.map(text))
        return changes.found
    }

    private struct Collector {
        let subject: String
        var found: [Change] = []

        mutating func compare(_ field: String, _ old: String?, _ new: String?) {
            guard old != new else { return }
            found.append(Change(subject: subject, field: field, old: old, new: new))
        }
    }

    private static func list(_ items: [String]) -> String? { items.isEmpty ? nil : items.joined(separator: " ") }

    private static func text(_ health: ContainerHealthPlan) -> String {
        "\(health.command.joined(separator: " ")) every \(health.interval.compact), \(health.retries) tries"
    }

    private static func text(_ logs: ContainerLogPlan) -> String { "\(logs.group) (\(logs.streamPrefix))" }

    private static func text(_ network: NetworkSettings) -> String {
        let groups = network.securityGroups.isEmpty ? "" : " with \(network.securityGroups.joined(separator: ", "))"
        return network.subnets.joined(separator: ", ") + groups + (network.assignPublicIP ? ", public IP" : "")
    }

    private static func text(_ binding: LoadBalancerBinding) -> String {
        "\(binding.targetGroup) → \(binding.container):\(binding.port)"
    }

    private static func text(_ breaker: CircuitBreakerSettings) -> String {
        breaker.enable ? (breaker.rollback ? "on, rolls back" : "on") : "off"
    }
}

extension Sequence where Element: Hashable {
    /// In the order of first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
