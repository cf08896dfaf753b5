/// The name of an image: `registry/repository:tag@digest`, of which all but the repository may be absent.
package struct ImageReference: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Host and port, such as `123456789012.dkr.ecr.eu-west-1.amazonaws.com`; absent means Docker Hub.
    package var registry: String?
    /// Lower-case path, such as `team/backend`.
    package var repository: String
    package var tag: String?
    package var digest: Digest?

    package init(registry: String? = nil, repository: String, tag: String? = nil, digest: Digest? = nil) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Why a text is not an image reference.
    package enum ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        case empty
        case tooLong(characters: Int)
        case registry(String)
        case repository(String)
        case tag(String)
        case digest(String)

        package var description: String {
            switch self {
            case .empty: "an image reference is empty"
            case .tooLong(let count): "an image reference of \(count) characters is longer than 512"
            case .registry(let text): "'\(text)' is not a registry: write host or host:port"
            case .repository(let text):
                "'\(text)' is not a repository: lower-case letters and digits, separated by . _ - or /"
            case .tag(let text): "'\(text)' is not a tag: letters, digits, . _ - and at most 128 of them"
            case .digest(let text): "'\(text)' is not a digest: write sha256: and 64 hexadecimal digits"
            }
        }
    }

    /// Reads `nginx`, `nginx:1.27`, `host:5000/team/app@sha256:…`, with the rules of the OCI distribution specification.
    package init(parsing text: String) throws(ParseError) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= 512 else { throw .tooLong(characters: text.count) }
        var rest = Substring(text)
        digest = nil
        tag = nil
        registry = nil
        if let at = rest.firstIndex(of: "@") {
            let digestText = rest[rest.index(after: at)...]
            guard let parsed = Digest(digestText) else { throw .digest(String(digestText)) }
            digest = parsed
            rest = rest[..<at]
        }
        if let slash = rest.firstIndex(of: "/") {
            let head = rest[..<slash]
            if head.contains(".") || head.contains(":") || head == "localhost" {
                guard Self.isRegistry(head) else { throw .registry(String(head)) }
                registry = String(head)
                rest = rest[rest.index(after: slash)...]
            }
        }
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            let tagText = rest[rest.index(after: colon)...]
            guard Self.isTag(tagText) else { throw .tag(String(tagText)) }
            tag = String(tagText)
            rest = rest[..<colon]
        }
        guard Self.isRepository(rest) else { throw .repository(String(rest)) }
        repository = String(rest)
    }

    package var description: String {
        var text = registry.map { "\($0)/\(repository)" } ?? repository
        if let tag { text += ":\(tag)" }
        if let digest { text += "@\(digest)" }
        return text
    }

    /// Registry and repository without tag and digest.
    package var name: String { registry.map { "\($0)/\(repository)" } ?? repository }

    /// The same image by its digest only: what is deployed, so that it cannot change underneath.
    package func pinned(to digest: Digest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, digest: digest)
    }

    /// The account and region of an ECR registry's host, or nothing where the registry is another.
    package var ecr: (account: String, region: String)? {
        guard let registry else { return nil }
        let parts = registry.split(separator: ".").map(String.init)
        guard parts.count >= 6, parts[0].count == 12, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            parts[1] == "dkr", parts[2] == "ecr" || parts[2] == "ecr-fips", parts[4] == "amazonaws"
        else { return nil }
        return (parts[0], parts[3])
    }

    private static func isRegistry(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let hostIsFine =
            !parts[0].isEmpty
            && parts[0].utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == 45 || $0 == 46 }
            && parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-")
            }
        guard hostIsFine else { return false }
        guard parts.count == 2 else { return true }
        return UInt16(parts[1]) != nil
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return (isDigit(first) || isLetter(first) || first == 95)
            && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == 95 || $0 == 45 || $0 == 46 }
    }

    private static func isRepository(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 256 else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isComponent)
    }

    /// Letters and digits, in between `.`, `_`, `__` or any number of `-`.
    private static func isComponent(_ text: Substring) -> Bool {
        var separator: [UInt8] = []
        var sawAlphanumeric = false
        for byte in text.utf8 {
            if isDigit(byte) || (97...122).contains(byte) {
                let ok =
                    separator.isEmpty || separator == [46] || separator == [95] || separator == [95, 95]
                    || separator.allSatisfy { $0 == 45 }
                guard ok, sawAlphanumeric || separator.isEmpty else { return false }
                separator = []
                sawAlphanumeric = true
            } else if byte == 46 || byte == 95 || byte == 45 {
                separator.append(byte)
            } else {
                return false
            }
        }
        return sawAlphanumeric && separator.isEmpty
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (65...90).contains(byte) }
}
