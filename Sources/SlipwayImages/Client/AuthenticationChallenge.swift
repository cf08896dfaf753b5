/// What a registry wants to see first: a `WWW-Authenticate` header, read.
enum AuthenticationChallenge: Hashable {
    case basic
    /// A token, to be had from `realm` for `service` and `scope` (Docker's token specification).
    case bearer(realm: String, service: String?, scope: String?)

    /// Nil for schemes that no registry uses.
    init?(_ header: String) {
        let scheme = header.prefix { $0 != " " }.lowercased()
        switch scheme {
        case "basic": self = .basic
        case "bearer":
            let parameters = Self.parameters(header.dropFirst(scheme.count))
            guard let realm = parameters["realm"] else { return nil }
            self = .bearer(realm: realm, service: parameters["service"], scope: parameters["scope"])
        default: return nil
        }
    }

    /// `name="value"` or `name=value`, separated by commas; values in quotes may contain commas.
    private static func parameters(_ text: Substring) -> [String: String] {
        var result: [String: String] = [:]
        var rest = text
        while true {
            rest = rest.drop { $0 == " " || $0 == "," }
            guard let equals = rest.firstIndex(of: "=") else { return result }
            let name = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            if rest.first == "\"" {
                rest = rest.dropFirst()
                let value = rest.prefix { $0 != "\"" }
                result[name] = String(value)
                rest = rest.dropFirst(value.count + 1)
            } else {
                let value = rest.prefix { $0 != "," && $0 != " " }
                result[name] = String(value)
                rest = rest.dropFirst(value.count)
            }
        }
    }
}
