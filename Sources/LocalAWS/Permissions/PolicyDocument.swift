import AWSRuntime
import FoundationEssentials

/// A policy as IAM's language writes it: statements with actions, resources and conditions.
struct PolicyDocument: Hashable, Sendable {
    /// Why a text is no policy, in IAM's words.
    struct Malformed: Error, Hashable {
        var problem: String
    }

    struct Statement: Hashable, Sendable {
        var id: String?
        var isAllow: Bool
        var actions: [String]
        /// `NotAction` in place of `Action`.
        var actionsAreExcepted = false
        var resources: [String]
        var resourcesAreExcepted = false
        /// Of trust policies: `Service`, `AWS`… with who is meant; `*` stands for everybody.
        var principals: [String: [String]]
        var conditions: [Condition]
    }

    struct Condition: Hashable, Sendable {
        /// `StringLike`, `ForAnyValue:StringEquals`, `BoolIfExists`.
        var test: String
        var key: String
        var values: [String]
    }

    var statements: [Statement]

    /// - Throws: for what is not JSON, or no policy.
    init(_ text: String) throws(Malformed) {
        let json: JSONValue
        do {
            json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            throw Malformed(problem: "Syntax errors in policy.")
        }
        guard case .object(let members) = json else { throw Malformed(problem: "Syntax errors in policy.") }
        let known: Set = ["Version", "Id", "Statement"]
        guard members.keys.allSatisfy(known.contains), let statement = members["Statement"] else {
            throw Malformed(problem: "Syntax errors in policy.")
        }
        let list: [JSONValue] = if case .array(let items) = statement { items } else { [statement] }
        guard !list.isEmpty else { throw Malformed(problem: "Syntax errors in policy.") }
        statements = []
        for item in list { statements.append(try Self.statement(item)) }
    }

    private static func statement(_ json: JSONValue) throws(Malformed) -> Statement {
        guard case .object(let members) = json, case .string(let effect)? = members["Effect"],
            ["Allow", "Deny"].contains(effect)
        else { throw Malformed(problem: "Syntax errors in policy.") }
        let known: Set = [
            "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition",
        ]
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw Malformed(problem: "Unknown field \(unknown)")
        }
        guard members["NotPrincipal"] == nil else { throw Malformed(problem: "LocalAWS does not read NotPrincipal") }
        var id: String?
        if case .string(let text)? = members["Sid"] { id = text }
        let actions = try strings(members["Action"] ?? members["NotAction"])
        guard !actions.isEmpty else { throw Malformed(problem: "Policy statement must contain actions.") }
        for action in actions where action != "*" && !action.contains(":") {
            throw Malformed(problem: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
        }
        return Statement(
            id: id, isAllow: effect == "Allow", actions: actions, actionsAreExcepted: members["Action"] == nil,
            resources: try strings(members["Resource"] ?? members["NotResource"]),
            resourcesAreExcepted: members["NotResource"] != nil, principals: try principals(members["Principal"]),
            conditions: try conditions(members["Condition"]))
    }

    private static func strings(_ json: JSONValue?) throws(Malformed) -> [String] {
        switch json {
        case nil: return []
        case .string(let text)?: return [text]
        case .boolean(let flag)?: return [flag ? "true" : "false"]
        case .integer(let number)?: return ["\(number)"]
        case .array(let items)?:
            var all: [String] = []
            for item in items { all += try strings(item) }
            return all
        default: throw Malformed(problem: "Syntax errors in policy.")
        }
    }

    private static func principals(_ json: JSONValue?) throws(Malformed) -> [String: [String]] {
        switch json {
        case nil: return [:]
        case .string("*")?: return ["*": ["*"]]
        case .object(let members)?:
            var all: [String: [String]] = [:]
            for (kind, value) in members { all[kind] = try strings(value) }
            return all
        default: throw Malformed(problem: "Invalid principal in policy.")
        }
    }

    private static func conditions(_ json: JSONValue?) throws(Malformed) -> [Condition] {
        guard let json else { return [] }
        guard case .object(let tests) = json else { throw Malformed(problem: "Syntax errors in policy.") }
        var all: [Condition] = []
        for (test, keys) in tests.sorted(by: { $0.key < $1.key }) {
            guard case .object(let keys) = keys else { throw Malformed(problem: "Syntax errors in policy.") }
            guard ConditionTest(test) != nil else { throw Malformed(problem: "Invalid condition type : \(test)") }
            for (key, values) in keys.sorted(by: { $0.key < $1.key }) {
                all.append(Condition(test: test, key: key, values: try strings(values)))
            }
        }
        return all
    }
}
