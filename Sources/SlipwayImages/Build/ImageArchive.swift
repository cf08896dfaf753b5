import OCI

/// Reads the archives that `docker save` and `buildah push oci-archive:` write, as an image to be pushed.
package enum ImageArchive {
    /// - Parameters:
    ///   - path: a tar file, of Docker's form, OCI's, or both.
    ///   - folder: for its parts; they must stay until the image is pushed.
    package static func read(
        _ path: String, platform: ImagePlatform, folder: String
    ) throws(ImageError) -> LocalImage {
        do throws(OCIError) {
            var extractor = try LayerExtractor(into: folder + "/archive", options: .init(keepsOwners: false))
            try extractor.extract(layerAt: path)
            let root = RootedFolder(folder + "/archive")
            if try Disk.status(root.root + "/index.json") != nil {
                return try layout(root, platform, folder, path)
            }
            return try dockerArchive(root, platform, folder)
        } catch .unsupported(let what) where what.hasPrefix(noPlatform) {
            let available = String(what.dropFirst(noPlatform.count))
            throw .noSuchPlatform(
                reference: path, wanted: platform.normalized.description, available: [available])
        } catch {
            throw .content(error)
        }
    }

    private static let noPlatform = "platform "

    // MARK: OCI image layout (image-spec, image-layout.md)

    private static func layout(
        _ root: RootedFolder, _ platform: ImagePlatform, _ folder: String, _ path: String
    ) throws(OCIError) -> LocalImage {
        var index = try CanonicalJSON.decode(
            ImageIndex.self, from: read("index.json", root), what: "the archive's index")
        // An index may name an index; real ones do so once.
        for _ in 0..<4 {
            let wanted = index.manifest(for: platform) ?? only(index)
            guard let wanted else {
                throw .unsupported(noPlatform + index.platforms.map(\.description).joined(separator: ", "))
            }
            let bytes = try read(blob(wanted.digest), root)
            switch try ManifestDocument.parse(bytes, contentType: wanted.mediaType.rawValue) {
            case .index(let inner, _): index = inner
            case .image(let manifest, _):
                let configuration = try read(blob(manifest.config.digest), root)
                return try image(
                    configuration, layers: manifest.layers.map { blob($0.digest) }, root, platform, folder)
            }
        }
        throw .malformed("the archive's index", reason: "indexes in indexes")
    }

    private static func only(_ index: ImageIndex) -> Descriptor? {
        index.manifests.count == 1 && index.manifests[0].platform == nil ? index.manifests[0] : nil
    }

    private static func blob(_ digest: ContentDigest) -> String { "blobs/sha256/" + digest.hex }

    // MARK: Docker's archive

    private struct DockerEntry: Decodable {
        var Config: String
        var Layers: [String]
    }

    private static func dockerArchive(
        _ root: RootedFolder, _ platform: ImagePlatform, _ folder: String
    ) throws(OCIError) -> LocalImage {
        let entries = try CanonicalJSON.decode(
            [DockerEntry].self, from: read("manifest.json", root), what: "the archive's manifest")
        guard let entry = entries.first, entries.count == 1 else {
            throw .malformed("the archive", reason: "it holds \(entries.count) images, not one")
        }
        return try image(read(entry.Config, root), layers: entry.Layers, root, platform, folder)
    }

    // MARK: Both

    private static func image(
        _ configuration: [UInt8], layers: [String], _ root: RootedFolder, _ platform: ImagePlatform,
        _ folder: String
    ) throws(OCIError) -> LocalImage {
        let parsed = try ImageConfiguration.parse(configuration)
        guard parsed.platform.runs(on: platform) else {
            throw .unsupported(noPlatform + parsed.platform.normalized.description)
        }
        guard parsed.rootfs.diffIDs.count == layers.count else {
            throw .malformed(
                "the archive", reason: "\(layers.count) layers, and \(parsed.rootfs.diffIDs.count) in its configuration"
            )
        }
        var blobs: [LayerBlob] = []
        for (name, diffID) in zip(layers, parsed.rootfs.diffIDs) {
            let file = try root.resolve(name)
            blobs.append(try compressed(file, diffID, to: "\(folder)/\(diffID.hex).tar.gz"))
        }
        return try LocalImage(configuration: configuration, layers: blobs, platform: parsed.platform.normalized)
    }

    /// The layer as it will be pushed: compressed, and really what the configuration says.
    private static func compressed(
        _ file: String, _ diffID: ContentDigest, to path: String
    ) throws(OCIError) -> LayerBlob {
        let packed = DigestingSink(try FileSink(path))
        let plain = DigestingSink(try GzipSink(packed))
        try LayerStream.open(file).copy(to: plain)
        try plain.close()
        guard plain.digest == diffID else { throw .digestMismatch(expected: diffID, actual: plain.digest) }
        return LayerBlob(
            path: path,
            descriptor: Descriptor(
                mediaType: .ociLayerGzip, digest: packed.digest, size: packed.count), diffID: diffID)
    }

    private static func read(_ path: String, _ root: RootedFolder) throws(OCIError) -> [UInt8] {
        try Disk.read(root.resolve(path), limit: 16 << 20)
    }
}
