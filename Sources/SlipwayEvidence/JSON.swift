#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A JSON value.
enum JSON: Decodable, Hashable, Sendable {
    case object([String: JSON])
    case array([JSON])
    case text(String)
    case number(Double)
    case flag(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// Reads a text that is one JSON value; nothing for any other, one nested too deeply among them.
    init?(parsing text: some StringProtocol) {
        do {
            self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        } catch {
            return nil
        }
    }

    subscript(key: String) -> JSON? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    /// The first of the keys that is there: AWS writes `events` in one service and `Events` in the next.
    subscript(keys: String...) -> JSON? { keys.lazy.compactMap { self[$0] }.first }

    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): number == number.rounded() ? String(Int64(clamping: number)) : String(number)
        case .flag(let flag): String(flag)
        case .object, .array, .null: nil
        }
    }

    /// A whole number. AWS's have 32 bits; a larger one is cut to that, so that no sum of some overflows.
    var number: Int? {
        switch self {
        case .number(let number): Int(Int32(clamping: Int64(clamping: number)))
        case .text(let text): Int(text).map { Int(Int32(clamping: $0)) }
        case .object, .array, .flag, .null: nil
        }
    }

    var isTrue: Bool { self == .flag(true) || self == .text("true") }

    var list: [JSON] {
        if case .array(let values) = self { values } else { [] }
    }

    /// Members in the order of their names.
    var members: [(name: String, value: JSON)] {
        guard case .object(let members) = self else { return [] }
        return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Int64 {
    fileprivate init(clamping number: Double) {
        self = number.isNaN ? 0 : number >= 9.2e18 ? .max : number <= -9.2e18 ? .min : Int64(number)
    }
}
