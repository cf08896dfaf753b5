/// Scheme, host, port and base path of an endpoint.
package struct EndpointURL: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    package var scheme: String
    /// Without brackets for IPv6.
    package var host: String
    /// Nil is the scheme's own.
    package var port: Int?
    /// Starts with `/` and does not end with one, or is empty.
    package var basePath: String

    package init(scheme: String, host: String, port: Int? = nil, basePath: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.basePath = basePath
    }

    package struct Invalid: Error, Hashable, Sendable {
        package var problem: String
    }

    /// Reads `http://127.0.0.1:4566`, `https://host/base`. No user, query or fragment.
    package init(parsing text: String) throws(Invalid) {
        // First, because what stands before an @ may be a password, and the other messages repeat the text.
        guard !text.contains("@") else { throw Invalid(problem: "an endpoint URL has no user, query or fragment") }
        guard let schemeEnd = text.range(ofText: "://") else {
            throw Invalid(problem: "\"\(text)\" is not a URL; write http://HOST:PORT or https://HOST")
        }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw Invalid(problem: "\"\(text)\" must start with http:// or https://")
        }
        let rest = text[schemeEnd.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest[authority.endIndex...]
        guard !path.contains("?"), !path.contains("#") else {
            throw Invalid(problem: "an endpoint URL has no user, query or fragment")
        }
        let (host, port) = try Self.split(authority, text)
        var basePath = String(path)
        while basePath.hasSuffix("/") { basePath.removeLast() }
        self.init(scheme: scheme, host: host, port: port, basePath: basePath)
    }

    private static func split(_ authority: Substring, _ text: String) throws(Invalid) -> (String, Int?) {
        let host: Substring
        let after: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            after = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            after = authority[host.endIndex...]
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else {
            throw Invalid(problem: "\"\(text)\" names no host")
        }
        if after.isEmpty { return (String(host), nil) }
        guard after.first == ":", let port = Int(after.dropFirst()), (1...65_535).contains(port) else {
            throw Invalid(problem: "\"\(text)\" has no valid port (1 to 65535)")
        }
        return (String(host), port)
    }

    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name)\(port.map { ":\($0)" } ?? "")\(basePath)"
    }

    /// Whether it leads to this machine: plain HTTP with credentials is safe only there.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }
}

extension String {
    /// The first occurrence of a short text (the standard library has none for strings).
    fileprivate func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
