import AWSRuntime
import Crypto

/// Ids of EC2's shape, `subnet-0f1e…`: the same ones each time, so that what is written down stays true.
struct NetworkIDs: Sendable {
    private let scope: CloudScope
    private var count = 0

    init(_ scope: CloudScope) {
        self.scope = scope
    }

    /// - Parameter prefix: such as `subnet`.
    mutating func next(_ prefix: String) -> String {
        count += 1
        let text = "\(scope.account)/\(scope.region)/\(prefix)/\(count)"
        let digits = SHA256.hash(data: Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(prefix)-0\(digits.prefix(16))"
    }
}

/// Availability zones of a region. LocalAWS has three everywhere: `a`, `b` and `c`.
enum Zones {
    static let letters = ["a", "b", "c"]

    static func names(_ region: String) -> [String] { letters.map { region + $0 } }

    /// The same zone for every account, `apne2-az1`; nil for a zone that is not there.
    static func id(of zone: String, region: String) -> String? {
        names(region).firstIndex(of: zone).map { "\(shortName(region))-az\($0 + 1)" }
    }

    /// `ap-northeast-2` → `apne2`, `us-gov-west-1` → `usgw1`.
    private static func shortName(_ region: String) -> String {
        let directions = [
            "northeast": "ne", "southeast": "se", "northwest": "nw", "southwest": "sw", "north": "n", "south": "s",
            "east": "e", "west": "w", "central": "c", "gov": "g",
        ]
        return region.split(separator: "-").map { directions[String($0)] ?? String($0) }.joined()
    }
}

extension AWSServiceError {
    /// EC2's refusals are codes without shapes.
    static func ec2(_ code: String, _ message: String) -> AWSServiceError {
        AWSServiceError(code: code, message: message)
    }
}
