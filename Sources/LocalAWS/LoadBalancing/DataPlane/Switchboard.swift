import Synchronization

extension ELB {
    /// Which request goes where: rules, weights, turns. Pure; `Switchboard` shares one between event loops.
    package struct Routing: Sendable {
        struct Route: Sendable {
            /// Names the rule, for its weights' turns.
            var arn: String
            var conditions: [Condition]
            var action: Action
        }

        struct Entry: Sendable {
            /// The port that `X-Forwarded-Port` and redirects speak of.
            var port: Int
            var routes: [Route]
            var idleTimeout: Duration
            var clientKeepAlive: Duration
        }

        /// A target as the data plane sees it.
        package struct Candidate: Hashable, Sendable {
            package var number: Int
            package var address: String
            package var port: Int
        }

        struct Rotation: Sendable {
            /// Ordered by number.
            var candidates: [Candidate]
            var last = 0

            /// The next by number after the one before: targets come and go without anyone losing a turn.
            mutating func next() -> Candidate? {
                guard let chosen = candidates.first(where: { $0.number > last }) ?? candidates.first else { return nil }
                last = chosen.number
                return chosen
            }
        }

        private var entries: [Door: Entry] = [:]
        private var rotations: [String: Rotation] = [:]
        private var credits: [String: [Int]] = [:]
        private var serving: Set<Int> = []

        package init() {}
    }

    package enum Decision: Hashable, Sendable {
        case forward(Routing.Candidate, listenerPort: Int)
        case fixedResponse(FixedResponse)
        case redirect(Redirect)
        /// The group has no target that may be asked: 503.
        case noTarget
        /// The listener is gone; the connection ends.
        case closed
    }
}

extension ELB.Routing {
    /// Takes over the store's picture; turns and weights go on where they were.
    package mutating func update(from store: ELB.Store) {
        entries.removeAll(keepingCapacity: true)
        for balancer in store.loadBalancers {
            let own = store.listeners.filter { $0.loadBalancer == balancer.arn }.sorted { $0.port < $1.port }
            for listener in own {
                entries[.listener(listener.arn)] = Self.entry(listener, of: balancer, in: store)
            }
            if let first = own.first { entries[.loadBalancer(balancer.arn)] = entries[.listener(first.arn)] }
        }
        var next: [String: Rotation] = [:]
        serving.removeAll(keepingCapacity: true)
        for group in store.targetGroups {
            next[group.arn] = Rotation(
                candidates: Self.candidates(of: group), last: rotations[group.arn]?.last ?? 0)
            for target in group.targets {
                if case .serving = target.phase { serving.insert(target.number) }
            }
        }
        rotations = next
        let known = Set(entries.values.flatMap { $0.routes.map(\.arn) })
        credits = credits.filter { known.contains($0.key) }
    }

    private static func entry(_ listener: ELB.Listener, of balancer: ELB.LoadBalancer, in store: ELB.Store) -> Entry {
        let rules = store.rulesInOrder(of: listener.arn)
            .map { Route(arn: $0.arn, conditions: $0.conditions, action: $0.action) }
        let last = Route(arn: listener.defaultRule, conditions: [], action: listener.defaultAction)
        return Entry(
            port: listener.port, routes: rules + [last], idleTimeout: balancer.attributes.idleTimeout,
            clientKeepAlive: balancer.attributes.clientKeepAlive)
    }

    /// The healthy ones; where there is none, all that are registered and do not drain ("fail open").
    private static func candidates(of group: ELB.TargetGroup) -> [Candidate] {
        var healthy: [Candidate] = []
        var serving: [Candidate] = []
        for target in group.targets.sorted(by: { $0.number < $1.number }) {
            guard case .serving(let health) = target.phase else { continue }
            let candidate = Candidate(number: target.number, address: target.target.id, port: target.target.port)
            serving.append(candidate)
            if health.state == .healthy { healthy.append(candidate) }
        }
        return healthy.isEmpty ? serving : healthy
    }

    func entry(_ door: ELB.Door) -> Entry? { entries[door] }

    /// Whether new requests may go to a target, so that its connections are worth keeping.
    package func isServing(_ number: Int) -> Bool { serving.contains(number) }

    /// - Parameters:
    ///   - host: the `Host` header without its port.
    ///   - path: without the query.
    package mutating func decide(_ door: ELB.Door, host: Substring, path: Substring) -> ELB.Decision {
        guard let entry = entries[door],
            let route = entry.routes.first(where: { $0.conditions.allSatisfy { $0.isMet(host: host, path: path) } })
        else { return .closed }
        switch route.action {
        case .fixedResponse(let response): return .fixedResponse(response)
        case .redirect(let redirect): return .redirect(redirect)
        case .forward(let groups):
            guard let group = choose(groups, for: route.arn), let target = rotations[group]?.next() else {
                return .noTarget
            }
            return .forward(target, listenerPort: entry.port)
        }
    }

    /// Smooth weighted turns: over any stretch of requests each group's share is as near to its weight as whole
    /// requests allow.
    private mutating func choose(_ groups: [ELB.WeightedGroup], for route: String) -> String? {
        if groups.count == 1 { return groups[0].weight > 0 ? groups[0].arn : nil }
        let total = groups.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        var credit = credits[route] ?? []
        if credit.count != groups.count { credit = Array(repeating: 0, count: groups.count) }
        for index in groups.indices { credit[index] += groups[index].weight }
        var best = 0
        for index in groups.indices where credit[index] > credit[best] { best = index }
        credit[best] -= total
        credits[route] = credit
        return groups[best].arn
    }
}

extension ELB.Condition {
    func isMet(host: Substring, path: Substring) -> Bool {
        switch self {
        case .path(let patterns): patterns.contains { $0.matches(path) }
        case .host(let patterns): patterns.contains { $0.matches(host) }
        }
    }
}

extension ELB {
    /// The one routing that all event loops ask.
    final class Switchboard: Sendable {
        private let routing = Mutex(Routing())

        func update(from store: Store) {
            routing.withLock { $0.update(from: store) }
        }

        func decide(_ door: Door, host: Substring, path: Substring) -> Decision {
            routing.withLock { $0.decide(door, host: host, path: path) }
        }

        func isServing(_ number: Int) -> Bool { routing.withLock { $0.isServing(number) } }

        func entry(_ door: Door) -> Routing.Entry? { routing.withLock { $0.entry(door) } }
    }
}
