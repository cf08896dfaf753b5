/// CBOR bodies, guided by shapes. Members have the model's names.
enum CBORWire {
    /// The tag of seconds since the epoch.
    private static let timestampTag: UInt64 = 1

    // MARK: Reading

    static func decode(
        _ body: [UInt8], _ shape: Shape, unknownMembers: JSONWire.UnknownMembers
    ) throws(CodecError) -> AWSValue {
        try value(try CBORItem(parsing: body), shape, unknownMembers)
    }

    private static func value(
        _ item: CBORItem, _ shape: Shape, _ unknownMembers: JSONWire.UnknownMembers
    ) throws(CodecError) -> AWSValue {
        switch (item, shape.kind) {
        case (.null, _): return .null
        case (.text(let text), .string): return .string(text)
        case (.boolean(let flag), .boolean): return .boolean(flag)
        case (.integer(let number), .integer), (.integer(let number), .long): return .integer(number)
        case (.integer(let number), .float), (.integer(let number), .double): return .double(Double(number))
        case (.double(let number), .float), (.double(let number), .double): return .double(number)
        case (.double(let number), .integer), (.double(let number), .long):
            guard let whole = Int64(exactly: number) else { throw CodecError(problem: "is not an integer") }
            return .integer(whole)
        case (.bytes(let bytes), .blob): return .blob(bytes)
        case (.tagged(timestampTag, let seconds), .timestamp): return try timestamp(seconds)
        case (.integer, .timestamp), (.double, .timestamp): return try timestamp(item)
        case (.array(let items), .list(let traits)):
            let element = traits.element()
            var values: [AWSValue] = []
            for (index, item) in items.enumerated() {
                do throws(CodecError) {
                    values.append(try value(item, element, unknownMembers))
                } catch {
                    throw error.below("[\(index)]")
                }
            }
            return .list(values)
        case (.map(let entries), .map(let traits)):
            let element = traits.value()
            var values: [String: AWSValue] = [:]
            for (key, item) in entries {
                do throws(CodecError) {
                    values[key] = try value(item, element, unknownMembers)
                } catch {
                    throw error.below(key)
                }
            }
            return .map(values)
        case (.map(let entries), .structure(let traits)): return try structure(entries, traits, unknownMembers)
        default: throw CodecError(problem: "is not of the kind of \(shape.name)")
        }
    }

    private static func structure(
        _ entries: [String: CBORItem], _ traits: Shape.StructureTraits, _ unknownMembers: JSONWire.UnknownMembers
    ) throws(CodecError) -> AWSValue {
        var members: [String: AWSValue] = [:]
        var left = entries
        for member in traits.members {
            guard let item = left.removeValue(forKey: member.name), item != .null else { continue }
            do throws(CodecError) {
                members[member.name] = try value(item, member.target(), unknownMembers)
            } catch {
                throw error.below(member.name)
            }
        }
        if unknownMembers == .kept { for name in left.keys { members[name] = .null } }
        return .structure(members)
    }

    private static func timestamp(_ item: CBORItem) throws(CodecError) -> AWSValue {
        let seconds: Double? =
            switch item {
            case .integer(let number): Double(number)
            case .double(let number): number
            default: nil
            }
        guard let moment = seconds.flatMap(WireTimestamp.timestamp(secondsSinceEpoch:)) else {
            throw CodecError(problem: "is not a timestamp")
        }
        return .timestamp(moment)
    }

    // MARK: Writing

    static func encode(_ value: AWSValue, _ shape: Shape) throws(CodecError) -> [UInt8] {
        var writer = CBORWriter()
        try write(value, shape, &writer)
        return writer.bytes
    }

    /// The members that the shape has, with the code and the message beside them.
    static func encodeError(_ error: AWSServiceError, _ shape: Shape?) throws(CodecError) -> [UInt8] {
        var known: [(Shape.Member, AWSValue)] = []
        let named = shape.flatMap(ErrorEnvelope.messageMember)
        if let shape, case .structure(let traits) = shape.kind, case .structure(let members) = error.value {
            known = traits.members.compactMap { member in
                guard member.name != named, let value = members[member.name], value != .null else { return nil }
                return (member, value)
            }
        }
        var writer = CBORWriter()
        writer.head(5, UInt64(known.count + (error.message == nil ? 1 : 2)))
        writer.text("__type")
        writer.text(error.code)
        if let message = error.message {
            writer.text(named ?? "message")
            writer.text(message)
        }
        for (member, value) in known {
            writer.text(member.name)
            do throws(CodecError) {
                try write(value, member.target(), &writer)
            } catch {
                throw error.below(member.name)
            }
        }
        return writer.bytes
    }

