/// Hands out the addresses of a range one after another; a returned one is given out again as late as possible, so that
/// nobody still speaks to it as to its former owner.
struct AddressPool: Sendable {
    let network: IPv4Network
    private var next: UInt32
    private var taken: Set<UInt32> = []

    init(_ network: IPv4Network) {
        self.network = network
        // The first two are the range's own and the gateway's.
        self.next = network.first + 2
    }

    /// - Returns: nil when all are taken.
    mutating func take() -> UInt32? {
        let last = network.first + network.size - 2
        for _ in 0..<network.size {
            let address = next
            next = next >= last ? network.first + 2 : next + 1
            if taken.insert(address).inserted { return address }
        }
        return nil
    }

    mutating func giveBack(_ address: UInt32) { taken.remove(address) }
}
