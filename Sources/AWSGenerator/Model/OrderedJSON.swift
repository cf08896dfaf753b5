/// JSON whose objects keep the order of their members.
///
/// The order of a structure's members in a service model is the order of the generated initialiser, and Foundation's
/// coders forget it; hence a reader of our own.
package indirect enum OrderedJSON: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([OrderedJSON])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: OrderedJSON

        package init(_ key: String, _ value: OrderedJSON) {
            self.key = key
            self.value = value
        }
    }

    /// What is wrong with a text, and at which byte.
    package struct SyntaxError: Error, Equatable, CustomStringConvertible {
        package var offset: Int
        package var problem: String

        package var description: String { "byte \(offset): \(problem)" }
    }

    /// - Throws: `SyntaxError` for anything that is not exactly one JSON value nested at most 128 deep.
    package init(parsing bytes: [UInt8]) throws(SyntaxError) {
        var parser = Parser(bytes: bytes)
        self = try parser.document()
    }

    package subscript(_ key: String) -> OrderedJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    package var isTrue: Bool { self == .boolean(true) }

    package var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    package var elements: [OrderedJSON] {
        if case .array(let elements) = self { elements } else { [] }
    }
}

private struct Parser {
    let bytes: [UInt8]
    var position = 0
    private static let depthLimit = 128

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw error("more after the value") }
        return value
    }

    private mutating func value(depth: Int) throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        guard depth < Self.depthLimit else { throw error("nested deeper than \(Self.depthLimit)") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw error("ends in the middle")
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        position += 1
        var members: [OrderedJSON.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw error("expected a key") }
            let key = try string()
            skipSpace()
            guard take(":") else { throw error("expected ':'") }
            members.append(OrderedJSON.Member(key, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("expected ',' or '}'") }
        }
    }

    private mutating func array(depth: Int) throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        position += 1
        var elements: [OrderedJSON] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw error("expected ',' or ']'") }
        }
    }

    private mutating func string() throws(OrderedJSON.SyntaxError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw error("not UTF-8") }
                return string
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw error("control character in a string")
            default: text.append(byte)
            }
        }
        throw error("string without an end")
    }

    private mutating func escape() throws(OrderedJSON.SyntaxError) -> [UInt8] {
        guard let byte = peek else { throw error("string without an end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error("unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(OrderedJSON.SyntaxError) -> [UInt8] {
        var units = [try hexUnit()]
        if 0xD800..<0xDC00 ~= units[0], take("\\"), take("u") { units.append(try hexUnit()) }
        guard let string = String(validating: units, as: UTF16.self) else { throw error("half of a surrogate pair") }
        return Array(string.utf8)
    }

    private mutating func hexUnit() throws(OrderedJSON.SyntaxError) -> UInt16 {
        guard position + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw error("expected four hexadecimal digits") }
        position += 4
        return unit
    }

    private mutating func number() throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        let start = position
        while let byte = peek, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw error("expected a value")
        }
        return .number(value)
    }

    private mutating func word(
        _ word: String, _ value: OrderedJSON
    ) throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        guard bytes[position...].starts(with: word.utf8) else { throw error("expected \(word)") }
        position += word.utf8.count
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func error(_ problem: String) -> OrderedJSON.SyntaxError {
        OrderedJSON.SyntaxError(offset: position, problem: problem)
    }
}
