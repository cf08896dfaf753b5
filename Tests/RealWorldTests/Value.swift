import Foundation
import Testing

/// JSON that came in, easy to look into.
indirect enum Value: Equatable, Decodable, Sendable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([Value])
    case object([String: Value])

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else if let value = try? single.decode(String.self) {
            self = .text(value)
        } else if let value = try? single.decode([Value].self) {
            self = .list(value)
        } else {
            self = .object(try single.decode([String: Value].self))
        }
    }

    subscript(_ name: String) -> Value? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    subscript(_ index: Int) -> Value? {
        if case .list(let values) = self, values.indices.contains(index) { values[index] } else { nil }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var list: [Value] { if case .list(let values) = self { values } else { [] } }
    var keys: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .truth(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(arrayLiteral elements: Value...) { self = .list(elements) }
}

/// Records what is wrong; for the `else` of a `guard`.
func wrong(_ what: String) {
    Issue.record("\(what)")
}
