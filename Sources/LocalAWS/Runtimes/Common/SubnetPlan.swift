/// Chooses address ranges for tasks that nothing else on this machine uses.
enum SubnetPlan {
    /// A range has room for a thousand tasks.
    static let prefix = 22

    /// Ranges to try, best first: private ones, then ones reserved for benchmarks, which are hardly ever routed; those
    /// that touch a route of this machine come last of all.
    /// - Parameter seed: where to begin, so that several that start at once rarely choose the same.
    static func candidates(routes: [IPv4Network], seed: UInt32) -> [IPv4Network] {
        let isFree = { (network: IPv4Network) in !routes.contains { $0.prefix > 0 && $0.overlaps(network) } }
        let all =
            rotated(networks(in: (10, 214, 10, 253)), by: seed) + rotated(networks(in: (198, 18, 198, 19)), by: seed)
        return all.filter(isFree) + all.filter { !isFree($0) }
    }

    /// The routes in the text of `/proc/net/route`: addresses are hexadecimal in the machine's (little-endian) order.
    static func routes(inTable text: String) -> [IPv4Network] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            guard fields.count > 7, let destination = UInt32(fields[1], radix: 16),
                let mask = UInt32(fields[7], radix: 16)
            else { return nil }
            return IPv4Network(first: destination.byteSwapped, prefix: mask.nonzeroBitCount)
        }
    }

    private static func networks(in range: (UInt32, UInt32, UInt32, UInt32)) -> [IPv4Network] {
        (range.1...range.3).flatMap { second in
            stride(from: UInt32(0), to: 256, by: 4).map { third in
                IPv4Network(first: range.0 << 24 | second << 16 | third << 8, prefix: prefix)
            }
        }
    }

    private static func rotated(_ networks: [IPv4Network], by seed: UInt32) -> [IPv4Network] {
        let start = Int(seed) % networks.count
        return Array(networks[start...] + networks[..<start])
    }
}
