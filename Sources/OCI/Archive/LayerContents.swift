/// The files of a layer that is being made: what goes in decides its bytes, the order in which it was said does not.
package struct LayerContents: Sendable {
    package enum Item: Hashable, Sendable {
        case directory(mode: Int)
        case symbolicLink(target: String)
        /// Content in memory.
        case bytes([UInt8], mode: Int)
        /// Content of a file on this machine.
        case file(path: String, mode: Int)
    }

    private var items: [String: Item] = [:]

    package init() {}

    package var isEmpty: Bool { items.isEmpty }
    /// Paths without a leading slash, sorted.
    package var paths: [String] { items.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) } }

    package subscript(_ path: String) -> Item? { items[Self.normalize(path)] }

    /// Puts an item at an absolute path; folders above it are added with mode 755 where nothing else was said.
    package mutating func add(_ item: Item, at path: String) {
        let key = Self.normalize(path)
        guard !key.isEmpty else { return }
        items[key] = item
        var parent = key[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            if items[String(parent)] == nil { items[String(parent)] = .directory(mode: 0o755) }
        }
    }

    private static func normalize(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Writes the layer as plain tar: sorted, owned by root, dated 1970.
    package func write(to sink: any ByteSink) throws(OCIError) {
        let writer = TarWriter(sink)
        for path in paths {
            switch items[path] {
            case .directory(let mode): try writer.append(TarEntry(path: path, kind: .directory, mode: mode))
            case .symbolicLink(let target):
                try writer.append(TarEntry(path: path, kind: .symbolicLink(target: target), mode: 0o777))
            case .bytes(let bytes, let mode):
                try writer.append(TarEntry(path: path, kind: .file, mode: mode), bytes: bytes)
            case .file(let source, let mode):
                guard let status = try Disk.status(source, followingLinks: true), status.kind == .file else {
                    throw .malformed("'\(source)'", reason: "it is not a file")
                }
                try writer.append(
                    TarEntry(path: path, kind: .file, size: status.size, mode: mode), content: FileSource(source))
            case nil: break
            }
        }
        try writer.close()
    }

    /// Writes the layer compressed into a file, and tells its digests.
    /// - Parameter level: gzip's, 1 to 9.
    package func writeBlob(to path: String, level: Int = 6) throws(OCIError) -> LayerBlob {
        let compressed = DigestingSink(try FileSink(path))
        let plain = DigestingSink(try GzipSink(compressed, level: level))
        try write(to: plain)
        return LayerBlob(
            path: path,
            descriptor: Descriptor(
                mediaType: .ociLayerGzip, digest: compressed.digest, size: compressed.count),
            diffID: plain.digest)
    }
}

/// A layer as a file on this machine.
package struct LayerBlob: Hashable, Sendable {
    package var path: String
    /// Of the file as it is, compressed.
    package var descriptor: Descriptor
    /// Of the tar inside.
    package var diffID: Digest

    package init(path: String, descriptor: Descriptor, diffID: Digest) {
        self.path = path
        self.descriptor = descriptor
        self.diffID = diffID
    }
}
