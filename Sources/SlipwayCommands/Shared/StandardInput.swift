/// What is piped into a command.
enum StandardInput {
    /// More than this is no evidence of one failure.
    static let limit = 256 << 20

    static func text() -> String {
        var bytes: [UInt8] = []
        while bytes.count < limit, let line = readLine(strippingNewline: false) { bytes += Array(line.utf8) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
