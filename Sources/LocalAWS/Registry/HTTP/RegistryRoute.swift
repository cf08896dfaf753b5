import OCI

/// What a path of the distribution API names. Repository names contain slashes, so paths are read from the end.
enum RegistryRoute: Hashable {
    case base
    case catalog
    case blob(repository: String, digest: String)
    case startUpload(repository: String)
    case upload(repository: String, id: String)
    case manifest(repository: String, reference: String)
    case tags(repository: String)
    case referrers(repository: String, digest: String)

    /// Nil when there is no such path. - Parameter path: percent-encoded, from the first slash on.
    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .compactMap { PercentCoding.decode($0) }
        guard parts.first == "v2" else { return nil }
        var rest = Array(parts.dropFirst())
        if rest.isEmpty || rest == [""] {
            self = .base
            return
        }
        if rest == ["_catalog"] {
            self = .catalog
            return
        }
        if rest.last == "", rest.suffix(3).dropLast().elementsEqual(["blobs", "uploads"]) { rest.removeLast() }
        func name(dropping count: Int) -> String? {
            let name = rest.dropLast(count).joined(separator: "/")
            return name.isEmpty ? nil : name
        }
        guard rest.count >= 3, let last = rest.last, !last.isEmpty else { return nil }
        let kind = rest[rest.count - 2]
        if kind == "blobs", last == "uploads", let name = name(dropping: 2) {
            self = .startUpload(repository: name)
        } else if kind == "uploads", rest.count >= 4, rest[rest.count - 3] == "blobs", let name = name(dropping: 3) {
            self = .upload(repository: name, id: last)
        } else if kind == "blobs", let name = name(dropping: 2) {
            self = .blob(repository: name, digest: last)
        } else if kind == "manifests", let name = name(dropping: 2) {
            self = .manifest(repository: name, reference: last)
        } else if kind == "tags", last == "list", let name = name(dropping: 2) {
            self = .tags(repository: name)
        } else if kind == "referrers", let name = name(dropping: 2) {
            self = .referrers(repository: name, digest: last)
        } else {
            return nil
        }
    }

    var repository: String? {
        switch self {
        case .base, .catalog: nil
        case .blob(let name, _), .startUpload(let name), .upload(let name, _), .manifest(let name, _),
            .tags(let name), .referrers(let name, _):
            name
        }
    }
}

/// The few percent encodings that the registry's paths and queries need.
enum PercentCoding {
    /// Nil when a `%` is not followed by two digits or the bytes are not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Everything but letters, digits and `-._~` is encoded.
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95, 126].contains(byte)
            if isPlain {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    /// The first value of each name of a query. What cannot be decoded is left out.
    static func parseQuery(_ query: String?) -> [String: String] {
        var result: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(parts[0]), result[name] == nil else { continue }
            let value = parts.count > 1 ? parts[1].split(separator: "+", omittingEmptySubsequences: false) : [""]
            guard let decoded = decode(value.joined(separator: " ")) else { continue }
            result[name] = decoded
        }
        return result
    }
}
