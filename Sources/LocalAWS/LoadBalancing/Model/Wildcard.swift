extension ELB {
    /// A pattern of rule conditions: `*` stands for any number of characters, `?` for exactly one.
    package struct Wildcard: Hashable, Sendable {
        package let text: String
        package let ignoresCase: Bool
        private let pattern: [UInt8]

        package init(_ text: String, ignoresCase: Bool) {
            self.text = text
            self.ignoresCase = ignoresCase
            self.pattern = Array((ignoresCase ? text.lowercased() : text).utf8)
        }

        /// Linear in practice: after a `*` only the last one is tried again, so that no pattern makes it explode.
        package func matches(_ candidate: some StringProtocol) -> Bool {
            let bytes = ignoresCase ? Array(candidate.lowercased().utf8) : Array(candidate.utf8)
            var (at, seen) = (0, 0)
            var retry: (pattern: Int, candidate: Int)?
            while seen < bytes.count {
                if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                    retry = (at + 1, seen)
                    at += 1
                } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == bytes[seen] {
                    at += 1
                    seen += 1
                } else if let last = retry {
                    at = last.pattern
                    seen = last.candidate + 1
                    retry = (last.pattern, seen)
                } else {
                    return false
                }
            }
            return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }
}
