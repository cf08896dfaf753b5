/// Takes a text apart into JSON values and the lines between them.
enum TextPieces {
    enum Piece {
        case json(JSON)
        case lines([Substring])
    }

    static func pieces(of text: String) -> [Piece] {
        if let whole = JSON(parsing: text) {
            // A text alone is what somebody copied with its quotes.
            if case .text(let inner) = whole { return [.lines(inner.split(whereSeparator: \.isNewline))] }
            return [.json(whole)]
        }
        var pieces: [Piece] = []
        var lines: [Substring] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            let line = rest.prefix { !$0.isNewline }
            if let start = line.firstIndex(where: { $0 == "{" || $0 == "[" }),
                line[..<start].allSatisfy(\.isWhitespace), let end = end(of: rest[start...]),
                let value = JSON(parsing: rest[start..<end])
            {
                if !lines.isEmpty { pieces.append(.lines(lines)) }
                lines = []
                pieces.append(.json(value))
                rest = rest[end...]
            } else {
                if !line.allSatisfy(\.isWhitespace) { lines.append(line) }
                rest = rest[line.endIndex...].dropFirst()
            }
        }
        if !lines.isEmpty { pieces.append(.lines(lines)) }
        return pieces
    }

    /// Where the brackets that open at the start are closed; nothing where they are not.
    private static func end(of text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        var depth = 0
        var isText = false
        var isEscaped = false
        for index in bytes.indices {
            let byte = bytes[index]
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return bytes.index(after: index) }
                default: break
                }
            }
        }
        return nil
    }
}
