/// The text that a signature covers: one form for every way of writing the same request.
///
/// Signer and verifier build it alike, so a server checks exactly what a client signed.
package struct CanonicalRequest: Hashable, Sendable {
    package var method: String
    package var path: String
    package var query: String
    /// Lower-case names, sorted, each with its folded value.
    package var headers: [HTTPField]
    /// Hex of the body's SHA-256, or what `x-amz-content-sha256` says.
    package var payloadHash: String

    /// - Parameters:
    ///   - signedHeaders: lower-case names to include; those that the request lacks are left out.
    ///   - payloadHash: see `CanonicalRequest.payloadHash`.
    package init(
        _ request: HTTPRequestMessage, signedHeaders: [String], options: SigningOptions, payloadHash: String
    ) {
        self.method = request.method
        self.path = Self.path(request.path, options: options)
        self.query = Self.query(request.query)
        self.headers = Self.headers(request.headers, names: signedHeaders)
        self.payloadHash = payloadHash
    }

    /// `host;x-amz-date`.
    package var signedHeaders: String { headers.map(\.name).joined(separator: ";") }

    package var text: String {
        let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
        return [method, path, query, lines, signedHeaders, payloadHash].joined(separator: "\n")
    }

    /// Dots and doubled slashes resolved where asked, then encoded once more unless the service (S3) signs it as sent.
    static func path(_ path: String, options: SigningOptions) -> String {
        let start = path.isEmpty ? "/" : path
        let normalized = options.normalizesPath ? normalize(start) : start
        return options.encodesPath ? PercentEncoding.encode(normalized, keepingSlash: true) : normalized
    }

    private static func normalize(_ path: String) -> String {
        var kept: [Substring] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch segment {
            case ".": continue
            case "..": _ = kept.popLast()
            default: kept.append(segment)
            }
        }
        guard !kept.isEmpty else { return "/" }
        let endsInDirectory = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        return "/" + kept.joined(separator: "/") + (endsInDirectory ? "/" : "")
    }

    /// Pairs decoded, encoded the one way, and sorted by name, then value.
    static func query(_ query: String?) -> String {
        QueryString.pairs(query)
            .map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0.0 == $1.0 ? less($0.1, $1.1) : less($0.0, $1.0) }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// By bytes: Swift compares strings by Unicode rules.
    private static func less(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func headers(_ fields: [HTTPField], names: [String]) -> [HTTPField] {
        var values: [String: [String]] = [:]
        for field in fields {
            values[field.name.lowercased(), default: []].append(fold(field.value))
        }
        return Set(names).sorted { less($0, $1) }.compactMap { name in
            values[name].map { HTTPField(name, $0.joined(separator: ",")) }
        }
    }

    /// Trimmed, with runs of white space (folded lines too) as one space.
    private static func fold(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.joined(separator: " ")
    }
}

/// The pairs of a query string.
package enum QueryString {
    /// Decoded; a name without `=` has an empty value.
    package static func pairs(_ query: String?) -> [(name: String, value: String)] {
        guard let query, !query.isEmpty else { return [] }
        return query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (PercentEncoding.decode(parts[0]), parts.count > 1 ? PercentEncoding.decode(parts[1]) : "")
        }
    }
}
