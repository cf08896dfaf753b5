import AWSRuntime

/// Decides about a request by policies: an explicit deny wins, then an allow, else nothing is allowed.
struct PolicyEvaluation: Sendable {
    struct Source: Hashable, Sendable {
        /// The policy's name as IAM reports it.
        var id: String
        var document: PolicyDocument
    }

    enum Decision: Hashable, Sendable { case allowed, explicitDeny, implicitDeny }

    struct Request: Hashable, Sendable {
        /// `ecs:UpdateService`.
        var action: String
        /// `*` when nobody said.
        var resource: String
        /// By lower-case name.
        var context: [String: [String]]
        /// What `${aws:PrincipalAccount}` stands for and the like; by lower-case name.
        var variables: [String: String]
    }

    struct Outcome: Hashable, Sendable {
        var decision: Decision
        /// Policies whose statements decided.
        var matched: [Source]
        /// Context keys that statements asked for and the request did not have.
        var missing: [String]
    }

    var sources: [Source]

    func decide(_ request: Request) -> Outcome {
        var allowing: [Source] = []
        var denying: [Source] = []
        var missing: Set<String> = []
        for source in sources {
            for statement in source.document.statements where Self.speaks(statement, of: request) {
                let absent = statement.conditions.filter { condition in
                    request.context[condition.key.lowercased()] == nil
                }
                missing.formUnion(absent.filter { ConditionTest($0.test)?.comparison != .null }.map(\.key))
                guard Self.holds(statement.conditions, request) else { continue }
                if statement.isAllow { allowing.append(source) } else { denying.append(source) }
            }
        }
        if !denying.isEmpty { return Outcome(decision: .explicitDeny, matched: denying, missing: missing.sorted()) }
        if !allowing.isEmpty { return Outcome(decision: .allowed, matched: allowing, missing: missing.sorted()) }
        return Outcome(decision: .implicitDeny, matched: [], missing: missing.sorted())
    }

    private static func speaks(_ statement: PolicyDocument.Statement, of request: Request) -> Bool {
        let acts = statement.actions.contains { ELB.Wildcard($0, ignoresCase: true).matches(request.action) }
        guard acts != statement.actionsAreExcepted else { return false }
        let meant = statement.resources.contains { pattern in
            ELB.Wildcard(expand(pattern, request), ignoresCase: false).matches(request.resource)
        }
        return meant != statement.resourcesAreExcepted
    }

    private static func holds(_ conditions: [PolicyDocument.Condition], _ request: Request) -> Bool {
        conditions.allSatisfy { condition in
            let wanted = condition.values.map { expand($0, request) }
            return ConditionTest(condition.test)?.isMet(request.context[condition.key.lowercased()], wanted: wanted)
                ?? false
        }
    }

    /// Replaces `${aws:PrincipalAccount}`; what is not known stays and matches nothing.
    private static func expand(_ text: String, _ request: Request) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "$"), rest[start...].hasPrefix("${"),
            let end = rest[start...].firstIndex(of: "}")
        {
            let name = rest[rest.index(start, offsetBy: 2)..<end].lowercased()
            let value = request.variables[name] ?? request.context[name]?.first
            result += rest[..<start] + (value ?? String(rest[start...end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
