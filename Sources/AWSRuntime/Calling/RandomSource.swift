import Synchronization

/// Where randomness comes from. Injected, so that a seed replays a run.
package protocol RandomSource: Sendable {
    func next() -> UInt64
}

extension RandomSource {
    /// Evenly from zero to `longest`, in microseconds. Its own mapping: the standard library's is not promised stable.
    package func duration(upTo longest: Duration) -> Duration {
        let (seconds, attoseconds) = longest.components
        let microseconds = UInt64(max(0, seconds)) * 1_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000_000
        guard microseconds > 0 else { return .zero }
        let picked = next().multipliedFullWidth(by: microseconds + 1).high
        return .microseconds(Int64(picked))
    }

    /// A random UUID (version 4), in lower case.
    package func uuid() -> String {
        var bytes = [next(), next()].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(SigningHash.hex(bytes))
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { String(hex[$0]) }.joined(separator: "-")
    }

    /// `count` characters of `alphabet`.
    package func text(_ count: Int, of alphabet: String) -> String {
        let characters = Array(alphabet)
        guard !characters.isEmpty else { return "" }
        return String(
            (0..<count).map { _ in
                characters[Int(next().multipliedFullWidth(by: UInt64(characters.count)).high)]
            })
    }
}

/// The system's generator.
package struct SystemRandom: RandomSource {
    package init() {}

    package func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}

/// SplitMix64: the same numbers for the same seed, on every platform.
package final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    package init(seed: UInt64) {
        self.state = Mutex(seed)
    }

    package func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
