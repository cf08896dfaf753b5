/// Spells the parts of a shape's description.
enum PlainShapes {
    static func kind(_ shape: ServiceModel.ModelShape) -> String? {
        if shape.isDocument { return ".document" }
        switch shape.type {
        case "string", "boolean", "integer", "long", "float", "double", "blob": return ".\(shape.type)"
        case "timestamp": return ".timestamp(\(shape.timestampFormat.map { ".\($0)" } ?? "nil"))"
        default: return nil
        }
    }

    static func constraints(_ shape: ServiceModel.ModelShape) -> String? {
        var parts: [String] = []
        if let minimum = shape.minimum { parts.append("minimum: \(number(minimum))") }
        if let maximum = shape.maximum { parts.append("maximum: \(number(maximum))") }
        if let pattern = shape.pattern { parts.append("pattern: \(literal(pattern))") }
        return parts.isEmpty ? nil : "Shape.Constraints(\(parts.joined(separator: ", ")))"
    }

    static func listTraits(_ shape: ServiceModel.ModelShape) -> String {
        (shape.element?.wireName.map { ", elementName: \(literal($0))" } ?? "")
            + (shape.isFlattened ? ", isFlattened: true" : "")
    }

    static func mapTraits(_ shape: ServiceModel.ModelShape) -> String {
        (shape.key?.wireName.map { ", keyName: \(literal($0))" } ?? "")
            + (shape.value?.wireName.map { ", valueName: \(literal($0))" } ?? "")
            + (shape.isFlattened ? ", isFlattened: true" : "")
    }

    /// A whole number without its point where it has none.
    static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    /// A Swift string literal, raw where that reads better.
    static func literal(_ text: String) -> String {
        guard text.contains(where: { $0 == "\\" || $0 == "\"" || $0.isNewline || !$0.isASCII || $0 == "\t" }) else {
            return "\"\(text)\""
        }
        let isPlain = text.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }
        if isPlain, !text.contains("\"#"), !text.contains("\\#") { return "#\"\(text)\"#" }
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case let other where (0x20..<0x7F).contains(other.value): String(other)
            default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return "\"\(escaped.joined())\""
    }
}

/// The facts of a member's shape in our own words, for doc comments.
enum ShapeNotes {
    static func notes(
        member: ServiceModel.ModelMember, target: ServiceModel.ModelShape, isRequired: Bool
    ) -> [String] {
        var notes: [String] = []
        if isRequired { notes.append("Required.") }
        if let range = range(target) { notes.append("\(range).") }
        if let pattern = target.pattern, pattern.count <= 60, !pattern.contains("`") {
            notes.append("Matches `\(pattern)`.")
        }
        if member.isIdempotencyToken { notes.append("Idempotency token: the client fills it in.") }
        if target.isSensitive { notes.append("Sensitive: not shown in descriptions.") }
        if member.isDeprecated { notes.append("Deprecated in the model.") }
        return notes
    }

    private static func range(_ shape: ServiceModel.ModelShape) -> String? {
        let unit: String
        switch shape.type {
        case "string": unit = " characters"
        case "list": unit = " elements"
        case "map": unit = " entries"
        case "blob": unit = " bytes"
        case "integer", "long", "float", "double": unit = ""
        default: return nil
        }
        switch (shape.minimum.map(PlainShapes.number), shape.maximum.map(PlainShapes.number)) {
        case (let low?, let high?): return "\(low) to \(high)\(unit)"
        case (let low?, nil): return "At least \(low)\(unit)"
        case (nil, let high?): return "At most \(high)\(unit)"
        case (nil, nil): return nil
        }
    }
}
