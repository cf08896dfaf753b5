package import SlipwayDomain

/// The failure modes, by name.
package enum Catalogue {
    private static let named = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }

    /// The mode of that name.
    package static func mode(_ id: FailureID) -> FailureMode? { named[id] }
}
