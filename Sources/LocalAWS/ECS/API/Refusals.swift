import AWSRuntime
import AWSServices

/// The refusals that several operations share, in ECS's words.
enum Refusal {
    static func invalid(_ message: String) -> ECS.InvalidParameterException { .init(message: message) }
    static func client(_ message: String) -> ECS.ClientException { .init(message: message) }
    static var clusterNotFound: ECS.ClusterNotFoundException { .init(message: "Cluster not found.") }
    static var clusterInactive: ECS.ClusterNotFoundException { .init(message: "The referenced cluster was inactive.") }
    static var serviceNotFound: ECS.ServiceNotFoundException { .init(message: "Service not found.") }
    static func notImplemented(_ what: String) -> ECS.InvalidParameterException {
        .init(message: "LocalAWS does not implement \(what)")
    }
}

/// One page of a list.
enum Paging {
    /// - Parameters:
    ///   - keys: all of them, in the list's order.
    ///   - token: `nextToken` of the request: the last key of the page before, in hexadecimal.
    /// - Throws: `InvalidParameterException` for a bad token or size.
    static func page(
        _ keys: [String], token: String?, size: Int?, defaultSize: Int = 100, maximum: Int = 100
    ) throws -> (keys: [String], next: String?) {
        let limit = size ?? defaultSize
        guard (1...maximum).contains(limit) else {
            throw Refusal.invalid("maxResults must be between 1 and \(maximum).")
        }
        var start = 0
        if let token {
            guard let last = decode(token), let index = keys.firstIndex(of: last) else {
                throw Refusal.invalid("Invalid token.")
            }
            start = index + 1
        }
        let page = Array(keys.dropFirst(start).prefix(limit))
        let isLast = start + page.count >= keys.count
        return (page, isLast ? nil : page.last.map(encode))
    }

    private static func encode(_ key: String) -> String {
        key.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func decode(_ token: String) -> String? {
        let digits = Array(token.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension ResourceTag {
    init(_ tag: ECS.Tag) {
        self.init(tag.key ?? "", tag.value ?? "")
    }

    var wire: ECS.Tag { ECS.Tag(key: key, value: value) }
}

extension [ResourceTag] {
    /// - Throws: for more than 50 tags, empty or reserved keys, and keys given twice.
    init(checking tags: [ECS.Tag]?) throws {
        self = (tags ?? []).map { ResourceTag($0) }
        guard count <= 50 else { throw Refusal.invalid("Tags can not have more than 50 elements.") }
        for (index, tag) in enumerated() {
            guard !tag.key.isEmpty else { throw Refusal.invalid("Tag key can not be empty.") }
            guard !tag.key.lowercased().hasPrefix("aws:") else {
                throw Refusal.invalid("Tag keys that start with aws: are reserved. Got: \(tag.key)")
            }
            guard firstIndex(where: { $0.key == tag.key }) == index else {
                throw Refusal.invalid("Duplicate tag key: \(tag.key)")
            }
        }
    }
}
