/// Passwords that stand inside URLs: `scheme://user:password@host`.
///
/// They are never worth printing, whoever wrote them where; so they need not be known to be found.
enum URLPasswords {
    /// Where they stand, in order; empty ones are left out.
    static func ranges(in text: String) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        var rest = text[...]
        while let separator = rest.firstRange(of: "://") {
            let authority = text[separator.upperBound...].prefix { !endsAuthority($0) }
            rest = text[authority.endIndex...]
            guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
                continue
            }
            let password = authority.index(after: colon)..<at
            if !password.isEmpty { found.append(password) }
        }
        return found
    }

    /// The passwords themselves, as written and as they are without percent-encoding.
    static func values(in text: String) -> [String] {
        ranges(in: text).flatMap { range in
            let written = String(text[range])
            let plain = withoutPercents(written)
            return plain == written ? [written] : [written, plain]
        }
    }

    /// The text with every password masked.
    static func masked(_ text: String, with mask: String) -> String {
        guard text.contains("://") else { return text }
        var clean = ""
        var start = text.startIndex
        for range in ranges(in: text) {
            clean += text[start..<range.lowerBound] + mask
            start = range.upperBound
        }
        return clean + text[start...]
    }

    private static func endsAuthority(_ character: Character) -> Bool {
        character == "/" || character == "?" || character == "#" || character == "\"" || character == "'"
            || character == "\\" || character == "<" || character == ">" || character.isWhitespace
    }

    private static func withoutPercents(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
