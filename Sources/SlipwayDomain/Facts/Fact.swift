/// What a collector found out about one thing.
package enum Fact<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    case known(Value)
    /// AWS says that it is not there.
    case missing
    /// We may not look: the action that was refused, such as `secretsmanager:DescribeSecret`.
    case denied(action: String)
    /// It could not be found out: a time-out, an answer that makes no sense.
    case unknown(reason: String)
    /// It is not there yet, and a later phase of this run makes it.
    case planned(by: Phase)

    package var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// The fact after a missing thing became the work of a later phase; everything else stays.
    package func orPlanned(by phase: Phase) -> Fact {
        if case .missing = self { .planned(by: phase) } else { self }
    }
}
