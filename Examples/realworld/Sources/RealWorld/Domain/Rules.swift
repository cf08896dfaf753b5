/// The rules for what users write. Each field is checked and all complaints are kept, so that a form shows them at once.
struct Rules {
    private(set) var complaints: [String] = []

    /// The most characters of a name, a title or a tag; and of an article's text.
    static let shortText = 255
    static let longText = 200_000

    /// A text that must be there. Outer white space goes, except in passwords and bodies (`trimmed: false`).
    mutating func required(
        _ value: String?, _ name: String, longest: Int = shortText, trimmed: Bool = true
    ) -> String {
        let text = trimmed ? Self.trim(value ?? "") : value ?? ""
        if text.allSatisfy(\.isWhitespace) { complaints.append("\(name) can't be blank") }
        check(text, name, longest)
        return text
    }

    /// A text that may be missing (nil), but not blank.
    mutating func optional(
        _ value: String?, _ name: String, longest: Int = shortText, trimmed: Bool = true
    ) -> String? {
        value.map { required($0, name, longest: longest, trimmed: trimmed) }
    }

    /// A text that may also be blank.
    mutating func free(_ value: String?, _ name: String, longest: Int) -> String? {
        if let value { check(value, name, longest) }
        return value
    }

    mutating func email(_ value: String?) -> String {
        let text = required(value, "email").lowercased()
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let plausible = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
        if !text.isEmpty, !plausible { complaints.append("email is invalid") }
        return text
    }

    mutating func password(_ value: String?) -> String {
        let text = required(value, "password", trimmed: false)
        if !text.isEmpty, text.count < 8 { complaints.append("password is too short (8 characters or more)") }
        return text
    }

    mutating func tags(_ values: [String]?) -> [String] {
        guard values?.count ?? 0 <= 20 else {
            complaints.append("tagList is too long (20 tags at most)")
            return []
        }
        var tags: [String] = []
        for value in values ?? [] {
            let tag = required(value, "tag")
            if !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }

    /// Throws what has been found so far.
    func orRefuse() throws(Refusal) {
        if !complaints.isEmpty { throw .invalid(complaints) }
    }

    private mutating func check(_ text: String, _ name: String, _ longest: Int) {
        if text.utf8.count > longest * 4 || text.count > longest {
            complaints.append("\(name) is too long (\(longest) characters at most)")
        }
        if text.utf8.contains(0) { complaints.append("\(name) must not contain a NUL character") }
    }

    private static func trim(_ text: String) -> String {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
