/// Cuts a stream of bytes into lines.
///
/// A line longer than the bound is passed on in pieces, cut between characters where it is UTF-8; bytes that are not
/// UTF-8 become U+FFFD.
struct LineSplitter: Sendable {
    /// Bytes of one line at most. CloudWatch Logs takes events of 256 KiB.
    static let maximumLine = 256 * 1024 - 26

    private var pending: [UInt8] = []
    private let limit: Int

    init(limit: Int = LineSplitter.maximumLine) { self.limit = max(4, limit) }

    /// The lines that are complete now.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(take(pending.count))
            } else {
                if pending.count == limit { lines.append(take(lengthToCut())) }
                pending.append(byte)
            }
        }
        return lines
    }

    /// What the stream ended with, when that was no line end.
    mutating func finish() -> String? { pending.isEmpty ? nil : take(pending.count) }

    private mutating func take(_ count: Int) -> String {
        let line = String(decoding: pending[..<count], as: UTF8.self)
        pending.removeFirst(count)
        return line
    }

    /// Before the character that the bound would cut in two.
    private func lengthToCut() -> Int {
        for back in 1...4 where pending[limit - back] & 0xC0 != 0x80 {
            let lead = pending[limit - back]
            let length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
            return length > back && limit > back ? limit - back : limit
        }
        return limit
    }
}
