package import OCI

/// The rules for names of repositories and tags (OCI distribution-spec; ECR's are the same with 2 to 256 characters).
package enum RegistryNames {
    /// Components of lower-case letters and digits, with single `.`, `_`, `-` (or `__`, several `-`) inside.
    package static func isRepository(_ name: String) -> Bool {
        guard (2...256).contains(name.utf8.count) else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isComponent)
    }

    private static func isComponent(_ component: Substring) -> Bool {
        var separator: [UInt8] = []
        var seen = false
        for byte in component.utf8 {
            if (97...122).contains(byte) || (48...57).contains(byte) {
                let joined = String(decoding: separator, as: UTF8.self)
                let single = ["", ".", "_", "__"].contains(joined) || joined.allSatisfy { $0 == "-" }
                guard seen || separator.isEmpty, single else { return false }
                separator = []
                seen = true
            } else if [46, 95, 45].contains(byte) {
                separator.append(byte)
            } else {
                return false
            }
        }
        return seen && separator.isEmpty
    }

    package static func isTag(_ tag: String) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95
        }
        guard (1...128).contains(tag.utf8.count), let first = tag.utf8.first, isWord(first) else { return false }
        return tag.utf8.allSatisfy { isWord($0) || $0 == 46 || $0 == 45 }
    }
}

/// How an image is asked for: by a name that may move, or by its content.
package enum ImageSelector: Hashable, Sendable {
    case tag(String)
    case digest(Digest)

    /// From the last part of a path or the end of a reference.
    package init(_ text: String) throws(RegistryFailure) {
        if text.contains(":") {
            guard let digest = Digest(text) else { throw .invalidDigest(text) }
            self = .digest(digest)
        } else {
            guard RegistryNames.isTag(text) else { throw .invalidTag(text) }
            self = .tag(text)
        }
    }

    package var text: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }
}
