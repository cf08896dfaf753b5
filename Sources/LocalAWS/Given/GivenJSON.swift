import AWSRuntime
import FoundationEssentials

/// JSON as the AWS CLI prints answers: the model's member names, timestamps as text or seconds, blobs as base64.
enum GivenJSON {
    static func value(_ json: JSONValue, _ shape: Shape, _ place: String) throws -> AWSValue {
        switch (json, shape.kind) {
        case (.string(let text), .string): return .string(text)
        case (.boolean(let flag), .boolean): return .boolean(flag)
        case (.integer(let number), .integer), (.integer(let number), .long): return .integer(number)
        case (.integer(let number), .float), (.integer(let number), .double): return .double(Double(number))
        case (.double(let number), .float), (.double(let number), .double): return .double(number)
        case (.integer(let number), .timestamp): return .timestamp(Timestamp(secondsSinceEpoch: Double(number)))
        case (.double(let number), .timestamp): return .timestamp(Timestamp(secondsSinceEpoch: number))
        case (.string(let text), .timestamp):
            guard let moment = Timestamp(parsing: text) else {
                throw GivenTable.Problem("\(place) is not a timestamp")
            }
            return .timestamp(moment)
        case (.string(let text), .blob):
            guard let data = Data(base64Encoded: text) else { throw GivenTable.Problem("\(place) is not base64") }
            return .blob(Array(data))
        case (_, .document): return .document(json)
        case (.array(let items), .list(let traits)):
            let element = traits.element()
            return .list(try items.enumerated().map { try value($1, element, "\(place)[\($0)]") })
        case (.object(let entries), .map(let traits)):
            let element = traits.value()
            var values: [String: AWSValue] = [:]
            for (key, item) in entries { values[key] = try value(item, element, "\(place).\(key)") }
            return .map(values)
        case (.object(let entries), .structure(let traits)): return try structure(entries, traits, place)
        default: throw GivenTable.Problem("\(place) is not of the kind of \(shape.name)")
        }
    }

    private static func structure(
        _ entries: [String: JSONValue], _ traits: Shape.StructureTraits, _ place: String
    ) throws -> AWSValue {
        var left = entries
        var members: [String: AWSValue] = [:]
        for member in traits.members {
            guard let json = left.removeValue(forKey: member.name), json != .null else { continue }
            members[member.name] = try value(json, member.target(), "\(place).\(member.name)")
        }
        if let unknown = left.keys.min() { throw GivenTable.Problem("\(place).\(unknown) is not a member of it") }
        return .structure(members)
    }
}
