/// Pages through a list in a stable order: a token holds the key of the last item that was given.
///
/// Items may come and go between pages; what stays is given exactly once.
struct Paging {
    struct BadToken: Error {}

    /// - Parameters:
    ///   - items: in the order of answers.
    ///   - token: of the previous page; nil starts.
    ///   - key: unique and, in the order of `items`, what `precedes` compares.
    ///   - precedes: whether the first key comes before the second in the order of `items`.
    static func page<Item>(
        _ items: [Item], after token: String?, limit: Int, key: (Item) -> String,
        precedes: (String, String) -> Bool = { $0 < $1 }
    ) throws(BadToken) -> (items: ArraySlice<Item>, next: String?) {
        var start = items.startIndex
        if let token {
            guard let last = decode(token) else { throw BadToken() }
            if let exact = items.firstIndex(where: { key($0) == last }) {
                start = exact + 1
            } else {
                start = items.firstIndex { precedes(last, key($0)) } ?? items.endIndex
            }
        }
        let page = items[start...].prefix(max(1, limit))
        guard page.endIndex < items.endIndex, let last = page.last else { return (page, nil) }
        return (page, encode(key(last)))
    }

    /// The same for items whose order is not that of their keys. A token whose item has gone is a bad one.
    static func pageInOrder<Item>(
        _ items: [Item], after token: String?, limit: Int, key: (Item) -> String
    ) throws(BadToken) -> (items: [Item], next: String?) {
        var start = items.startIndex
        if let token {
            guard let last = decode(token), let index = items.firstIndex(where: { key($0) == last }) else {
                throw BadToken()
            }
            start = index + 1
        }
        let page = items[start...].prefix(max(1, limit))
        guard page.endIndex < items.endIndex, let last = page.last else { return (Array(page), nil) }
        return (Array(page), encode(key(last)))
    }

    private static let prefix = "LocalAWS-"

    private static func encode(_ key: String) -> String {
        prefix + key.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func decode(_ token: String) -> String? {
        guard token.hasPrefix(prefix) else { return nil }
        let digits = Array(token.utf8.dropFirst(prefix.utf8.count))
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// One account's part of one region: nothing is shared across it.
package struct CloudScope: Hashable, Sendable {
    package var account: String
    package var region: String

    package init(account: String, region: String) {
        self.account = account
        self.region = region
    }
}

extension CallContext {
    package var scope: CloudScope { CloudScope(account: account, region: region) }
}
