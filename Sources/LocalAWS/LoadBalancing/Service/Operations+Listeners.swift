import AWSRuntime
import AWSServices

extension ElasticLoadBalancing {
    nonisolated func listenerOperations(_ table: inout OperationTable) {
        table.on(
            ELBv2.CreateListener.self, honouring: ["LoadBalancerArn", "Protocol", "Port", "DefaultActions", "Tags"]
        ) { input, scope in try await self.createListener(input, scope) }
        table.on(
            ELBv2.DescribeListeners.self, honouring: ["LoadBalancerArn", "ListenerArns", "Marker", "PageSize"]
        ) { input, scope in
            let found = try await self.store.describeListeners(
                arns: input.listenerArns ?? [], loadBalancer: input.loadBalancerArn, in: scope)
            let page = try ELB.Page(found, marker: input.marker, size: input.pageSize, key: \.arn)
            return .init(listeners: page.elements.map(\.awsShape), nextMarker: page.nextMarker)
        }
        table.on(
            ELBv2.ModifyListener.self, honouring: ["ListenerArn", "Protocol", "Port", "DefaultActions"]
        ) { input, scope in try await self.modifyListener(input, scope) }
        table.on(ELBv2.DeleteListener.self, honouring: ["ListenerArn"]) { input, scope in
            try await self.deleteListener(input.listenerArn, scope)
            return .init()
        }
    }

    private static func checkProtocol(_ given: ELBv2.ProtocolEnum?) throws(ELB.Refusal) {
        guard let given, given != .http else { return }
        guard given == .https else {
            throw ELB.Refusal(
                .unsupportedProtocol, "Protocol '\(given.rawValue)' is not supported by application load balancers")
        }
        throw .notImplemented("listeners with the protocol 'HTTPS'; use 'HTTP'")
    }

    private func createListener(
        _ input: ELBv2.CreateListenerInput, _ scope: ELB.Scope
    ) async throws -> ELBv2.CreateListenerOutput {
        try Self.checkProtocol(input.protocol)
        guard input.protocol != nil, let port = input.port else {
            throw ELB.Refusal.invalid("A listener of an application load balancer must specify a protocol and a port")
        }
        let action = try ELB.Action.single(input.defaultActions)
        let (id, ruleID) = (newID(), newID())
        let made = try change { store throws(ELB.Refusal) in
            try store.createListener(
                loadBalancer: input.loadBalancerArn, port: port, action: action, tags: ELB.tags(input.tags), id: id,
                ruleID: ruleID, in: scope)
        }
        do {
            _ = try await open(.listener(made.arn), preferring: port)
        } catch {
            // Without a socket there is no listener.
            try change { store throws(ELB.Refusal) in try store.deleteListener(made.arn, in: scope) }
            throw error
        }
        if !store.listeners.contains(where: { $0.arn == made.arn }) { await close(.listener(made.arn)) }
        return .init(listeners: [made.awsShape])
    }

    private func modifyListener(
        _ input: ELBv2.ModifyListenerInput, _ scope: ELB.Scope
    ) async throws -> ELBv2.ModifyListenerOutput {
        try Self.checkProtocol(input.protocol)
        var action: ELB.Action?
        if let shapes = input.defaultActions { action = try ELB.Action.single(shapes) }
        let before = try store.describeListeners(arns: [input.listenerArn], in: scope).first?.port
        let changed = try change { store throws(ELB.Refusal) in
            try store.modifyListener(input.listenerArn, port: input.port, action: action, in: scope)
        }
        if changed.port != before {
            await close(.listener(changed.arn))
            _ = try await open(.listener(changed.arn), preferring: changed.port)
        }
        return .init(listeners: [changed.awsShape])
    }

    private func deleteListener(_ arn: String, _ scope: ELB.Scope) async throws {
        try change { store throws(ELB.Refusal) in try store.deleteListener(arn, in: scope) }
        await close(.listener(arn))
    }
}

