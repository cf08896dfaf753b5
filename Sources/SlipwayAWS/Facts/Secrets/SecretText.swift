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

    /// What must never be printed: the texts of a JSON object, else the whole value.
    var confidential: [String] { members?.values.compactMap { $0.text?.reveal() } ?? [text] }

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
        var isEmpty: Bool
        /// Where it is a text.
        var text: Redacted<String>?
        /// Where it is one: a port, mostly.
        var number: Int64?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                isEmpty = true
            } else if let text = try? container.decode(String.self) {
                isEmpty = text.allSatisfy(\.isWhitespace)
                self.text = Redacted(text)
            } else {
                // A number, a boolean, a list or an object: something is there.
                isEmpty = false
                number = try? container.decode(Int64.self)
            }
        }
    }
}
