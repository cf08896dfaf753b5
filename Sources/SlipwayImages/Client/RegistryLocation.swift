/// Where a registry answers. Unencrypted only on this machine's loopback, where LocalAWS and test registries are.
package struct RegistryLocation: Hashable, Sendable, CustomStringConvertible {
    /// `127.0.0.1:4566`, `123456789012.dkr.ecr.eu-central-1.amazonaws.com`.
    package var host: String

    package init(host: String) {
        // Docker Hub's name in references is not where its registry is.
        self.host = host == "docker.io" || host == "index.docker.io" ? "registry-1.docker.io" : host
    }

    package var description: String { host }

    package var isLoopback: Bool { Self.isLoopback(host) }
    package var scheme: String { isLoopback ? "http" : "https" }

    static func isLoopback(_ host: String) -> Bool {
        if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
        let name = host.split(separator: ":").first.map(String.init) ?? ""
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// A repository as this registry calls it: Docker Hub's own images are below `library/`.
    package func repository(_ name: String) -> String {
        host == "registry-1.docker.io" && !name.contains("/") ? "library/" + name : name
    }

    /// An address of the distribution API. - Parameter path: after `/v2/`.
    func url(_ path: String) -> String { "\(scheme)://\(host)/v2/\(path)" }

    /// What a `Location` header means here.
    /// - Returns: the full address, and whether it is this registry's own, so that the login may go there.
    /// - Throws: `insecure` when it leads to another machine without encryption.
    func follow(_ location: String) throws(ImageError) -> (url: String, isOwn: Bool) {
        if location.hasPrefix("/") { return ("\(scheme)://\(host)\(location)", true) }
        let own = "\(scheme)://\(host)/"
        if location.hasPrefix(own) { return (location, true) }
        if location.hasPrefix("https://") { return (location, false) }
        let other = location.hasPrefix("http://") ? location.dropFirst(7).prefix { $0 != "/" } : ""
        guard Self.isLoopback(String(other)), isLoopback else { throw .insecure(host: String(other)) }
        return (location, false)
    }
}

/// A login. Never shown.
package struct RegistryCredentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package var user: String
    package var password: String

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    package var description: String { "RegistryCredentials(user: \(user), password: …)" }
    package var debugDescription: String { description }
}
