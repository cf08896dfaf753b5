/// A content digest such as `sha256:9f86…`: the algorithm and its lower-case hexadecimal value.
package struct Digest: Hashable, Sendable, Codable, CustomStringConvertible {
    package enum Algorithm: String, Hashable, Sendable, Codable {
        case sha256, sha512

        /// How many hexadecimal digits a value has.
        var digits: Int { self == .sha256 ? 64 : 128 }
    }

    package var algorithm: Algorithm
    package var hex: String

    /// Nothing when the text is not `sha256:` or `sha512:` with exactly its number of lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Algorithm(rawValue: String(parts[0])),
            parts[1].utf8.count == algorithm.digits,
            parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.algorithm = algorithm
        hex = String(parts[1])
    }

    package var description: String { "\(algorithm.rawValue):\(hex)" }

    /// The first twelve digits, for people.
    package var short: String { String(hex.prefix(12)) }
}
