/// Where bytes come from, in pieces: a file, memory, a decompressor.
package protocol ByteSource: AnyObject {
    /// - Returns: how many bytes were put at the front of the buffer; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(OCIError) -> Int
}

/// Where bytes go, in pieces: a file, memory, a compressor, a digest.
package protocol ByteSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws(OCIError)
    /// Writes what is held back and refuses more. Called once.
    func close() throws(OCIError)
}

/// The size of pieces that streams are read and written in.
package let streamChunkBytes = 128 * 1024

extension ByteSource {
    /// Up to `count` bytes; fewer only at the end, empty after it.
    package func read(upTo count: Int) throws(OCIError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = try readPiece(of: &result, from: filled)
            if read == 0 { break }
            filled += read
        }
        result.removeLast(count - filled)
        return result
    }

    private func readPiece(of array: inout [UInt8], from start: Int) throws(OCIError) -> Int {
        var outcome: Result<Int, OCIError> = .success(0)
        array.withUnsafeMutableBytes { bytes in
            do throws(OCIError) {
                outcome = .success(try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...])))
            } catch {
                outcome = .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Everything that is left. - Throws: `exceedsLimit` when that is more than `limit` bytes.
    package func readAll(limit: Int64, what: String) throws(OCIError) -> [UInt8] {
        var result: [UInt8] = []
        while true {
            let piece = try read(upTo: streamChunkBytes)
            if piece.isEmpty { return result }
            guard Int64(result.count + piece.count) <= limit else { throw .exceedsLimit(what, limit: limit) }
            result += piece
        }
    }

    /// Copies everything that is left, and closes nothing. - Returns: the number of bytes.
    @discardableResult
    package func copy(
        to sink: any ByteSink, limit: Int64 = .max, what: String = "the stream"
    ) throws(OCIError)
        -> Int64
    {
        var total: Int64 = 0
        while true {
            let piece = try read(upTo: streamChunkBytes)
            if piece.isEmpty { return total }
            total += Int64(piece.count)
            guard total <= limit else { throw .exceedsLimit(what, limit: limit) }
            try sink.write(piece)
        }
    }
}

extension ByteSink {
    package func write(_ bytes: [UInt8]) throws(OCIError) {
        var outcome: Result<Void, OCIError> = .success(())
        bytes.withUnsafeBytes { buffer in
            do throws(OCIError) {
                try write(buffer)
            } catch {
                outcome = .failure(error)
            }
        }
        try outcome.get()
    }
}

/// Bytes in memory as a source.
package final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<(position + count)])
        position += count
        return count
    }
}

/// Collects bytes in memory.
package final class MemorySink: ByteSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }

    package func close() {}
}

/// Passes bytes on and digests them on the way.
package final class DigestingSink: ByteSink {
    private let next: any ByteSink
    private var digester = Digester()

    package init(_ next: any ByteSink) { self.next = next }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(OCIError) {
        digester.update(bytes)
        try next.write(bytes)
    }

    package func close() throws(OCIError) { try next.close() }

    /// Of what was written so far.
    package var digest: Digest { digester.finish() }
    /// Bytes written so far.
    package var count: Int64 { digester.count }
}
