import CZlib

/// Unpacks gzip, as botocore's wheel packs its models.
enum Gunzip {
    /// A model is a few megabytes; more is not a model.
    private static let sizeLimit = 64 << 20

    /// - Throws: `GeneratorProblem` when the bytes are no whole gzip file or unpack to more than 64 MiB.
    static func unpack(_ packed: [UInt8], named name: String) throws(GeneratorProblem) -> [UInt8] {
        var stream = z_stream()
        // 15 bits of window; 16 more mean gzip.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw GeneratorProblem(name, "zlib could not start")
        }
        defer { inflateEnd(&stream) }
        var input = packed
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var status = Z_OK
        input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            while status == Z_OK, output.count <= sizeLimit {
                chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    output += target.prefix(target.count - Int(stream.avail_out))
                }
            }
        }
        guard status == Z_STREAM_END else { throw GeneratorProblem(name, "is not a whole gzip file") }
        return output
    }
}
