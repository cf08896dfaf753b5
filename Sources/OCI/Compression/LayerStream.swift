/// Opens a layer's blob as the tar that is in it, whatever its media type says: senders get those wrong.
package enum LayerStream {
    /// - Throws: `OCIError.unsupported` for zstd and others that are neither gzip nor tar.
    package static func open(_ path: String) throws(OCIError) -> any ByteSource {
        let magic = try FileSource(path, length: 6).read(upTo: 6)
        if magic.starts(with: [0x1f, 0x8b]) { return try GzipSource(FileSource(path)) }
        if magic.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { throw .unsupported("a layer compressed with zstd") }
        if magic.starts(with: [0x42, 0x5a, 0x68]) { throw .unsupported("a layer compressed with bzip2") }
        if magic.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) { throw .unsupported("a layer compressed with xz") }
        return try FileSource(path)
    }
}
