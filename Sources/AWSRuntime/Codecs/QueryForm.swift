/// `application/x-www-form-urlencoded`, as awsQuery writes it.
enum QueryForm {
    struct Pair: Hashable {
        var name: String
        var value: String
    }

    static let contentType = "application/x-www-form-urlencoded"

    static func bytes(_ pairs: [Pair]) -> [UInt8] {
        let parts = pairs.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return Array(parts.joined(separator: "&").utf8)
    }

    static func pairs(in body: [UInt8]) -> [Pair] {
        pairs(in: String(decoding: body, as: UTF8.self))
    }

    static func pairs(in text: String) -> [Pair] {
        text.split(separator: "&").map { part in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Pair(name: decode(halves[0]), value: halves.count == 2 ? decode(halves[1]) : "")
        }
    }

    private static func decode(_ text: Substring) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else {
            return String(text)
        }
        return PercentEncoding.decode(String(text.map { $0 == "+" ? " " : $0 }))
    }
}
