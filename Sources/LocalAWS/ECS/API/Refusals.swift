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

/// One page of a list of keys, with ECS's limits and refusals.
enum ListPage {
    /// - Parameters:
    ///   - keys: all of them, in the list's order.
    ///   - token: `nextToken` of the request.
    /// - Throws: `InvalidParameterException` for a bad token or size.
    static func page(
        _ keys: [String], token: String?, size: Int?, defaultSize: Int = 100, maximum: Int = 100
    ) throws -> (keys: [String], next: String?) {
        let limit = size ?? defaultSize
        guard (1...maximum).contains(limit) else {
            throw Refusal.invalid("maxResults must be between 1 and \(maximum).")
        }
        do throws(Paging.BadToken) {
            let page = try Paging.page(keys, after: token, limit: limit) { $0 }
            return (Array(page.items), page.next)
        } catch {
            throw Refusal.invalid("Invalid token.")
        }
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
