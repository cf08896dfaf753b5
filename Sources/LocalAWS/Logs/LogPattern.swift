/// The filter patterns for unstructured events: terms that must all stand in the message, `"quoted phrases"`, `-terms`
/// that must not, or `?terms` of which one is enough. The case matters.
///
/// JSON (`{ … }`), space-delimited (`[ … ]`) and regular-expression (`%…%`) patterns are refused by name.
/// Source: CloudWatch Logs User Guide, "Filter pattern syntax".
package struct LogPattern: Hashable, Sendable {
    private var required: [String] = []
    private var optional: [String] = []
    private var excluded: [String] = []

    package enum Problem: Error, Hashable, Sendable {
        /// A kind that AWS has and LocalAWS does not.
        case notImplemented(String)
        case invalid
    }

    package init(_ text: String) throws(Problem) {
        var rest = text[...].drop(while: \.isWhitespace)
        if let kind = Self.unsupported(rest) { throw .notImplemented(kind) }
        while let first = rest.first {
            var kind = first
            if first == "?" || first == "-" { rest = rest.dropFirst() } else { kind = " " }
            let term = try Self.term(&rest)
            switch kind {
            case "?": optional.append(term)
            case "-": excluded.append(term)
            default: required.append(term)
            }
            rest = rest.drop(while: \.isWhitespace)
        }
        guard optional.isEmpty || (required.isEmpty && excluded.isEmpty) else {
            throw .notImplemented("?terms together with other terms")
        }
    }

    private static func unsupported(_ text: Substring) -> String? {
        switch text.first {
        case "{": "JSON patterns ({ … })"
        case "[": "space-delimited patterns ([ … ])"
        case "%": "regular expressions (%…%)"
        default: nil
        }
    }

    private static func term(_ rest: inout Substring) throws(Problem) -> String {
        if rest.first == "\"" {
            var term = ""
            var isEscaped = false
            rest = rest.dropFirst()
            while let character = rest.popFirst() {
                if isEscaped {
                    term.append(character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    guard !term.isEmpty else { throw .invalid }
                    return term
                } else {
                    term.append(character)
                }
            }
            throw .invalid
        }
        if rest.first == "%" { throw .notImplemented("regular expressions (%…%)") }
        let term = rest.prefix { !$0.isWhitespace }
        rest = rest[term.endIndex...]
        // Anything but letters, digits and underscores has to be quoted.
        guard !term.isEmpty, term.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { throw .invalid }
        return String(term)
    }

    package func matches(_ message: String) -> Bool {
        required.allSatisfy { message.contains($0) } && !excluded.contains { message.contains($0) }
            && (optional.isEmpty || optional.contains { message.contains($0) })
    }
}
