/// The name of a failure mode in the catalogue, such as `secret-json-key-missing`.
package struct FailureID: Hashable, Comparable, Sendable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    package var name: String

    package init(_ name: String) {
        self.name = name
    }

    package init(stringLiteral name: String) {
        self.name = name
    }

    package static func < (left: FailureID, right: FailureID) -> Bool { left.name < right.name }

    package var description: String { name }
}

/// What becomes of a failure when nobody does anything; it decides when a rollout counts as failing.
package enum FailureNature: String, Hashable, Sendable, Codable, CaseIterable {
    /// It cannot heal by itself: decided at the first task.
    case cannotHeal
    /// The application's own doing: decided at the second task with the same fingerprint.
    case application
    /// It may pass: decided when the budget ends.
    case mayPass
    /// The circuit breaker, an alarm or a hook has decided. Never a cause: the cause is still looked for.
    case verdict
}

/// How sure a finding is of its cause.
package enum Confidence: Int, Hashable, Comparable, Sendable, Codable {
    /// One of several things that would look the same.
    case possible = 1
    /// The signals fit this cause better than others.
    case likely = 2
    /// The evidence says it in so many words.
    case certain = 3

    package static func < (left: Confidence, right: Confidence) -> Bool { left.rawValue < right.rawValue }
}