// Rules.
extension ElasticLoadBalancing {
    nonisolated func ruleOperations(_ table: inout OperationTable) {
        table.on(
            ELBv2.CreateRule.self, honouring: ["ListenerArn", "Conditions", "Priority", "Actions", "Tags"]
        ) { input, scope in
            .init(rules: [ELB.Store.DescribedRule.rule(try await self.createRule(input, scope)).awsShape])
        }
        table.on(
            ELBv2.DescribeRules.self, honouring: ["ListenerArn", "RuleArns", "Marker", "PageSize"]
        ) { input, scope in
            let found = try await self.store.describeRules(
                arns: input.ruleArns ?? [], listener: input.listenerArn, in: scope)
            let page = try ELB.Page(found, marker: input.marker, size: input.pageSize, key: \.arn)
            return .init(rules: page.elements.map(\.awsShape), nextMarker: page.nextMarker)
        }
        table.on(ELBv2.ModifyRule.self, honouring: ["RuleArn", "Conditions", "Actions"]) { input, scope in
            .init(rules: [ELB.Store.DescribedRule.rule(try await self.modifyRule(input, scope)).awsShape])
        }
        table.on(ELBv2.DeleteRule.self, honouring: ["RuleArn"]) { input, scope in
            try await self.deleteRule(input.ruleArn, scope)
            return .init()
        }
        table.on(ELBv2.SetRulePriorities.self, honouring: ["RulePriorities"]) { input, scope in
            let pairs = input.rulePriorities.map { ($0.ruleArn ?? "", $0.priority ?? 0) }
            let changed = try await self.setRulePriorities(pairs, scope)
            return .init(rules: changed.map { ELB.Store.DescribedRule.rule($0).awsShape })
        }
    }

    private static func conditions(_ shapes: [ELBv2.RuleCondition]) throws(ELB.Refusal) -> [ELB.Condition] {
        var conditions: [ELB.Condition] = []
        for shape in shapes { conditions.append(try ELB.Condition(shape)) }
        return conditions
    }

    private func createRule(_ input: ELBv2.CreateRuleInput, _ scope: ELB.Scope) throws(ELB.Refusal) -> ELB.Rule {
        let conditions = try Self.conditions(input.conditions)
        let action = try ELB.Action.single(input.actions)
        let id = newID()
        return try change { store throws(ELB.Refusal) in
            try store.createRule(
                listener: input.listenerArn, priority: input.priority, conditions: conditions, action: action,
                tags: ELB.tags(input.tags), id: id, in: scope)
        }
    }

    private func modifyRule(_ input: ELBv2.ModifyRuleInput, _ scope: ELB.Scope) throws(ELB.Refusal) -> ELB.Rule {
        var conditions: [ELB.Condition]?
        if let shapes = input.conditions { conditions = try Self.conditions(shapes) }
        var action: ELB.Action?
        if let shapes = input.actions { action = try ELB.Action.single(shapes) }
        return try change { store throws(ELB.Refusal) in
            try store.modifyRule(input.ruleArn, conditions: conditions, action: action, in: scope)
        }
    }

    private func deleteRule(_ arn: String, _ scope: ELB.Scope) throws(ELB.Refusal) {
        try change { store throws(ELB.Refusal) in try store.deleteRule(arn, in: scope) }
    }

    private func setRulePriorities(
        _ pairs: [(rule: String, priority: Int)], _ scope: ELB.Scope
    ) throws(ELB.Refusal) -> [ELB.Rule] {
        try change { store throws(ELB.Refusal) in try store.setRulePriorities(pairs, in: scope) }
    }
}

// Tags.
extension ElasticLoadBalancing {
    nonisolated func tagOperations(_ table: inout OperationTable) {
        table.on(ELBv2.AddTags.self, honouring: ["ResourceArns", "Tags"]) { input, scope in
            try await self.addTags(ELB.tags(input.tags), input.resourceArns, scope)
            return .init()
        }
        table.on(ELBv2.RemoveTags.self, honouring: ["ResourceArns", "TagKeys"]) { input, scope in
            try await self.removeTags(input.tagKeys, input.resourceArns, scope)
            return .init()
        }
        table.on(ELBv2.DescribeTags.self, honouring: ["ResourceArns"]) { input, scope in
            let store = await self.store
            var found: [ELBv2.TagDescription] = []
            for arn in input.resourceArns {
                found.append(.init(resourceArn: arn, tags: ELB.tagShapes(try store.tags(of: arn, in: scope))))
            }
            return .init(tagDescriptions: found)
        }
    }

    private func addTags(_ tags: [ELB.Tag], _ arns: [String], _ scope: ELB.Scope) throws(ELB.Refusal) {
        try change { store throws(ELB.Refusal) in try store.addTags(tags, to: arns, in: scope) }
    }

    private func removeTags(_ keys: [String], _ arns: [String], _ scope: ELB.Scope) throws(ELB.Refusal) {
        try change { store throws(ELB.Refusal) in try store.removeTags(keys, from: arns, in: scope) }
    }
}
