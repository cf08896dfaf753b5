/// Makes the ids of ECS in their real forms from one seed: the same seed gives the same ids.
package struct IdentifierSource: Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private mutating func hexadecimal(_ count: Int) -> String {
        var text = ""
        while text.utf8.count < count {
            let digits = String(next(), radix: 16)
            text += String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return String(text.prefix(count))
    }

    /// 32 hexadecimal digits, as at the end of a task ARN.
    package mutating func task() -> TaskID { TaskID(hexadecimal(32)) }

    /// `8-4-4-4-12`, version 4.
    package mutating func uuid() -> String {
        let digits = Array(hexadecimal(32))
        var text = ""
        for (position, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(position) { text += "-" }
            text += position == 12 ? "4" : position == 16 ? "a" : String(digit)
        }
        return text
    }

    /// 19 decimal digits, as in `ecs-svc/…` and at the end of a service revision ARN.
    package mutating func nineteenDigits() -> String {
        let digits = String(next() % 9_000_000_000_000_000_000 + 1_000_000_000_000_000_000)
        return String(digits.prefix(19))
    }

    /// 21 characters of the URL alphabet, as at the end of a service deployment ARN.
    package mutating func serviceDeployment() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<21).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] })
    }

    /// `eni-` and 17 hexadecimal digits.
    package mutating func networkInterface() -> String { "eni-0" + hexadecimal(16) }
}
