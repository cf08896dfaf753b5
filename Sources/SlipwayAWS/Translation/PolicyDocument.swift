import AWSRuntime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A policy of IAM as it is written: lists may be single values, and names differ in case.
struct PolicyDocument: Hashable, Sendable, Decodable {
    struct Statement: Hashable, Sendable, Decodable {
        var isAllow: Bool
        /// By kind (`AWS`, `Service`, `Federated`); a bare `*` stands under `*`. Empty for `NotPrincipal`.
        var principals: [String: [String]]
        /// Empty for `NotAction`.
        var actions: [String]
        /// Empty for `NotResource`, and in trust policies.
        var resources: [String]
        var conditions: [Condition]

        private enum Key: String, CodingKey {
            case effect = "Effect"
            case principal = "Principal"
            case action = "Action"
            case resource = "Resource"
            case condition = "Condition"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            isAllow = try container.decode(String.self, forKey: .effect) == "Allow"
            if let all = try? container.decode(String.self, forKey: .principal) {
                principals = ["*": [all]]
            } else {
                principals =
                    try container.decodeIfPresent([String: OneOrMore].self, forKey: .principal)?
                    .mapValues(\.values) ?? [:]
            }
            actions = try container.decodeIfPresent(OneOrMore.self, forKey: .action)?.values ?? []
            resources = try container.decodeIfPresent(OneOrMore.self, forKey: .resource)?.values ?? []
            let found = try container.decodeIfPresent([String: [String: OneOrMore]].self, forKey: .condition) ?? [:]
            conditions = found.flatMap { test, keys in
                keys.map { Condition(test: test, key: $0.key, values: $0.value.values) }
            }.sorted { ($0.test, $0.key) < ($1.test, $1.key) }
        }
    }

    struct Condition: Hashable, Sendable {
        /// Such as `ArnLike`.
        var test: String
        /// Such as `aws:SourceArn`.
        var key: String
        var values: [String]
    }

    var statements: [Statement]

    private enum Key: String, CodingKey { case statement = "Statement" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let one = try? container.decode(Statement.self, forKey: .statement) {
            statements = [one]
        } else {
            statements = try container.decode([Statement].self, forKey: .statement)
        }
    }

    /// - Parameter text: JSON, or JSON with percent signs as IAM gives it.
    /// - Returns: nothing for what is no policy.
    init?(_ text: String) {
        let plain = text.hasPrefix("%7B") || text.hasPrefix("%7b") ? PercentEncoding.decode(text) : text
        guard let document = try? JSONDecoder().decode(PolicyDocument.self, from: Data(plain.utf8)) else { return nil }
        self = document
    }

    /// A text, a number or a boolean, or a list of them.
    private struct OneOrMore: Hashable, Decodable {
        var values: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let list = try? container.decode([Scalar].self) {
                values = list.map(\.text)
            } else {
                values = [try container.decode(Scalar.self).text]
            }
        }
    }

    private struct Scalar: Hashable, Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                text = flag ? "true" : "false"
            } else if let number = try? container.decode(Int64.self) {
                text = String(number)
            } else {
                text = try container.decode(String.self)
            }
        }
    }
}

extension PolicyDocument.Statement {
    /// Whether one of its actions, with its `*` and `?`, is that one.
    func names(_ action: String) -> Bool { actions.contains { Wildcard.matches($0.lowercased(), action.lowercased()) } }
}

/// IAM's patterns: `*` for any text, `?` for one character.
enum Wildcard {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let (pattern, text) = (Array(pattern.unicodeScalars), Array(text.unicodeScalars))
        var (p, t) = (0, 0)
        var star: (p: Int, t: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                p = last.p + 1
                t = last.t + 1
                star = (last.p, last.t + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
