import CZlib

/// Compresses to gzip without name and time, so that equal input gives equal output (with the same zlib).
package final class GzipSink: ByteSink {
    private let next: any ByteSink
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutablePointer<UInt8>

    /// - Parameter level: 1 is fastest, 9 smallest.
    package init(_ next: any ByteSink, level: Int = 6) throws(OCIError) {
        self.next = next
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = .allocate(capacity: streamChunkBytes)
        let size = Int32(MemoryLayout<z_stream>.size)
        guard
            deflateInit2_(
                stream, Int32(level), Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { throw .unsupported("starting zlib") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(OCIError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Int(UInt32.max))
            let piece = UnsafeRawBufferPointer(rebasing: rest[..<count])
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: piece.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) })
            stream.pointee.avail_in = UInt32(count)
            while stream.pointee.avail_in > 0 { _ = try deflateOnce(Z_NO_FLUSH) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Ends the gzip stream, then closes what it writes to.
    package func close() throws(OCIError) {
        stream.pointee.next_in = nil
        stream.pointee.avail_in = 0
        while try deflateOnce(Z_FINISH) != Z_STREAM_END {}
        try next.close()
    }

    private func deflateOnce(_ flush: Int32) throws(OCIError) -> Int32 {
        stream.pointee.next_out = output
        stream.pointee.avail_out = UInt32(streamChunkBytes)
        let code = deflate(stream, flush)
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
            throw .malformed("data to compress", reason: "zlib error \(code)")
        }
        let count = streamChunkBytes - Int(stream.pointee.avail_out)
        if count > 0 { try next.write(UnsafeRawBufferPointer(start: output, count: count)) }
        return code
    }
}
