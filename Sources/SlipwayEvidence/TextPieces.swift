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
        // Brackets that nobody closes are followed to the end each time: in a text full of them only the first ones are.
        var patience = 4_000_000 + 8 * text.utf8.count
        while !rest.isEmpty {
            let line = rest.prefix { !$0.isNewline }
            if patience > 0, let start = line.firstIndex(where: { $0 == "{" || $0 == "[" }),
                line[..<start].allSatisfy(\.isWhitespace), let value = value(at: start, of: rest, &patience)
            {
                let (value, end) = value
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

    /// The value that begins at a bracket, and where it ends. Bytes that were read for nothing cost patience.
    private static func value(
        at start: Substring.Index, of rest: Substring, _ patience: inout Int
    ) -> (JSON, Substring.Index)? {
        let end = end(of: rest[start...])
        let piece = rest[start..<(end ?? rest.endIndex)]
        guard let end, let value = JSON(parsing: piece) else {
            patience -= piece.utf8.count
            return nil
        }
        return (value, end)
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
