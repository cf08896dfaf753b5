/// Concise binary object representation (RFC 8949), as far as AWS's services say anything with it.
indirect enum CBORItem: Hashable {
    case integer(Int64)
    case double(Double)
    case bytes([UInt8])
    case text(String)
    case array([CBORItem])
    /// Keys are text in every AWS protocol.
    case map([String: CBORItem])
    case tagged(UInt64, CBORItem)
    case boolean(Bool)
    /// Null, and CBOR's undefined.
    case null

    /// - Throws: for anything but one whole item: truncated, nested too deep, or with bytes after its end.
    init(parsing bytes: [UInt8]) throws(CodecError) {
        var reader = CBORReader(bytes)
        self = try reader.item(depth: 0)
        guard reader.isAtEnd else { throw CodecError(problem: "the body has more after its end") }
    }
}

/// Reads items from bytes. Never trusts a length: what is claimed must be there.
private struct CBORReader {
    private let bytes: [UInt8]
    private var position = 0

    /// Deeper than any service nests, and far from the end of any stack.
    private static let depthLimit = 100
    private static let breakByte: UInt8 = 0xFF

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func item(depth: Int) throws(CodecError) -> CBORItem {
        guard depth < Self.depthLimit else { throw Self.broken("nested deeper than \(Self.depthLimit)") }
        let first = try byte()
        let (major, info) = (first >> 5, first & 0x1F)
        switch major {
        case 0: return try .integer(signed(argument(info)))
        case 1: return try .integer(-1 - signed(argument(info)))
        case 2: return .bytes(try string(major, info))
        case 3: return .text(try text(major, info))
        case 4: return .array(try array(info, depth: depth))
        case 5: return .map(try map(info, depth: depth))
        case 6:
            let tag = try argument(info)
            return .tagged(tag, try item(depth: depth + 1))
        default: return try simple(info)
        }
    }

    private mutating func simple(_ info: UInt8) throws(CodecError) -> CBORItem {
        switch info {
        case 20: return .boolean(false)
        case 21: return .boolean(true)
        case 22, 23: return .null
        case 25: return .double(Self.half(UInt16(try number(bytes: 2))))
        case 26: return .double(Double(Float(bitPattern: UInt32(try number(bytes: 4)))))
        case 27: return .double(Double(bitPattern: try number(bytes: 8)))
        default: throw Self.broken("has a simple value that means nothing here")
        }
    }

    // MARK: Strings, arrays, maps

    private mutating func text(_ major: UInt8, _ info: UInt8) throws(CodecError) -> String {
        guard let text = String(validating: try string(major, info), as: UTF8.self) else {
            throw Self.broken("has text that is not UTF-8")
        }
        return text
    }

    /// One string, or the pieces of one of indefinite length.
    private mutating func string(_ major: UInt8, _ info: UInt8) throws(CodecError) -> [UInt8] {
        guard info == 31 else { return try take(count(argument(info))) }
        var whole: [UInt8] = []
        while !endsHere() {
            let first = try byte()
            guard first >> 5 == major, first & 0x1F != 31 else { throw Self.broken("has a piece of another kind") }
            whole += try take(count(argument(first & 0x1F)))
        }
        return whole
    }

    private mutating func array(_ info: UInt8, depth: Int) throws(CodecError) -> [CBORItem] {
        var items: [CBORItem] = []
        if info == 31 {
            while !endsHere() { items.append(try item(depth: depth + 1)) }
        } else {
            for _ in 0..<(try count(argument(info))) { items.append(try item(depth: depth + 1)) }
        }
        return items
    }

    private mutating func map(_ info: UInt8, depth: Int) throws(CodecError) -> [String: CBORItem] {
        var entries: [String: CBORItem] = [:]
        var left = info == 31 ? Int.max : try count(argument(info))
        while left > 0 {
            if info == 31, endsHere() { break }
            guard case .text(let key) = try item(depth: depth + 1) else {
                throw Self.broken("has a key that is no text")
            }
            entries[key] = try item(depth: depth + 1)
            left -= 1
        }
        return entries
    }

    // MARK: Bytes

    private mutating func byte() throws(CodecError) -> UInt8 {
        guard position < bytes.count else { throw Self.broken("ends in the middle") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) throws(CodecError) -> [UInt8] {
        guard count <= bytes.count - position else { throw Self.broken("ends in the middle") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Steps over the mark that ends an item of indefinite length, if it stands here.
    private mutating func endsHere() -> Bool {
        guard position < bytes.count, bytes[position] == Self.breakByte else { return false }
        position += 1
        return true
    }

    private mutating func argument(_ info: UInt8) throws(CodecError) -> UInt64 {
        switch info {
        case 0..<24: return UInt64(info)
        case 24...27: return try number(bytes: 1 << Int(info - 24))
        default: throw Self.broken("has a length that means nothing")
        }
    }

    private mutating func number(bytes count: Int) throws(CodecError) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A length that can be true: every element takes at least a byte.
    private func count(_ claimed: UInt64) throws(CodecError) -> Int {
        guard claimed <= UInt64(bytes.count - position) else { throw Self.broken("ends in the middle") }
        return Int(claimed)
    }

    private func signed(_ argument: UInt64) throws(CodecError) -> Int64 {
        guard let number = Int64(exactly: argument) else { throw Self.broken("has an integer of more than 64 bits") }
        return number
    }

    /// A number of 16 bits; not every platform has the type.
    private static func half(_ bits: UInt16) -> Double {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Double(bits & 0x3FF)
        let size: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: (1 + fraction / 1024) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
            }
        return bits >> 15 == 1 ? -size : size
    }

    private static func broken(_ problem: String) -> CodecError {
        CodecError(problem: "the body is not CBOR of a service: it \(problem)")
    }
}
