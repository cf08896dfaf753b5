/// A range of IPv4 addresses, `10.214.4.0/22`.
struct IPv4Network: Hashable, Sendable, CustomStringConvertible {
    var first: UInt32
    /// Length of the prefix in bits, 0 to 32.
    var prefix: Int

    init(first: UInt32, prefix: Int) {
        self.first = first & Self.mask(prefix)
        self.prefix = prefix
    }

    /// - Returns: nil when the text is not `a.b.c.d/n`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = Self.address(String(parts[0])), let prefix = Int(parts[1]),
            (0...32).contains(prefix)
        else { return nil }
        self.init(first: address, prefix: prefix)
    }

    var description: String { "\(Self.text(first))/\(prefix)" }
    var size: UInt32 { prefix == 0 ? .max : 1 << UInt32(32 - prefix) }
    /// The first usable address, which bridges take.
    var gateway: UInt32 { first + 1 }

    func overlaps(_ other: IPv4Network) -> Bool {
        let shared = Self.mask(min(prefix, other.prefix))
        return first & shared == other.first & shared
    }

    static func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String((address >> UInt32($0)) & 0xFF) }.joined(separator: ".")
    }

    static func address(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4 else { return nil }
        return parts.reduce(into: UInt32?.some(0)) { sum, part in
            guard let before = sum, let part else { return sum = nil }
            sum = before << 8 | UInt32(part)
        }
    }

    private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : ~UInt32(0) << UInt32(32 - prefix) }
}
