extension ELB.Store {
    package func tags(of arn: String, in scope: Scope) throws(Refusal) -> [ELB.Tag] {
        switch try place(of: arn, in: scope) {
        case .loadBalancer(let index): loadBalancers[index].tags
        case .targetGroup(let index): targetGroups[index].tags
        case .listener(let index): listeners[index].tags
        case .rule(let index): rules[index].tags
        case .defaultRule(let index): listeners[index].defaultRuleTags
        }
    }

    /// Adds or replaces tags on every resource, or on none.
    package mutating func addTags(_ new: [ELB.Tag], to arns: [String], in scope: Scope) throws(Refusal) {
        try Self.checkTags(new)
        var next = self
        for arn in arns {
            let place = try place(of: arn, in: scope)
            var tags = try next.tags(of: arn, in: scope)
            for tag in new {
                if let known = tags.firstIndex(where: { $0.key == tag.key }) {
                    tags[known] = tag
                } else {
                    tags.append(tag)
                }
            }
            try Self.checkTags(tags)
            next.set(tags, at: place)
        }
        self = next
    }

    /// Removes tags by key; keys that are not there are no error.
    package mutating func removeTags(_ keys: [String], from arns: [String], in scope: Scope) throws(Refusal) {
        var next = self
        for arn in arns {
            let place = try place(of: arn, in: scope)
            next.set(try next.tags(of: arn, in: scope).filter { !keys.contains($0.key) }, at: place)
        }
        self = next
    }

    private enum Place { case loadBalancer(Int), targetGroup(Int), listener(Int), rule(Int), defaultRule(Int) }

    private func place(of arn: String, in scope: Scope) throws(Refusal) -> Place {
        let resource = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).last ?? ""
        switch resource.prefix(while: { $0 != "/" }) {
        case "loadbalancer": return .loadBalancer(try loadBalancerIndex(arn, scope))
        case "targetgroup": return .targetGroup(try targetGroupIndex(arn, scope))
        case "listener": return .listener(try listenerIndex(arn, scope))
        case "listener-rule":
            if let index = listeners.firstIndex(where: { $0.defaultRule == arn }) { return .defaultRule(index) }
            return .rule(try ruleIndex(arn, scope))
        default: throw .invalid("'\(arn)' is not a valid resource ARN")
        }
    }

    private mutating func set(_ tags: [ELB.Tag], at place: Place) {
        switch place {
        case .loadBalancer(let index): loadBalancers[index].tags = tags
        case .targetGroup(let index): targetGroups[index].tags = tags
        case .listener(let index): listeners[index].tags = tags
        case .rule(let index): rules[index].tags = tags
        case .defaultRule(let index): listeners[index].defaultRuleTags = tags
        }
    }
}
