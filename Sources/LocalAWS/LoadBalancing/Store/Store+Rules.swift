extension ELB.Store {
    package mutating func createRule(
        listener: String, priority: Int, conditions: [ELB.Condition], action: ELB.Action, tags: [ELB.Tag] = [],
        id: String, in scope: Scope
    ) throws(Refusal) -> ELB.Rule {
        let owner = listeners[try listenerIndex(listener, scope)]
        try Self.checkTags(tags)
        try Self.check(priority)
        try Self.check(conditions)
        guard !rules.contains(where: { $0.listener == listener && $0.priority == priority }) else {
            throw Refusal(.priorityInUse, "Priority '\(priority)' is currently in use")
        }
        guard rules.count(where: { $0.listener == listener }) < ELB.Quota.rulesPerListener else {
            throw Refusal(.tooManyRules, "The maximum number of rules has been reached on listener '\(listener)'")
        }
        try check(action, for: owner.loadBalancer, in: scope)
        let made = ELB.Rule(
            arn: ELB.ruleARN(listener: listener, id: id), listener: listener, priority: priority,
            conditions: conditions, action: action, tags: tags)
        rules.append(made)
        refreshUse()
        return made
    }

    /// A rule, or the default action of a listener seen as its last rule.
    package enum DescribedRule: Hashable, Sendable {
        case rule(ELB.Rule)
        case standard(ELB.Listener)

        package var arn: String {
            switch self {
            case .rule(let rule): rule.arn
            case .standard(let listener): listener.defaultRule
            }
        }
    }

    /// Those of a listener in the order of their priorities, the default one last; or the named ones.
    package func describeRules(
        arns: [String] = [], listener: String? = nil, in scope: Scope
    ) throws(Refusal) -> [DescribedRule] {
        guard arns.isEmpty != (listener == nil) else {
            throw .invalid("You must specify either rule ARNs or a listener ARN")
        }
        if let listener {
            let owner = listeners[try listenerIndex(listener, scope)]
            return rulesInOrder(of: listener).map { .rule($0) } + [.standard(owner)]
        }
        var found: [DescribedRule] = []
        for arn in arns {
            if let owner = standardOwner(of: arn, in: scope) {
                found.append(.standard(owner))
            } else {
                found.append(.rule(rules[try ruleIndex(arn, scope)]))
            }
        }
        return found
    }

    func rulesInOrder(of listener: String) -> [ELB.Rule] {
        rules.filter { $0.listener == listener }.sorted { $0.priority < $1.priority }
    }

    private func standardOwner(of arn: String, in scope: Scope) -> ELB.Listener? {
        guard let listener = listeners.first(where: { $0.defaultRule == arn }),
            loadBalancers.contains(where: { $0.arn == listener.loadBalancer && $0.scope == scope })
        else { return nil }
        return listener
    }

    /// Nil keeps what is there.
    package mutating func modifyRule(
        _ arn: String, conditions: [ELB.Condition]?, action: ELB.Action?, in scope: Scope
    ) throws(Refusal) -> ELB.Rule {
        guard standardOwner(of: arn, in: scope) == nil else {
            throw Refusal(.operationNotPermitted, "Default rule '\(arn)' cannot be modified")
        }
        let index = try ruleIndex(arn, scope)
        var next = rules[index]
        if let conditions {
            try Self.check(conditions)
            next.conditions = conditions
        }
        if let action {
            let owner = listeners[try listenerIndex(next.listener, scope)]
            try check(action, for: owner.loadBalancer, in: scope)
            next.action = action
        }
        rules[index] = next
        refreshUse()
        return next
    }

    package mutating func deleteRule(_ arn: String, in scope: Scope) throws(Refusal) {
        guard standardOwner(of: arn, in: scope) == nil else {
            throw Refusal(.operationNotPermitted, "Default rule '\(arn)' cannot be deleted")
        }
        rules.remove(at: try ruleIndex(arn, scope))
        refreshUse()
    }

    /// Sets all or none. Priorities that stay free of the others after the change may be swapped.
    package mutating func setRulePriorities(
        _ pairs: [(rule: String, priority: Int)], in scope: Scope
    ) throws(Refusal) -> [ELB.Rule] {
        var next = rules
        var changed: [Int] = []
        for pair in pairs {
            guard standardOwner(of: pair.rule, in: scope) == nil else {
                throw Refusal(.operationNotPermitted, "The priority of default rule '\(pair.rule)' cannot be changed")
            }
            try Self.check(pair.priority)
            let index = try ruleIndex(pair.rule, scope)
            guard !changed.contains(index) else {
                throw .invalid("Rule '\(pair.rule)' is listed more than once")
            }
            next[index].priority = pair.priority
            changed.append(index)
        }
        for index in changed {
            let clash = next.indices.contains {
                $0 != index && next[$0].listener == next[index].listener && next[$0].priority == next[index].priority
            }
            guard !clash else {
                throw Refusal(.priorityInUse, "Priority '\(next[index].priority)' is currently in use")
            }
        }
        rules = next
        return changed.map { next[$0] }
    }

    private static func check(_ priority: Int) throws(Refusal) {
        guard (1...50_000).contains(priority) else {
            throw .invalid("Rule priority '\(priority)' must be in the range 1-50000 inclusive")
        }
    }

    private static func check(_ conditions: [ELB.Condition]) throws(Refusal) {
        guard !conditions.isEmpty else { throw .invalid("A rule must have at least one condition") }
        var values: [String] = []
        var (paths, hosts) = (0, 0)
        for condition in conditions {
            switch condition {
            case .path(let patterns):
                paths += 1
                values += patterns.map(\.text)
            case .host(let patterns):
                hosts += 1
                values += patterns.map(\.text)
            }
        }
        guard paths <= 1, hosts <= 1 else {
            throw .invalid("A rule can have only one 'path-pattern' and one 'host-header' condition")
        }
        guard (1...ELB.Quota.conditionValuesPerRule).contains(values.count) else {
            throw .invalid("A rule takes 1 to \(ELB.Quota.conditionValuesPerRule) condition values")
        }
        guard values.allSatisfy({ (1...128).contains($0.utf8.count) }) else {
            throw .invalid("Condition values must have 1 to 128 characters")
        }
    }
}