    private static func write(_ value: AWSValue, _ shape: Shape, _ writer: inout CBORWriter) throws(CodecError) {
        switch (value, shape.kind) {
        case (.null, _): writer.simple(22)
        case (.string(let text), .string): writer.text(text)
        case (.boolean(let flag), .boolean): writer.simple(flag ? 21 : 20)
        case (.integer(let number), .integer), (.integer(let number), .long): writer.integer(number)
        case (.integer(let number), .float), (.integer(let number), .double): writer.double(Double(number))
        case (.double(let number), .float), (.double(let number), .double): writer.double(number)
        case (.blob(let bytes), .blob): writer.string(bytes)
        case (.timestamp(let moment), .timestamp):
            writer.head(6, timestampTag)
            writer.double(moment.secondsSinceEpoch)
        case (.list(let values), .list(let traits)):
            let element = traits.element()
            writer.head(4, UInt64(values.count))
            for (index, value) in values.enumerated() {
                do throws(CodecError) {
                    try write(value, element, &writer)
                } catch {
                    throw error.below("[\(index)]")
                }
            }
        case (.map(let entries), .map(let traits)):
            let element = traits.value()
            writer.head(5, UInt64(entries.count))
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                writer.text(key)
                do throws(CodecError) {
                    try write(value, element, &writer)
                } catch {
                    throw error.below(key)
                }
            }
        case (.structure(let members), .structure(let traits)): try write(members, traits, &writer)
        default: throw CodecError(problem: "is \(value.kindDescription), but \(shape.name) is not")
        }
    }

    private static func write(
        _ members: [String: AWSValue], _ traits: Shape.StructureTraits, _ writer: inout CBORWriter
    ) throws(CodecError) {
        let known = Set(traits.members.map(\.name))
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw CodecError(path: unknown, problem: "is no member of the shape")
        }
        let present = traits.members.filter { members[$0.name].map { $0 != .null } ?? false }
        writer.head(5, UInt64(present.count))
        for member in present {
            guard let value = members[member.name] else { continue }
            writer.text(member.name)
            do throws(CodecError) {
                try write(value, member.target(), &writer)
            } catch {
                throw error.below(member.name)
            }
        }
    }
}

/// Writes CBOR with lengths known beforehand.
private struct CBORWriter {
    private(set) var bytes: [UInt8] = []

    /// - Parameter major: the kind, 0 to 7; the argument takes the fewest bytes that hold it.
    mutating func head(_ major: UInt8, _ argument: UInt64) {
        let kind = major << 5
        switch argument {
        case 0..<24: bytes.append(kind | UInt8(argument))
        case 24..<0x100: bytes += [kind | 24, UInt8(argument)]
        case 0x100..<0x1_0000: append(kind | 25, argument, 2)
        case 0x1_0000..<0x1_0000_0000: append(kind | 26, argument, 4)
        default: append(kind | 27, argument, 8)
        }
    }

    mutating func integer(_ number: Int64) {
        if number < 0 { head(1, UInt64(-1 - number)) } else { head(0, UInt64(number)) }
    }

    mutating func double(_ number: Double) {
        append(7 << 5 | 27, number.bitPattern, 8)
    }

    mutating func text(_ text: String) {
        head(3, UInt64(text.utf8.count))
        bytes += text.utf8
    }

    mutating func string(_ string: [UInt8]) {
        head(2, UInt64(string.count))
        bytes += string
    }

    mutating func simple(_ value: UInt8) {
        bytes.append(7 << 5 | value)
    }

    private mutating func append(_ first: UInt8, _ number: UInt64, _ count: Int) {
        bytes.append(first)
        for shift in stride(from: (count - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
