/// XML results, guided by shapes.
enum XMLWire {
    // MARK: Reading

    static func structure(_ element: XMLTree, _ traits: Shape.StructureTraits) throws(CodecError) -> AWSValue {
        var members: [String: AWSValue] = [:]
        for member in traits.members {
            let shape = member.target()
            let name = member.wireName ?? member.name
            do throws(CodecError) {
                if let flattened = flattenedName(shape, name) {
                    let elements = element.children.filter { $0.name == flattened }
                    guard !elements.isEmpty else { continue }
                    members[member.name] = try value(elements, shape)
                } else if let child = element.child(name) {
                    members[member.name] = try value([child], shape)
                }
            } catch {
                throw error.below(member.name)
            }
        }
        return .structure(members)
    }

    /// The name under which a flattened collection's elements stand beside its owner's other members.
    private static func flattenedName(_ shape: Shape, _ name: String) -> String? {
        switch shape.kind {
        case .list(let traits) where traits.isFlattened: traits.elementName ?? name
        case .map(let traits) where traits.isFlattened: name
        default: nil
        }
    }

    /// - Parameter elements: one, or those of a flattened collection.
    private static func value(_ elements: [XMLTree], _ shape: Shape) throws(CodecError) -> AWSValue {
        let element = elements[0]
        switch shape.kind {
        case .structure(let traits): return try structure(element, traits)
        case .list(let traits):
            let inner = traits.element()
            var values: [AWSValue] = []
            for (index, child) in (traits.isFlattened ? elements : element.children).enumerated() {
                do throws(CodecError) {
                    values.append(try value([child], inner))
                } catch {
                    throw error.below("[\(index)]")
                }
            }
            return .list(values)
        case .map(let traits):
            let inner = traits.value()
            var entries: [String: AWSValue] = [:]
            for entry in traits.isFlattened ? elements : element.children {
                guard let key = entry.child(traits.keyName ?? "key")?.text,
                    let child = entry.child(traits.valueName ?? "value")
                else { throw CodecError(problem: "has an entry without key or value") }
                do throws(CodecError) {
                    entries[key] = try value([child], inner)
                } catch {
                    throw error.below(key)
                }
            }
            return .map(entries)
        case .string: return .string(element.text)
        default:
            let trimmed = element.text.drop(while: \.isWhitespace)
            let end = trimmed.lastIndex { !$0.isWhitespace }.map(trimmed.index(after:)) ?? trimmed.startIndex
            return try TextScalar.value(String(trimmed[..<end]), shape)
        }
    }

    // MARK: Writing

    static func write(
        _ members: [String: AWSValue], _ traits: Shape.StructureTraits, into writer: inout XMLWriter
    ) throws(CodecError) {
        var left = members
        for member in traits.members {
            guard let value = left.removeValue(forKey: member.name), value != .null else { continue }
            do throws(CodecError) {
                try write(value, member.target(), member.wireName ?? member.name, member.timestampFormat, &writer)
            } catch {
                throw error.below(member.name)
            }
        }
        if let unknown = left.keys.min() { throw CodecError(path: unknown, problem: "is no member of the shape") }
    }

    private static func write(
        _ value: AWSValue, _ shape: Shape, _ name: String, _ format: Shape.TimestampFormat?,
        _ writer: inout XMLWriter
    ) throws(CodecError) {
        switch (value, shape.kind) {
        case (.structure(let members), .structure(let traits)):
            writer.open(name)
            try write(members, traits, into: &writer)
            writer.close(name)
        case (.list(let values), .list(let traits)):
            let inner = traits.element()
            let elementName = traits.isFlattened ? traits.elementName ?? name : traits.elementName ?? "member"
            if !traits.isFlattened { writer.open(name) }
            for value in values { try write(value, inner, elementName, nil, &writer) }
            if !traits.isFlattened { writer.close(name) }
        case (.map(let entries), .map(let traits)):
            let (key, inner) = (traits.key(), traits.value())
            let entryName = traits.isFlattened ? name : "entry"
            if !traits.isFlattened { writer.open(name) }
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                writer.open(entryName)
                try write(.string(entry.key), key, traits.keyName ?? "key", nil, &writer)
                try write(entry.value, inner, traits.valueName ?? "value", nil, &writer)
                writer.close(entryName)
            }
            if !traits.isFlattened { writer.close(name) }
        default: writer.element(name, try TextScalar.text(value, shape, format))
        }
    }
}

/// Writes XML text. Names come from models and are taken as they are; text is escaped.
struct XMLWriter {
    private(set) var text = ""

    mutating func open(_ name: String, xmlns: String? = nil) {
        text += "<\(name)"
        if let xmlns { text += " xmlns=\"\(Self.escaped(xmlns))\"" }
        text += ">"
    }

    mutating func close(_ name: String) {
        text += "</\(name)>"
    }

    mutating func element(_ name: String, _ content: String) {
        text += "<\(name)>\(Self.escaped(content))</\(name)>"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\r": result += "&#13;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            // XML 1.0 has no way to say these, not even escaped.
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
