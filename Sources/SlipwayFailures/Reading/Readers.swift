/// The recognisers that read something else than a text, each with its failure mode.
///
/// They are taken out of the catalogue once: it is long, and a night of crashes is read against all of it.
enum Readers {
    /// A recogniser of one kind.
    typealias Reader<Read> = (mode: FailureMode, read: Read)

    /// The most specific first; of those the first in the catalogue.
    static let exits: [Reader<@Sendable (ExitSignals, Scene) -> Recognition?>] = mostSpecificFirst {
        if case .exit(let read) = $0 { read } else { nil }
    }

    /// The most specific first; of those the first in the catalogue.
    static let health: [Reader<@Sendable (HealthSignals, Scene) -> Recognition?>] = mostSpecificFirst {
        if case .health(let read) = $0 { read } else { nil }
    }

    /// In the catalogue's order.
    static let deployments = all { recogniser in
        if case .deployment(let read) = recogniser { read } else { nil }
    }

    /// In the catalogue's order.
    static let rules = all { recogniser in
        if case .rule(let read) = recogniser { read } else { nil }
    }

    private static func all<Read>(_ pick: (Recogniser) -> Read?) -> [Reader<Read>] {
        Catalogue.all.flatMap { mode in mode.recognisers.compactMap(pick).map { (mode, $0) } }
    }

    private static func mostSpecificFirst<Read>(_ pick: (Recogniser) -> Read?) -> [Reader<Read>] {
        all(pick).enumerated().sorted { left, right in
            (right.element.mode.specificity, left.offset) < (left.element.mode.specificity, right.offset)
        }.map(\.element)
    }
}
