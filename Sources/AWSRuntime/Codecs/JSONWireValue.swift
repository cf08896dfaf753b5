import FoundationEssentials

/// A value on its way through Foundation's coders; the configuration says which shape it has.
struct JSONWireValue {
    let value: AWSValue

    init(_ value: AWSValue) {
        self.value = value
    }
}

extension JSONWireValue: DecodableWithConfiguration {
    init(from decoder: any Decoder, configuration guide: JSONGuide) throws {
        switch guide.shape.kind {
        case .string: value = .string(try decoder.singleValueContainer().decode(String.self))
        case .boolean: value = .boolean(try decoder.singleValueContainer().decode(Bool.self))
        case .integer, .long: value = .integer(try Self.number(decoder.singleValueContainer(), Int64.self))
        case .float, .double: value = .double(try Self.number(decoder.singleValueContainer(), Double.self))
        case .timestamp: value = .timestamp(try Self.timestamp(decoder.singleValueContainer()))
        case .blob: value = .blob(try Self.blob(decoder.singleValueContainer()))
        case .document: value = .document(try decoder.singleValueContainer().decode(JSONValue.self))
        case .list(let traits): value = .list(try Self.list(decoder.unkeyedContainer(), guide, traits))
        case .map(let traits):
            let container = try decoder.container(keyedBy: JSONKey.self)
            let inner = guide.descending(to: traits.value())
            var entries: [String: AWSValue] = [:]
            for key in container.allKeys {
                entries[key.stringValue] =
                    try container.decodeNil(forKey: key)
                    ? .null : container.decode(JSONWireValue.self, forKey: key, configuration: inner).value
            }
            value = .map(entries)
        case .structure(let traits):
            value = .structure(try Self.structure(decoder.container(keyedBy: JSONKey.self), guide, traits))
        }
    }

    private static func list(
        _ container: any UnkeyedDecodingContainer, _ guide: JSONGuide, _ traits: Shape.ListTraits
    ) throws -> [AWSValue] {
        var container = container
        let inner = guide.descending(to: traits.element())
        var elements: [AWSValue] = []
        while !container.isAtEnd {
            if try container.decodeNil() {
                elements.append(.null)
            } else {
                elements.append(try container.decode(JSONWireValue.self, configuration: inner).value)
            }
        }
        return elements
    }

    private static func structure(
        _ container: KeyedDecodingContainer<JSONKey>, _ guide: JSONGuide, _ traits: Shape.StructureTraits
    ) throws -> [String: AWSValue] {
        var members: [String: AWSValue] = [:]
        for member in traits.members {
            let key = JSONKey(member.wireName ?? member.name)
            guard container.contains(key), try !container.decodeNil(forKey: key) else { continue }
            let inner = guide.descending(to: member.target(), timestampFormat: member.timestampFormat)
            members[member.name] = try container.decode(JSONWireValue.self, forKey: key, configuration: inner).value
        }
        if guide.unknownMembers == .kept {
            let known = Set(traits.members.map { $0.wireName ?? $0.name } + ["__type"])
            for key in container.allKeys where !known.contains(key.stringValue) {
                members[key.stringValue] = .null
            }
        }
        return members
    }

    /// Epoch seconds, or text in any of the forms: which one it is shows in the JSON itself.
    private static func timestamp(_ container: any SingleValueDecodingContainer) throws -> Timestamp {
        let parsed: Timestamp?
        do {
            parsed = WireTimestamp.timestamp(secondsSinceEpoch: try container.decode(Double.self))
        } catch DecodingError.typeMismatch {
            parsed = WireTimestamp.parse(try container.decode(String.self))
        }
        guard let parsed else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no timestamp")
        }
        return parsed
    }

    /// Foundation forgets where a number that does not fit stands.
    private static func number<N: Decodable>(_ container: any SingleValueDecodingContainer, _ type: N.Type) throws -> N
    {
        do {
            return try container.decode(type)
        } catch DecodingError.typeMismatch(let found, let context) {
            throw DecodingError.typeMismatch(found, context)
        } catch {
            throw DecodingError.typeMismatch(
                type, DecodingError.Context(codingPath: container.codingPath, debugDescription: "does not fit"))
        }
    }

    private static func blob(_ container: any SingleValueDecodingContainer) throws -> [UInt8] {
        guard let data = Data(base64Encoded: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not base64")
        }
        return Array(data)
    }
}

