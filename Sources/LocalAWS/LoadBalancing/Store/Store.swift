extension ELB {
    /// Everything that the API knows. Deciding only: sockets, checks and timers follow from it
    /// (`ElasticLoadBalancing`).
    ///
    /// Lists keep the order of creation, which is the order of every answer.
    package struct Store: Hashable, Sendable {
        package internal(set) var loadBalancers: [LoadBalancer] = []
        package internal(set) var targetGroups: [TargetGroup] = []
        package internal(set) var listeners: [Listener] = []
        package internal(set) var rules: [Rule] = []
        var lastTargetNumber = 0

        package init() {}
    }
}

// Looking up. ARNs name one account and region, and a caller sees only its own.
extension ELB.Store {
    package typealias Refusal = ELB.Refusal
    package typealias Scope = ELB.Scope

    func loadBalancerIndex(_ arn: String, _ scope: Scope) throws(Refusal) -> Int {
        guard let index = loadBalancers.firstIndex(where: { $0.arn == arn && $0.scope == scope }) else {
            throw Refusal(.loadBalancerNotFound, "One or more load balancers not found")
        }
        return index
    }

    func targetGroupIndex(_ arn: String, _ scope: Scope) throws(Refusal) -> Int {
        guard let index = targetGroups.firstIndex(where: { $0.arn == arn && $0.scope == scope }) else {
            throw Refusal(.targetGroupNotFound, "One or more target groups not found")
        }
        return index
    }

    func listenerIndex(_ arn: String, _ scope: Scope) throws(Refusal) -> Int {
        guard let index = listeners.firstIndex(where: { $0.arn == arn && owner(of: $0) == scope }) else {
            throw Refusal(.listenerNotFound, "One or more listeners not found")
        }
        return index
    }

    func ruleIndex(_ arn: String, _ scope: Scope) throws(Refusal) -> Int {
        guard
            let index = rules.firstIndex(where: { rule in
                rule.arn == arn && listeners.contains { $0.arn == rule.listener && owner(of: $0) == scope }
            })
        else { throw Refusal(.ruleNotFound, "One or more rules not found") }
        return index
    }

    private func owner(of listener: ELB.Listener) -> Scope? {
        loadBalancers.first { $0.arn == listener.loadBalancer }?.scope
    }

    /// The load balancers whose listeners forward to a group: none, or one.
    package func loadBalancers(using targetGroup: String) -> [String] {
        var found: Set<String> = []
        for listener in listeners {
            let own = rules.filter { $0.listener == listener.arn }.map(\.action) + [listener.defaultAction]
            if own.contains(where: { $0.targetGroups.contains(targetGroup) }) { found.insert(listener.loadBalancer) }
        }
        return found.sorted()
    }

    /// A group by ARN, whoever owns it; for the service scheduler.
    package func targetGroup(_ arn: String) -> ELB.TargetGroup? { targetGroups.first { $0.arn == arn } }
}

// Names and tags.
extension ELB.Store {
    /// Letters, digits and hyphens, at most 32, no hyphen at either end.
    static func checkName(_ name: String, of noun: String) throws(Refusal) {
        guard !name.isEmpty else { throw .invalid("A \(noun) name must be specified") }
        guard name.utf8.count <= 32 else {
            throw .invalid("The \(noun) name '\(name)' cannot be longer than '32' characters")
        }
        guard name.utf8.allSatisfy(Self.isNameByte) else {
            throw .invalid(
                "The \(noun) name '\(name)' can only contain characters that are alphanumeric characters and hyphens(-)"
            )
        }
        guard !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw .invalid("The \(noun) name '\(name)' cannot begin or end with a hyphen(-)")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    static func checkTags(_ tags: [ELB.Tag]) throws(Refusal) {
        guard Set(tags.map(\.key)).count == tags.count else {
            throw Refusal(.duplicateTagKeys, "Tag keys must be unique in one request")
        }
        guard tags.count <= ELB.Quota.tagsPerResource else {
            throw Refusal(.tooManyTags, "A resource can have at most \(ELB.Quota.tagsPerResource) tags")
        }
    }
}
