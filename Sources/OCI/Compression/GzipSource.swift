import CZlib

/// Decompresses gzip, several members in a row as well (`pigz`, eStargz).
package final class GzipSource: ByteSource {
    private let source: any ByteSource
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutablePointer<UInt8>
    private var betweenMembers = false
    private var ended = false

    /// - Throws: `OCIError.unsupported` when zlib cannot start (no memory).
    package init(_ source: any ByteSource) throws(OCIError) {
        self.source = source
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(capacity: streamChunkBytes)
        // 16 + 15: a gzip wrapper and the largest window.
        guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .unsupported("starting zlib")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(OCIError) -> Int {
        guard !ended, !buffer.isEmpty else { return 0 }
        let wanted = min(buffer.count, Int(UInt32.max))
        stream.pointee.next_out = buffer.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) }
        stream.pointee.avail_out = UInt32(wanted)
        while stream.pointee.avail_out == UInt32(wanted), !ended {
            if stream.pointee.avail_in == 0, try !refill() { continue }
            if betweenMembers { try beginMember() }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: betweenMembers = true
            case let code:
                let message = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
                throw .malformed("the gzip stream", reason: message)
            }
        }
        return wanted - Int(stream.pointee.avail_out)
    }

    /// - Returns: false at the end of the input, which is an error in the middle of a member.
    private func refill() throws(OCIError) -> Bool {
        let count = try source.read(into: UnsafeMutableRawBufferPointer(start: input, count: streamChunkBytes))
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(count)
        guard count == 0 else { return true }
        guard betweenMembers else { throw .truncated("the gzip stream") }
        ended = true
        return false
    }

    private func beginMember() throws(OCIError) {
        guard stream.pointee.next_in.pointee == 0x1f else {
            throw .malformed("the gzip stream", reason: "bytes after its end")
        }
        inflateReset(stream)
        betweenMembers = false
    }
}