extension JSONWireValue: EncodableWithConfiguration {
    func encode(to encoder: any Encoder, configuration guide: JSONGuide) throws {
        switch (value, guide.shape.kind) {
        case (.string(let text), .string): try single(text, encoder)
        case (.boolean(let flag), .boolean): try single(flag, encoder)
        case (.integer(let number), .integer), (.integer(let number), .long): try single(number, encoder)
        case (.integer(let number), .float), (.integer(let number), .double): try single(number, encoder)
        case (.double(let number), .float), (.double(let number), .double): try single(number, encoder)
        case (.timestamp(let moment), .timestamp(let own)):
            try encode(moment, guide.timestampFormat ?? own ?? .unixTimestamp, encoder)
        case (.blob(let bytes), .blob): try single(Data(bytes).base64EncodedString(), encoder)
        case (.document(let document), .document): try single(document, encoder)
        case (.list(let values), .list(let traits)):
            let inner = guide.descending(to: traits.element())
            var container = encoder.unkeyedContainer()
            for value in values {
                if value == .null {
                    try container.encodeNil()
                } else {
                    try container.encode(JSONWireValue(value), configuration: inner)
                }
            }
        case (.map(let entries), .map(let traits)):
            let inner = guide.descending(to: traits.value())
            var container = encoder.container(keyedBy: JSONKey.self)
            for (name, value) in entries {
                if value == .null {
                    try container.encodeNil(forKey: JSONKey(name))
                } else {
                    try container.encode(JSONWireValue(value), forKey: JSONKey(name), configuration: inner)
                }
            }
        case (.structure(let members), .structure(let traits)):
            var container = encoder.container(keyedBy: JSONKey.self)
            try Self.encode(members, traits, guide, into: &container)
        default:
            throw mismatch(encoder, "is \(value.kindDescription), but \(guide.shape.name) is not")
        }
    }

    static func encode(
        _ members: [String: AWSValue], _ traits: Shape.StructureTraits, _ guide: JSONGuide,
        into container: inout KeyedEncodingContainer<JSONKey>
    ) throws {
        var left = members
        for member in traits.members {
            guard let value = left.removeValue(forKey: member.name), value != .null else { continue }
            let inner = guide.descending(to: member.target(), timestampFormat: member.timestampFormat)
            let key = JSONKey(member.wireName ?? member.name)
            try container.encode(JSONWireValue(value), forKey: key, configuration: inner)
        }
        if let unknown = left.keys.min() {
            throw EncodingError.invalidValue(
                unknown,
                EncodingError.Context(
                    codingPath: container.codingPath + [JSONKey(unknown)],
                    debugDescription: "is no member of \(guide.shape.name)"))
        }
    }

    private func encode(
        _ moment: Timestamp, _ format: Shape.TimestampFormat, _ encoder: any Encoder
    ) throws {
        guard format == .unixTimestamp else { return try single(WireTimestamp.text(moment, format), encoder) }
        if moment.millisecondsSinceEpoch.isMultiple(of: 1000) {
            try single(moment.millisecondsSinceEpoch / 1000, encoder)
        } else {
            try single(moment.secondsSinceEpoch, encoder)
        }
    }

    private func single(_ value: some Encodable, _ encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    private func mismatch(_ encoder: any Encoder, _ problem: String) -> EncodingError {
        .invalidValue(
            problem, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: problem))
    }
}

/// An error's JSON body: its members, its code as `__type`, its message.
struct JSONErrorBody: EncodableWithConfiguration {
    let error: AWSServiceError

    func encode(to encoder: any Encoder, configuration guide: JSONGuide) throws {
        var container = encoder.container(keyedBy: JSONKey.self)
        try container.encode(error.code, forKey: JSONKey("__type"))
        var members: [String: AWSValue] = [:]
        if case .structure(let own) = error.value, case .structure(let traits) = guide.shape.kind {
            let known = Set(traits.members.map(\.name))
            members = own.filter { known.contains($0.key) }
            try JSONWireValue.encode(members, traits, guide, into: &container)
        }
        let name = ErrorEnvelope.messageMember(of: guide.shape) ?? "message"
        if let message = error.message, members[name] == nil {
            try container.encode(message, forKey: JSONKey(name))
        }
    }
}
