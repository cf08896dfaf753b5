import Foundation

/// A JSON value, as far as reading Slipway's lines needs it.
enum JSON: Decodable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// `nil` for lines that are no JSON object.
    static func object(_ line: String) -> [String: JSON]? {
        guard let value = try? JSONDecoder().decode(JSON.self, from: Data(line.utf8)), case .object(let members) = value
        else { return nil }
        return members
    }

    subscript(_ key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var text: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .boolean(let value): "\(value)"
        case .null, .array, .object: nil
        }
    }

    var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }
}
