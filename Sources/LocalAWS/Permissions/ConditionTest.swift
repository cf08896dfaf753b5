import AWSRuntime

/// A condition operator of IAM's language.
///
/// Those about dates, IP addresses and binary values are not here: no policy of the services of LocalAWS needs them.
struct ConditionTest: Hashable, Sendable {
    enum Comparison: String, Hashable, Sendable {
        case stringEquals = "StringEquals"
        case stringNotEquals = "StringNotEquals"
        case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
        case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
        case stringLike = "StringLike"
        case stringNotLike = "StringNotLike"
        case arnEquals = "ArnEquals"
        case arnNotEquals = "ArnNotEquals"
        case arnLike = "ArnLike"
        case arnNotLike = "ArnNotLike"
        case bool = "Bool"
        case null = "Null"
        case numericEquals = "NumericEquals"
        case numericLessThan = "NumericLessThan"
        case numericLessThanEquals = "NumericLessThanEquals"
        case numericGreaterThan = "NumericGreaterThan"
        case numericGreaterThanEquals = "NumericGreaterThanEquals"
    }

    enum Quantifier: String, Hashable, Sendable {
        case anyValue = "ForAnyValue"
        case allValues = "ForAllValues"
    }

    var comparison: Comparison
    var quantifier: Quantifier?
    /// `…IfExists`: true where the key is absent.
    var passesWhenAbsent: Bool

    /// - Returns: nil for operators that are not here.
    init?(_ text: String) {
        let parts = text.split(separator: ":")
        quantifier = parts.count == 2 ? Quantifier(rawValue: String(parts[0])) : nil
        guard parts.count == 1 || quantifier != nil, var name = parts.last else { return nil }
        passesWhenAbsent = name.hasSuffix("IfExists")
        if passesWhenAbsent { name = name.dropLast("IfExists".count) }
        guard let comparison = Comparison(rawValue: String(name)) else { return nil }
        self.comparison = comparison
    }

    /// - Parameters:
    ///   - found: the key's values in the request; nil when it has none.
    ///   - wanted: the policy's values, any of which may be met.
    func isMet(_ found: [String]?, wanted: [String]) -> Bool {
        if comparison == .null { return wanted.contains(found == nil ? "true" : "false") }
        guard let found, !found.isEmpty else {
            return passesWhenAbsent || isNegated || quantifier == .allValues
        }
        let meets = { (value: String) in
            isNegated
                ? wanted.allSatisfy { !matches(value, $0) } : wanted.contains { matches(value, $0) }
        }
        return quantifier == .allValues || (isNegated && quantifier == nil)
            ? found.allSatisfy(meets) : found.contains(where: meets)
    }

    private var isNegated: Bool {
        switch comparison {
        case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .arnNotEquals, .arnNotLike: true
        default: false
        }
    }

    private func matches(_ value: String, _ wanted: String) -> Bool {
        switch comparison {
        case .stringEquals, .stringNotEquals: value == wanted
        case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase: value.lowercased() == wanted.lowercased()
        case .stringLike, .stringNotLike: ELB.Wildcard(wanted, ignoresCase: false).matches(value)
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike: Self.arnMatches(value, wanted)
        case .bool: value.lowercased() == wanted.lowercased()
        case .null: false
        case .numericEquals: number(value, wanted, ==)
        case .numericLessThan: number(value, wanted, <)
        case .numericLessThanEquals: number(value, wanted, <=)
        case .numericGreaterThan: number(value, wanted, >)
        case .numericGreaterThanEquals: number(value, wanted, >=)
        }
    }

    private func number(_ value: String, _ wanted: String, _ compare: (Double, Double) -> Bool) -> Bool {
        guard let left = Double(value), let right = Double(wanted) else { return false }
        return compare(left, right)
    }

    /// Field by field: a `*` does not reach over a colon, but in the last field.
    static func arnMatches(_ value: String, _ pattern: String) -> Bool {
        let fields = { (text: String) in text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false) }
        let (left, right) = (fields(value), fields(pattern))
        guard left.count == 6, right.count == 6 else { return pattern == "*" }
        return zip(left, right).allSatisfy { ELB.Wildcard(String($1), ignoresCase: false).matches($0) }
    }
}
