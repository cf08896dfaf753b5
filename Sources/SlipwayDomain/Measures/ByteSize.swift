/// A number of bytes.
package struct ByteSize: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package var bytes: Int64

    package init(bytes: Int64) {
        self.bytes = bytes
    }

    package static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: Int64(count) * 1_048_576) }

    /// Whole mebibytes, rounded down: the unit of ECS's `memory`.
    package var mebibytes: Int { Int(bytes / 1_048_576) }

    /// Reads `512`, `512 B`, `10kB`, `1 MiB`, `1.5GiB`. `k`, `M`, `G`, `T` with `B` are powers of 1000, with `iB` of
    /// 1024; at most three decimals. Nothing when it is none of these, negative or beyond the range.
    package init?(_ text: String) {
        guard let (thousandths, unit) = Measure.split(text) else { return nil }
        let factor: Int64
        switch unit.lowercased() {
        case "", "b": factor = 1
        case "kb": factor = 1000
        case "mb": factor = 1_000_000
        case "gb": factor = 1_000_000_000
        case "tb": factor = 1_000_000_000_000
        case "kib": factor = 1 << 10
        case "mib": factor = 1 << 20
        case "gib": factor = 1 << 30
        case "tib": factor = 1 << 40
        default: return nil
        }
        let (product, overflow) = thousandths.multipliedReportingOverflow(by: factor)
        guard !overflow, factor > 1 || product % 1000 == 0 else { return nil }
        bytes = product / 1000
    }

    package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    /// The largest binary unit of which there is at least one, with one decimal where it is not whole.
    package var description: String {
        let units: [(String, Int64)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        for (name, size) in units where bytes >= size {
            let tenths = (bytes % size) * 10 / size
            return tenths == 0 ? "\(bytes / size) \(name)" : "\(bytes / size).\(tenths) \(name)"
        }
        return "\(bytes) B"
    }
}

/// Reading a number with a unit behind it.
enum Measure {
    /// Thousandths and the unit's letters: `1.5 GiB` is 1500 and `GiB`. Nothing for signs, exponents, more than three
    /// decimals or anything beyond the range.
    static func split(_ text: String) -> (thousandths: Int64, unit: String)? {
        var bytes = Array(text.utf8)[...]
        guard bytes.count <= 32 else { return nil }
        while bytes.first == 32 { bytes.removeFirst() }
        while bytes.last == 32 { bytes.removeLast() }
        let whole = bytes.prefix { (48...57).contains($0) }
        guard !whole.isEmpty else { return nil }
        bytes = bytes.dropFirst(whole.count)
        var fraction = ArraySlice<UInt8>()
        if bytes.first == 46 {
            bytes.removeFirst()
            fraction = bytes.prefix { (48...57).contains($0) }
            guard (1...3).contains(fraction.count) else { return nil }
            bytes = bytes.dropFirst(fraction.count)
        }
        while bytes.first == 32 { bytes.removeFirst() }
        let unit = String(decoding: bytes, as: UTF8.self)
        guard unit.utf8.allSatisfy({ (97...122).contains($0) || (65...90).contains($0) }) else { return nil }
        let padded = Array(fraction) + Array(repeating: 48, count: 3 - fraction.count)
        guard let value = Int64(String(decoding: whole + padded, as: UTF8.self)) else { return nil }
        return (value, unit)
    }
}
