import SlipwayDomain

/// Finds names of environment variables in what an application says.
enum VariableNames {
    /// The name that stands nearest to one of the phrases, at most 40 characters away.
    ///
    /// - Parameter phrases: in lower case.
    static func nearest(to phrases: [String], in line: Reason) -> String? {
        let text = line.text.prefix(2000)
        let bytes = Array(text.utf8)
        let lower = Array(text.lowercased().utf8)
        guard bytes.count == lower.count else { return nil }
        let isAboutVariables = line.hasAny(
            "environment", "env var", "variable", "envvar", "keyerror", "config validation")
        let names = names(in: bytes, quotedToo: isAboutVariables)
        var best: (name: String, distance: Int)?
        for phrase in phrases {
            for place in places(of: Array(phrase.utf8), in: lower) {
                for (range, name) in names where !range.overlaps(place) {
                    let distance =
                        range.lowerBound >= place.upperBound
                        ? range.lowerBound - place.upperBound : place.lowerBound - range.upperBound
                    if distance <= 40, best.map({ distance < $0.distance }) ?? true { best = (name, distance) }
                }
            }
        }
        return best?.name
    }

    /// The first name that a line begins with or quotes, as lists of missing variables do: `JWT_SECRET: …`,
    /// `"JWT_SECRET"`, `- JWT_SECRET`.
    static func listed(in line: String) -> String? {
        let trimmed = line.drop { " \t-*•\"'`[".contains($0) }
        let word = trimmed.prefix { isPart($0) }
        let rest = trimmed.dropFirst(word.count)
        guard isName(word), word.count >= 3, rest.isEmpty || "\"'`:, =]".contains(rest.first ?? " ") else { return nil }
        return String(word)
    }

    /// A property's name as the variable that gives it: `app.jwt-secret` is `APP_JWTSECRET` for Spring.
    static func variable(ofProperty name: String) -> String {
        name.replacing("-", with: "").replacing(".", with: "_").uppercased()
    }

    /// Whether a word is written as variables are: capitals, digits and underscores.
    static func isName(_ word: some StringProtocol) -> Bool {
        guard let first = word.first, first.isASCII, first.isUppercase, word.allSatisfy(isPart) else { return false }
        return word.allSatisfy { !$0.isLowercase } && !isErrorCode(word)
    }

    private static func isPart(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isLetter || character.isNumber)
    }

    /// `ERR_MODULE_NOT_FOUND`, `ER_ACCESS_DENIED_ERROR`: written alike, and not variables.
    private static func isErrorCode(_ word: some StringProtocol) -> Bool {
        ["ERR_", "ER_", "E_", "SQLSTATE", "SQLITE_", "ORA_", "SIG", "HTTP_1", "HTTP_2"].contains { word.hasPrefix($0) }
    }

    /// Names with an underscore; where a line speaks of variables, quoted ones without as well.
    private static func names(in bytes: [UInt8], quotedToo: Bool) -> [(Range<Int>, String)] {
        var found: [(Range<Int>, String)] = []
        var start: Int?
        for index in 0...bytes.count {
            let isPart =
                index < bytes.count
                && (bytes[index] == UInt8(ascii: "_") || (0x30...0x39).contains(bytes[index])
                    || (0x41...0x5A).contains(bytes[index]) || (0x61...0x7A).contains(bytes[index]))
            if isPart {
                start = start ?? index
            } else if let from = start {
                start = nil
                let name = String(decoding: bytes[from..<index], as: UTF8.self)
                let isQuoted =
                    from > 0 && index < bytes.count && "'\"`$".utf8.contains(bytes[from - 1])
                    && "'\"`".utf8.contains(bytes[index])
                guard isName(name), name.count >= 4 && name.contains("_") || quotedToo && isQuoted && name.count >= 3
                else { continue }
                found.append((from..<index, name))
            }
        }
        return found
    }

    private static func places(of phrase: [UInt8], in text: [UInt8]) -> [Range<Int>] {
        guard !phrase.isEmpty, text.count >= phrase.count else { return [] }
        return (0...(text.count - phrase.count)).compactMap { start in
            text[start..<(start + phrase.count)].elementsEqual(phrase) ? start..<(start + phrase.count) : nil
        }
    }
}
