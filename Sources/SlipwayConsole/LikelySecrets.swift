/// Finds what looks like a secret in a text that nobody vouched for: application logs on their way to a colleague.
package enum LikelySecrets {
    /// The text with passwords in URLs, values of telling names, bearer tokens, JSON web tokens, private keys and AWS keys
    /// taken out.
    package static func clean(_ text: String) -> String {
        var isInKey = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if isInKey || isKeyBody(line) {
                isInKey = isInKey && !line.contains("-----END")
                return replacement
            }
            isInKey = line.contains("PRIVATE KEY-----") && !line.contains("-----END")
            return cleanLine(line)
        }.joined(separator: "\n")
    }

    /// A line of nothing but base64, as the inside of a key is where its first line was cut off.
    private static func isKeyBody(_ line: Substring) -> Bool {
        let bare = line.utf8
        guard bare.count >= 48 else { return false }
        return bare.allSatisfy { isWord($0) && $0 != 0x5F || $0 == 0x2B || $0 == 0x2F || $0 == 0x3D }
            && bare.contains { (0x41...0x5A).contains($0) } && bare.contains { (0x61...0x7A).contains($0) }
    }

    /// A private key that stands on one line, with `\n` written out.
    private static func replaceKeys(_ text: String) -> String {
        guard let start = text.firstRange(of: "PRIVATE KEY-----"), start.upperBound < text.endIndex else { return text }
        let end = text[start.upperBound...].firstRange(of: "-----END")?.lowerBound ?? text.endIndex
        return text[..<start.upperBound] + replacement + text[end...]
    }

    private static let replacement = "[secret?]"

    private static func cleanLine(_ line: Substring) -> String {
        guard line.utf8.count >= 8 else { return String(line) }
        var words = String(line)
        words = replaceKeys(words)
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
        var isBehindBearer = false
        return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            defer { isBehindBearer = word.lowercased().hasSuffix("bearer") }
            if isBehindBearer, word.utf8.count >= 8, word.contains(where: \.isNumber) { return replacement }
            let bare = word.drop { "\"'([{".contains($0) }
            let isWebToken = bare.hasPrefix("eyJ") && bare.utf8.count > 30 && bare.contains(".")
            return isWebToken ? replacement : replaceAccessKeys(word)
        }.joined(separator: " ")
    }

    /// `AKIA…` and `ASIA…` with 16 capitals and digits behind, wherever they stand in a word.
    private static func replaceAccessKeys(_ word: Substring) -> String {
        for prefix in ["AKIA", "ASIA"] {
            guard let start = word.firstRange(of: prefix) else { continue }
            let end = word[start.upperBound...].firstIndex { !$0.isASCII || !($0.isUppercase || $0.isNumber) }
            let rest = end ?? word.endIndex
            guard word.distance(from: start.upperBound, to: rest) >= 16 else { continue }
            return word[..<start.lowerBound] + replacement + word[rest...]
        }
        return String(word)
    }
}
