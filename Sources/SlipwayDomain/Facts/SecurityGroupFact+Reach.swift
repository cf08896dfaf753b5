/// An IPv4 range such as `10.0.0.0/16`.
package struct AddressRange: Hashable, Sendable {
    package let first: UInt32
    package let last: UInt32

    /// Nothing for IPv6 and for what is no range.
    package init?(_ cidr: String) {
        let parts = cidr.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = Int(parts[1]), (0...32).contains(bits) else { return nil }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard numbers.count == 4, !numbers.contains(nil) else { return nil }
        let address = numbers.compactMap(\.self).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let mask = bits == 0 ? 0 : UInt32.max << UInt32(32 - bits)
        first = address & mask
        last = first | ~mask
    }

    package func contains(_ other: AddressRange) -> Bool { first <= other.first && other.last <= last }
}

extension [SecurityGroupFact] {
    /// Whether any of these groups lets TCP in on a port.
    ///
    /// - Parameters:
    ///   - groups: ids of the groups that the other side carries.
    ///   - ranges: CIDR blocks that the other side's addresses lie in; all of them must be let in.
    /// - Returns: nothing where only a rule that cannot be judged from here, such as a prefix list, may do so.
    package func letsIn(tcp port: Int, from groups: [String], ranges: [String] = []) -> Bool? {
        Self.allows(flatMap(\.inbound), port, groups, ranges)
    }

    /// Whether any of these groups lets TCP out to a port; the rest as in `letsIn`.
    package func letsOut(tcp port: Int, to groups: [String], ranges: [String] = []) -> Bool? {
        Self.allows(flatMap(\.outbound), port, groups, ranges)
    }

    private static func allows(
        _ rules: [TrafficRule], _ port: Int, _ groups: [String], _ ranges: [String]
    ) -> Bool? {
        let rules = rules.filter { $0.covers(tcp: port) }
        var isDoubtful = false
        var open: [AddressRange] = []
        for rule in rules {
            switch rule.peer {
            case .group(let id): if groups.contains(id) { return true }
            case .prefixList: isDoubtful = true
            case .addresses(let cidr):
                guard let range = AddressRange(cidr) else { continue }
                if range.first == 0, range.last == .max { return true }
                open.append(range)
            }
        }
        let wanted = ranges.compactMap(AddressRange.init)
        if !wanted.isEmpty, wanted.count == ranges.count {
            if wanted.allSatisfy({ wanted in open.contains { $0.contains(wanted) } }) { return true }
        } else if !open.isEmpty {
            isDoubtful = true
        }
        return isDoubtful ? nil : false
    }
}
