extension ELB {
    /// The HTTP codes that count as healthy: `200`, `200,202`, `200-299`, and mixtures of them.
    package struct CodeMatcher: Hashable, Sendable {
        /// As it was given, which is how it is described.
        package let text: String
        private let ranges: [ClosedRange<Int>]

        package static let ok = CodeMatcher(text: "200", ranges: [200...200])

        private init(text: String, ranges: [ClosedRange<Int>]) {
            self.text = text
            self.ranges = ranges
        }

        /// Nil where a part is not a code or a range inside 200–499, the limits of an application load balancer.
        package init?(_ text: String) {
            var ranges: [ClosedRange<Int>] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(Self.code)
                guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
                else { return nil }
                ranges.append(first...last)
            }
            guard !ranges.isEmpty else { return nil }
            self.init(text: text, ranges: ranges)
        }

        private static func code(_ text: Substring) -> Int? {
            guard text.utf8.count == 3, let code = Int(text), (200...499).contains(code) else { return nil }
            return code
        }

        package func matches(_ code: Int) -> Bool { ranges.contains { $0.contains(code) } }
    }
}
