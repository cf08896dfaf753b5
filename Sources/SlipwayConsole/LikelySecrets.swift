/// Finds what looks like a secret in a text that nobody vouched for: application logs on their way to a colleague.
package enum LikelySecrets {
    /// The text with passwords in URLs, values of telling names, bearer tokens, JSON web tokens and AWS keys taken out.
    package static func clean(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(cleanLine).joined(separator: "\n")
    }

    private static let replacement = "[secret?]"

    private static func cleanLine(_ line: Substring) -> String {
        guard line.utf8.count >= 8 else { return String(line) }
        var words = String(line)
        words = URLPasswords.masked(words, with: replacement)
        words = replaceValues(words)
        return replaceTokens(words)
    }

    private static let names = [
        "password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "private_key",
    ]

    /// `password=…`, `"jwt_secret": "…"`: the value behind a telling name.
    private static func replaceValues(_ text: String) -> String {
        let lower = text.lowercased()
        guard lower.utf8.count == text.utf8.count else { return text }
        var cuts: [Range<Int>] = []
        let bytes = Array(text.utf8)
        for name in names {
            var from = lower.startIndex
            while let found = lower[from...].firstRange(of: name) {
                from = found.upperBound
                let end = lower.utf8.distance(from: lower.startIndex, to: found.upperBound)
                if !isInARN(end, in: bytes), let value = value(after: end, in: bytes) { cuts.append(value) }
            }
        }
        var clean: [UInt8] = []
        var position = 0
        for cut in cuts.sorted(by: { $0.lowerBound < $1.lowerBound }) where cut.lowerBound >= position {
            clean += bytes[position..<cut.lowerBound] + Array(replacement.utf8)
            position = cut.upperBound
        }
        return String(decoding: clean + bytes[position...], as: UTF8.self)
    }

    /// The names of secrets in ARNs are no secrets.
    private static func isInARN(_ end: Int, in bytes: [UInt8]) -> Bool {
        var start = end
        while start > 0, !" \"'(".utf8.contains(bytes[start - 1]) { start -= 1 }
        return bytes[start...].starts(with: "arn:".utf8)
    }

    /// Where the value stands behind a name: after `=` or `:`, with quotes and spaces between.
    private static func value(after end: Int, in bytes: [UInt8]) -> Range<Int>? {
        var index = end
        // The rest of a longer name: `secret_key`, `tokens`.
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
        var hasSign = false
        while index < bytes.count, "\"' =:".utf8.contains(bytes[index]) {
            if bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: ":") { hasSign = true }
            index += 1
        }
        guard hasSign else { return nil }
        let start = index
        while index < bytes.count, !" \"',;&})".utf8.contains(bytes[index]) { index += 1 }
        return index - start >= 4 ? start..<index : nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    /// Words that are tokens by their look.
    private static func replaceTokens(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let bare = word.drop { "\"'([{".contains($0) }
            let isWebToken = bare.hasPrefix("eyJ") && bare.utf8.count > 30 && bare.contains(".")
            let isKey = ["AKIA", "ASIA"].contains { bare.hasPrefix($0) } && bare.utf8.count >= 20
            return isWebToken || isKey ? replacement : String(word)
        }.joined(separator: " ")
    }
}
