package import AWSRuntime
import AWSServices

/// Finds members of an input that carry a value and are not honoured.
package enum UnsupportedFields {
    /// The paths of such members, in the model's order.
    ///
    /// - Parameter honoured: paths without indexes; a path covers all below it.
    package static func find(in value: AWSValue, of shape: Shape, honoured: [String]) -> [String] {
        walk(value, shape, path: "", honoured: honoured)
    }

    /// - Throws: `InvalidParameterException` naming the first such member.
    static func refuse<Input: AWSStructure>(_ operation: String, _ input: Input) throws {
        let honoured = HonouredFields.table[operation] ?? []
        if let path = find(in: input.awsValue, of: Input.shape, honoured: honoured).first {
            throw ECS.InvalidParameterException(message: "LocalAWS does not implement \(operation).\(path)")
        }
    }

    private static func walk(_ value: AWSValue, _ shape: Shape, path: String, honoured: [String]) -> [String] {
        if !path.isEmpty, honoured.contains(path) || isEmpty(value) { return [] }
        guard path.isEmpty || honoured.contains(where: { $0.hasPrefix(path + ".") }) else { return [path] }
        switch (value, shape.kind) {
        case (.structure(let members), .structure(let traits)):
            return traits.members.flatMap { member -> [String] in
                guard let inner = members[member.name] else { return [] }
                let below = path.isEmpty ? member.name : "\(path).\(member.name)"
                return walk(inner, member.target(), path: below, honoured: honoured)
            }
        case (.list(let elements), .list(let traits)):
            return elements.flatMap { walk($0, traits.element(), path: path, honoured: honoured) }
        default:
            return path.isEmpty ? [] : [path]
        }
    }

    /// Says nothing beyond what leaving the member out says.
    private static func isEmpty(_ value: AWSValue) -> Bool {
        switch value {
        case .null, .boolean(false), .string(""): true
        case .list(let elements): elements.isEmpty
        case .map(let entries): entries.isEmpty
        case .structure(let members): members.values.allSatisfy(isEmpty)
        case .boolean, .string, .integer, .double, .timestamp, .blob, .document: false
        }
    }
}
