/// Takes apart the frames in which an engine sends a container's output: eight bytes of header (stream, three zeros,
/// the length big-endian), then that many bytes (Engine API, "Stream format").
struct OutputDemultiplexer: Sendable {
    private var header: [UInt8] = []
    private var left = 0
    private var stream = RuntimeEvent.OutputStream.standardOutput

    /// The pieces of output in the bytes, in order.
    mutating func append(_ bytes: some Collection<UInt8>) -> [(RuntimeEvent.OutputStream, [UInt8])] {
        var pieces: [(RuntimeEvent.OutputStream, [UInt8])] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if left > 0 {
                let piece = rest.prefix(left)
                pieces.append((stream, Array(piece)))
                left -= piece.count
                rest = rest.dropFirst(piece.count)
                continue
            }
            let part = rest.prefix(8 - header.count)
            header += part
            rest = rest.dropFirst(part.count)
            guard header.count == 8 else { break }
            stream = header[0] == 2 ? .standardError : .standardOutput
            left = header[4...7].reduce(0) { $0 << 8 | Int($1) }
            header = []
        }
        return pieces
    }
}
