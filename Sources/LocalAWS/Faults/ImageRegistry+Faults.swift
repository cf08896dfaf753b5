import OCI

extension ImageRegistry {
    /// Takes tags, images or repositories away or puts something else in their place, and says how to put them back. Blobs
    /// are not touched.
    func strike(
        _ fault: CloudFault.AccountFault, _ isMeant: @Sendable (String) -> Bool
    ) throws -> [AccountFaults.Undo] {
        try list(region: nil).filter { isMeant($0.key.name) }.map { before in
            var changed = before
            switch fault {
            case .imageTagsRemoved: changed.tags = [:]
            case .imagesRemoved:
                changed.tags = [:]
                changed.images = [:]
            case .imagesOfOtherPlatform: try replaceTags(of: &changed) { try index(of: $0) }
            case .imagesReplacedByArtifact: try replaceTags(of: &changed) { try artifact(of: $0) }
            case .imageTagsMoved: try replaceTags(of: &changed) { try twin(of: $0, in: before.key) }
            default: break
            }
            if case .repositoriesRemoved = fault { hide(before.key) } else { try save(changed) }
            return { [weak self] in await self?.restore(before) }
        }
    }

    /// What was pushed since then stays.
    private func restore(_ before: Repository) {
        var whole = before
        if let now = try? repository(before.key) {
            whole.images.merge(now.images) { old, _ in old }
            whole.blobs.formUnion(now.blobs)
        }
        // The record is only a file's copy of what is in memory; a full disk loses it at the next start, not now.
        try? save(whole)
        show(whole)
    }

    private func replaceTags(of repository: inout Repository, by make: (StoredImage) throws -> [UInt8]?) throws {
        for (tag, digest) in repository.tags.sorted(by: { $0.key < $1.key }) {
            guard let image = repository.images[digest], let bytes = try make(image) else { continue }
            let document = try ManifestDocument.parse(bytes, contentType: nil)
            let other = describe(document, digest: Digest(of: bytes), bytes: bytes)
            _ = try store(manifest: bytes)
            repository.images[other.digest.description] = other
            repository.tags[tag] = other.digest.description
        }
    }

    /// An index that offers the image for a processor that no task here has.
    private func index(of image: StoredImage) throws -> [UInt8]? {
        guard image.children.isEmpty else { return nil }
        let entry = Descriptor(
            mediaType: image.mediaType, digest: image.digest, size: image.manifestBytes,
            platform: Platform(os: "linux", architecture: "riscv64"))
        return try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
    }

    /// The same manifest with one more empty line: another digest, and the same program.
    private func twin(of image: StoredImage, in key: RepositoryKey) throws -> [UInt8]? {
        try manifest(.digest(image.digest), in: key, isPull: false).bytes + [0x0A]
    }

    /// A manifest over the same blobs that calls them a chart.
    private func artifact(of image: StoredImage) throws -> [UInt8]? {
        guard var config = image.blobs.first else { return nil }
        config.mediaType = MediaType(rawValue: "application/vnd.cncf.helm.config.v1+json")
        return try CanonicalJSON.encode(ImageManifest(config: config, layers: Array(image.blobs.dropFirst())))
    }
}
