#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A JSON document whose leaves can be read by a path such as `user.name` or `articles.0.slug`.
struct JSONText {
    private indirect enum Value: Decodable {
        case null
        case boolean(Bool)
        case integer(Int)
        case number(Double)
        case string(String)
        case array([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Int.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .string(value)
            } else if let value = try? container.decode([Value].self) {
                self = .array(value)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }
    }

    private let root: Value

    /// `nil` when the text is no JSON.
    init?(parsing text: String) {
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else { return nil }
        root = value
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A string can always be written as JSON.
        guard let data = try? encoder.encode(text) else { return text }
        return String(decoding: data, as: UTF8.self)
    }

    /// A leaf as JSON text, which is how the manifest keeps expected values; `nil` when it is not there.
    func value(at path: String) -> String? {
        var current = root
        for step in path.split(separator: ".") {
            switch current {
            case .object(let members):
                guard let next = members[String(step)] else { return nil }
                current = next
            case .array(let items):
                guard let index = Int(step), items.indices.contains(index) else { return nil }
                current = items[index]
            case .null, .boolean, .integer, .number, .string: return nil
            }
        }
        switch current {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .number(let value): return "\(value)"
        case .string(let value): return Self.quoted(value)
        case .array(let items): return "\(items.count) items"
        case .object(let members): return "\(members.count) members"
        }
    }
}
