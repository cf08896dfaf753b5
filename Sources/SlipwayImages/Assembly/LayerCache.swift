import OCI

/// Layers in a folder, found again by their content, so that unchanged libraries are not compressed anew.
struct LayerCache {
    let folder: String
    /// More than one image has: two builds at once keep theirs.
    private static let keptLayers = 12

    private struct Record: Codable {
        var descriptor: Descriptor
        var diffID: ContentDigest
    }

    /// The layer's blob: an earlier one of the same content, or a new one.
    func blob(of contents: LayerContents) throws(OCIError) -> LayerBlob {
        let plain = DigestingSink(NowhereSink())
        try contents.write(to: plain)
        let diffID = plain.digest
        let path = "\(folder)/\(diffID.hex).tar.gz"
        let record = "\(folder)/\(diffID.hex).json"
        if let known = try known(record), known.diffID == diffID,
            try Disk.status(path)?.size == known.descriptor.size
        {
            return LayerBlob(path: path, descriptor: known.descriptor, diffID: diffID)
        }
        let temporary = "\(path).\(Disk.ownProcessID)"
        var blob = try contents.writeBlob(to: temporary)
        guard blob.diffID == diffID else {
            throw .malformed("a layer", reason: "a file changed while the image was made; run it again")
        }
        try Disk.move(temporary, to: path)
        blob.path = path
        try Disk.write(CanonicalJSON.encode(Record(descriptor: blob.descriptor, diffID: diffID)), to: record)
        try prune()
        return blob
    }

    /// Removes the oldest layers beyond a bound: every build of a program leaves one.
    private func prune() throws(OCIError) {
        var layers: [(age: Int64, name: String)] = []
        for name in try Disk.list(folder) where name.hasSuffix(".tar.gz") {
            layers.append((try Disk.status(folder + "/" + name)?.modificationSeconds ?? 0, name))
        }
        for layer in layers.sorted(by: { $0.age > $1.age }).dropFirst(Self.keptLayers) {
            try Disk.removeFile(folder + "/" + layer.name)
            try Disk.removeFile(folder + "/" + layer.name.dropLast(".tar.gz".count) + ".json")
        }
    }

    private func known(_ path: String) throws(OCIError) -> Record? {
        guard try Disk.status(path)?.kind == .file else { return nil }
        // A record that a crash cut off is as good as none: the layer is made anew.
        return try? CanonicalJSON.decode(Record.self, from: Disk.read(path, limit: 1 << 16), what: "'\(path)'")
    }

    /// Takes bytes and keeps none.
    private final class NowhereSink: ByteSink {
        func write(_ bytes: UnsafeRawBufferPointer) {}
        func close() {}
    }
}
