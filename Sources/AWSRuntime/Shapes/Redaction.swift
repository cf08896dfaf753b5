/// A description of a value in which sensitive members are replaced, following the shape.
///
/// Members of structures come in the model's order, keys of maps sorted, so that the text is the same each time.
package struct RedactedDescription: CustomStringConvertible, CustomDebugStringConvertible, Sendable {
    /// What stands in the place of a secret.
    package static let replacement = "<redacted>"

    package let description: String

    package var debugDescription: String { description }

    package init(_ value: AWSValue, shape: Shape) {
        description = Self.text(value, shape)
    }

    private static func text(_ value: AWSValue, _ shape: Shape) -> String {
        if shape.isSensitive { return replacement }
        switch (value, shape.kind) {
        case (.structure(let members), .structure(let traits)):
            let parts = traits.members.compactMap { member in
                members[member.name].map { "\(member.name): \(text($0, member.target()))" }
            }
            return "\(shape.name)(\(parts.joined(separator: ", ")))"
        case (.list(let values), .list(let traits)):
            let element = traits.element()
            return "[\(values.map { text($0, element) }.joined(separator: ", "))]"
        case (.map(let values), .map(let traits)):
            let element = traits.value()
            let parts = values.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value, element))" }
            return "[\(parts.isEmpty ? ":" : parts.joined(separator: ", "))]"
        default:
            return scalar(value)
        }
    }

    private static func scalar(_ value: AWSValue) -> String {
        switch value {
        case .null: "null"
        case .string(let text): "\"\(text)\""
        case .boolean(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .timestamp(let moment): "\(moment.millisecondsSinceEpoch) ms"
        case .blob(let bytes): "\(bytes.count) bytes"
        case .document: "a document"
        // A value that does not fit its shape is named, not shown: nobody knows whether it is secret.
        case .list, .map, .structure: value.kindDescription
        }
    }
}

/// Generated structures describe themselves without their secrets: in `String(describing:)`, `String(reflecting:)`,
/// string interpolation, `dump` and mirrors. There is no `description` here, because many structures have a member of
/// that name; `String(describing:)` falls back on `debugDescription`.
extension AWSStructure {
    package var debugDescription: String { RedactedDescription(awsValue, shape: Self.shape).description }

    package var customMirror: Mirror {
        guard case .structure(let traits) = Self.shape.kind, case .structure(let members) = awsValue else {
            return Mirror(self, children: [])
        }
        let children: [Mirror.Child] = traits.members.compactMap { member in
            members[member.name].map { value in
                let shape = Self.shape.isSensitive ? Self.shape : member.target()
                return (label: member.name, value: RedactedDescription(value, shape: shape).description)
            }
        }
        return Mirror(self, children: children, displayStyle: .struct)
    }
}
