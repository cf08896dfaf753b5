import Synchronization

/// Replaces secret values that Slipway came to know, and passwords in URLs, wherever they would be printed.
///
/// The last line of defence: secrets are kept in types that do not print in the first place. Application logs are the
/// case it is for, when a program prints its own password.
package final class Redactor: Sendable {
    /// Shorter values would black out ordinary words.
    package static let shortestSecret = 6
    private static let mask = "[secret]"
    private let secrets = Mutex<[String]>([])

    package init() {}

    /// Learns a value, each of its lines, a password in it where it is a URL, and the ways they are written inside JSON
    /// and URLs.
    package func learn(_ secret: String) {
        guard secret.utf8.count >= Self.shortestSecret else { return }
        secrets.withLock { known in
            // A secret of several lines is printed line by line, or with its lines joined.
            let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
            for value in [secret] + lines + URLPasswords.values(in: secret)
            where value.utf8.count >= Self.shortestSecret {
                for form in [value, Self.jsonEscaped(value), Self.percentEncoded(value)] where !known.contains(form) {
                    known.append(form)
                }
            }
            // Longest first, so that a secret that contains another disappears whole.
            known.sort { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
        }
    }

    package func clean(_ text: String) -> String {
        let known = secrets.withLock { $0 }
        let clean = known.reduce(text) { clean, secret in
            clean.contains(secret)
                ? clean.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.mask) : clean
        }
        return URLPasswords.masked(clean, with: Self.mask)
    }

    static func jsonEscaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case "\r": escaped += "\\r"
            default: escaped.append(character)
            }
        }
    }

    static func percentEncoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            let scalar = Character(Unicode.Scalar(byte))
            if byte < 0x80, scalar.isLetter || scalar.isNumber || "-._~".contains(scalar) {
                encoded.append(scalar)
            } else {
                encoded += "%" + String(hex[Int(byte >> 4)]) + String(hex[Int(byte & 15)])
            }
        }
    }
}
