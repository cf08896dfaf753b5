import AWSRuntime
import AWSServices

/// EventBridge, as far as the checks ask: which rules start which tasks. Rules are given; none ever fires.
package struct EventsService: Sendable {
    /// Targets by rule.
    private let rules = ScopedStores<OrderedTable<String, [EventBridge.Target]>> { _ in OrderedTable() }

    package init() {}

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(EventBridge.ListTargetsByRule.self) { input, answer, scope in
            guard let rule = input?.rule else {
                throw GivenTable.Problem("events:ListTargetsByRule needs with.Rule")
            }
            rules.with(scope) { $0[rule] = answer.targets ?? [] }
        }
        return table
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: EventBridge.service)
        table.on(EventBridge.ListTargetsByRule.self, honouring: ["Rule", "NextToken", "Limit"]) { input, context in
            guard let targets = rules.with(context.scope, { $0[input.rule] }) else {
                throw EventBridge.ResourceNotFoundException(
                    message: "Rule \(input.rule) does not exist on EventBus default.")
            }
            let page = try Self.page(targets, input.nextToken, input.limit, key: \.id)
            return .init(targets: page.items, nextToken: page.next)
        }
        table.on(
            EventBridge.ListRuleNamesByTarget.self, honouring: ["TargetArn", "NextToken", "Limit"]
        ) { input, context in
            let rules = rules.with(context.scope) { $0 }
            let names = rules.keys.sorted().filter { name in
                rules[name]?.contains { $0.arn == input.targetArn } ?? false
            }
            let page = try Self.page(names, input.nextToken, input.limit, key: \.self)
            return .init(ruleNames: page.items, nextToken: page.next)
        }
        return table
    }

    private static func page<Item>(
        _ items: [Item], _ token: String?, _ limit: Int?, key: (Item) -> String
    ) throws -> (items: [Item], next: String?) {
        do {
            let page = try Paging.page(items, after: token, limit: limit ?? 100, key: key)
            return (Array(page.items), page.next)
        } catch {
            throw AWSServiceError(code: "ValidationException", message: "The token is not valid.")
        }
    }
}
