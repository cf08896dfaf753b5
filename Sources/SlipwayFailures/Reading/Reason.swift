package import SlipwayDomain

/// A text that AWS or a container gave as a reason, with where it stood.
package struct Reason: Hashable, Sendable {
    /// The API: `ecs:DescribeTasks`.
    package var source: String
    /// The field: `stoppedReason`.
    package var field: String
    package var text: String
    private let lower: String

    package init(source: String, field: String, text: String) {
        self.source = source
        self.field = field
        self.text = text.bounded
        lower = self.text.lowercased().plainQuotes
    }

    package var evidence: Evidence { Evidence(source: source, field: field, text: text) }

    /// Whether every part occurs, in any case and order. Parts are written in lower case, with plain apostrophes.
    func has(_ parts: String...) -> Bool { parts.allSatisfy { lower.holds($0) } }

    /// Whether any part occurs, in any case. Parts are written in lower case.
    func hasAny(_ parts: String...) -> Bool { parts.contains { lower.holds($0) } }

    /// The text between `start` and the first of `ends` (or the end), without quotes and spaces around it; nothing where
    /// `start` does not occur or nothing stands there.
    func value(after start: String, until ends: [Character] = [" ", ",", "\n"]) -> String? {
        guard let range = text.firstRange(of: start) else { return nil }
        let rest = text[range.upperBound...].drop { $0 == " " || $0 == "'" || $0 == "\"" }
        let word = rest.prefix { !ends.contains($0) }
        let trimmed = word.reversed().drop { "'\".,;:)]".contains($0) }.reversed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    /// The role's name in `assumed-role/NAME/…` or `role/NAME`, where the text names one.
    var role: String? {
        value(after: "assumed-role/", until: ["/", " "]) ?? value(after: ":role/", until: [" ", "'", "\""])
    }

    /// The first ARN of a service that the text names.
    func arn(of service: String) -> String? {
        guard let start = text.firstRange(of: "arn:aws") else { return nil }
        var rest = text[start.lowerBound...]
        while true {
            let word = rest.prefix { !" ,'\"()[]".contains($0) }
            if word.contains(":\(service):") { return String(word.last == "." ? word.dropLast() : word) }
            guard let next = rest.dropFirst().firstRange(of: "arn:aws") else { return nil }
            rest = rest[next.lowerBound...]
        }
    }
}

extension String {
    /// Whether a text occurs, byte for byte: characters that are written in several ways must be written alike. Some
    /// ten times as fast as `contains`, which compares characters.
    func holds(_ part: String) -> Bool {
        var (whole, part) = (self, part)
        return whole.withUTF8 { whole in
            part.withUTF8 { part in
                guard let first = part.first else { return true }
                guard whole.count >= part.count else { return false }
                for start in 0...whole.count - part.count where whole[start] == first {
                    if whole[start..<start + part.count].elementsEqual(part) { return true }
                }
                return false
            }
        }
    }
}
