/// What the text of a Dockerfile tells without building it.
struct DockerfileText: Sendable {
    /// The first TCP port that the image exposes: of the last stage that exposes one.
    private(set) var port: Int?

    init(_ text: String) {
        var values: [String: String] = [:]
        for instruction in Self.instructions(text) {
            let words = Self.words(instruction)
            switch words.first?.uppercased() {
            case "FROM": isNewStage = true
            case "ARG": Self.take(words.dropFirst(), into: &values)
            case "ENV":
                let isPair = words.count > 2 && !words[1].contains("=")
                let given = isPair ? ["\(words[1])=\(words[2])"] : words.dropFirst()
                Self.take(given, into: &values)
            case "EXPOSE": expose(words.dropFirst(), values)
            default: break
            }
        }
    }

    private var isNewStage = true

    private mutating func expose(_ words: ArraySlice<String>, _ values: [String: String]) {
        for word in words {
            let parts = Self.resolved(word, values).lowercased().split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count < 2 || parts[1] == "tcp", let first = parts.first?.split(separator: "-").first,
                let number = Int(first), (1...65_535).contains(number)
            else { continue }
            if isNewStage || port == nil { port = number }
            isNewStage = false
        }
    }

    /// Lines without comments, continued ones as one.
    private static func instructions(_ text: String) -> [String] {
        var found: [String] = []
        var open = ""
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = line.drop(while: \.isWhitespace)
            if words.hasPrefix("#") || (words.isEmpty && !open.isEmpty) { continue }
            var whole = open + words
            while whole.last?.isWhitespace == true { whole.removeLast() }
            if whole.hasSuffix("\\") {
                open = whole.dropLast() + " "
            } else {
                if !whole.isEmpty { found.append(whole) }
                open = ""
            }
        }
        return open.isEmpty ? found : found + [open]
    }

    /// Words as a shell would part them; quotes are taken off.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func take(_ words: some Sequence<String>, into values: inout [String: String]) {
        for word in words {
            // A name without a value says that it is given when the image is built; what is known of it stays.
            guard let sign = word.firstIndex(of: "=") else { continue }
            values[String(word[..<sign])] = resolved(String(word[word.index(after: sign)...]), values)
        }
    }

    /// With `$NAME`, `${NAME}` and `${NAME:-default}` replaced; what is not known is nothing.
    private static func resolved(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "{", let end = rest.firstIndex(of: "}") {
                let inside = rest[rest.index(after: rest.startIndex)..<end]
                let name = inside.prefix { isOfName($0) }
                let other = inside.dropFirst(name.count)
                let standIn = other.hasPrefix(":-") ? String(other.dropFirst(2)) : ""
                result += values[String(name)].flatMap { $0.isEmpty ? nil : $0 } ?? standIn
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { isOfName($0) }
                result += values[String(name)] ?? ""
                rest = rest.dropFirst(name.count)
            }
        }
        return result + rest
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
