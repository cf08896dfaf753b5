import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A secret's value while it is looked at; only its shape goes further.
struct SecretText {
    private let text: String
    /// The members of a flat JSON object; `nil` for any other text.
    private let members: [String: Member]?

    init(_ text: String) {
        self.text = text
        members = try? JSONDecoder().decode([String: Member].self, from: Data(text.utf8))
    }

    /// What must never be printed: whatever a JSON object holds, and else the whole value.
    var confidential: [Redacted<String>] { members?.values.flatMap(\.texts) ?? [Redacted(text)] }

    /// Keys and emptiness.
    var shape: SecretContent {
        guard let members else { return .text(isEmpty: text.allSatisfy(\.isWhitespace)) }
        return .object(
            members.map { SecretKey(name: $0.key, isEmpty: $0.value.isEmpty) }.sorted { $0.name < $1.name })
    }

    /// What a variable would hold: a member, or the whole value where no key is named.
    func value(of key: String?) -> String? {
        guard let key else { return text }
        return members?[key].flatMap { $0.text?.reveal() ?? $0.number.map { String($0) } }
    }

    private struct Member: Decodable {
        var isEmpty = false
        /// Where it is a text.
        var text: Redacted<String>?
        /// Where it is one: a port, mostly.
        var number: Int64?
        /// Every text and number in it, however deep.
        var texts: [Redacted<String>] = []

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                isEmpty = true
            } else if let text = try? container.decode(String.self) {
                isEmpty = text.allSatisfy(\.isWhitespace)
                self.text = Redacted(text)
                texts = [Redacted(text)]
            } else if let number = try? container.decode(Int64.self) {
                self.number = number
                texts = [Redacted("\(number)")]
            } else if let items = try? container.decode([Member].self) {
                texts = items.flatMap(\.texts)
            } else if let members = try? container.decode([String: Member].self) {
                texts = members.values.flatMap(\.texts)
            }
            // Else a boolean or a fraction: something is there, and nothing to hide.
        }
    }
}
