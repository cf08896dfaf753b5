import AWSRuntime
package import OCI

extension ImageRegistry {
    /// The image and its manifest's bytes; remembers when it was pulled.
    package func manifest(
        _ selector: ImageSelector, in key: RepositoryKey, isPull: Bool = true
    ) throws(RegistryFailure) -> (image: StoredImage, bytes: [UInt8]) {
        var repository = try repository(key)
        let image = try repository.image(selector)
        let bytes = try onDisk { () throws(OCIError) in
            try Disk.read(blobs.path(of: image.digest), limit: Int64(ManifestDocument.maximumBytes))
        }
        if isPull {
            repository.images[image.digest.description]?.pulledMilliseconds = time.now().millisecondsSinceEpoch
            try save(repository)
        }
        return (image, bytes)
    }

    /// Stores a manifest or index and points a tag at it.
    ///
    /// - Parameters:
    ///   - contentType: as the sender says; nil reads it from the manifest.
    ///   - refusesSame: fail when the very same image and tag are there, as `PutImage` does and `docker push` does not.
    /// - Throws: when what it speaks of was not pushed before, when the tag cannot be moved, when it is no manifest.
    package func put(
        manifest bytes: [UInt8], contentType: String?, selector: ImageSelector?, in key: RepositoryKey,
        refusesSame: Bool = false
    ) throws(RegistryFailure) -> StoredImage {
        var repository = try repository(key)
        let digest = Digest(of: bytes)
        if case .digest(let claimed) = selector, claimed != digest {
            throw .digestMismatch(claimed: claimed.description, actual: digest)
        }
        let document: ManifestDocument
        do throws(OCIError) {
            document = try ManifestDocument.parse(bytes, contentType: contentType)
        } catch {
            throw .manifestInvalid(error.description)
        }
        let image = describe(document, digest: digest, bytes: bytes)
        try requireParts(of: image, in: repository)
        let known = repository.images[digest.description]
        if case .tag(let tag) = selector {
            let current = repository.tags[tag]
            if current == digest.description, refusesSame {
                throw .imageExists(digest: digest, tag: tag, name: key.name, account: account)
            }
            if let current, current != digest.description, repository.hasImmutableTags {
                throw .tagImmutable(tag: tag, name: key.name, account: account)
            }
            repository.tags[tag] = digest.description
        } else if known != nil, refusesSame {
            throw .imageExists(digest: digest, tag: nil, name: key.name, account: account)
        }
        _ = try store(manifest: bytes)
        let stored = known ?? image
        repository.images[digest.description] = stored
        try save(repository)
        return stored
    }

    func describe(_ document: ManifestDocument, digest: Digest, bytes: [UInt8]) -> StoredImage {
        var image = StoredImage(
            digest: digest, mediaType: document.mediaType, manifestBytes: Int64(bytes.count), blobs: [],
            children: [], pushedMilliseconds: time.now().millisecondsSinceEpoch)
        switch document {
        case .image(let manifest, _):
            image.blobs = [manifest.config] + manifest.layers
            image.configMediaType = manifest.config.mediaType
            image.artifactType = manifest.artifactType
            image.subject = manifest.subject?.digest
            image.annotations = manifest.annotations
        case .index(let index, _):
            image.children = index.manifests.map(\.digest)
            image.artifactType = index.artifactType
            image.subject = index.subject?.digest
            image.annotations = index.annotations
        }
        return image
    }

    private func requireParts(of image: StoredImage, in repository: Repository) throws(RegistryFailure) {
        let layers = image.blobs.filter {
            !$0.mediaType.isForeignLayer && !repository.blobs.contains($0.digest.description)
        }
        guard layers.isEmpty else {
            throw .layersMissing(layers.map(\.digest), name: repository.key.name, account: account)
        }
        for blob in image.blobs where !blob.mediaType.isForeignLayer {
            let size = try onDisk { () throws(OCIError) in try blobs.size(of: blob.digest) }
            guard size == blob.size else {
                throw .manifestInvalid("\(blob.digest) has \(size ?? 0) bytes, not \(blob.size)")
            }
        }
        let images = image.children.filter { repository.images[$0.description] == nil }
        guard images.isEmpty else {
            throw .imagesMissing(images, name: repository.key.name, account: account)
        }
    }

    /// Removes a tag, or an image with all its tags.
    ///
    /// Removing the last tag of an image removes the image when `removesUntagged`, as ECR's `BatchDeleteImage` does.
    /// - Throws: `imageReferenced` for an image that an index of the repository names.
    package func deleteImage(
        _ selector: ImageSelector, in key: RepositoryKey, removesUntagged: Bool
    ) throws(RegistryFailure) -> (digest: Digest, tags: [String]) {
        var repository = try repository(key)
        let image = try repository.image(selector)
        let digest = image.digest
        var removed = repository.tags(of: digest)
        if case .tag(let tag) = selector {
            if removed.count > 1 || !removesUntagged {
                repository.tags[tag] = nil
                try save(repository)
                return (digest, [tag])
            }
            removed = [tag]
        }
        let parents = repository.sortedImages.filter { $0.children.contains(digest) }
        guard parents.isEmpty else { throw .imageReferenced(digest, by: parents.map(\.digest)) }
        for tag in removed { repository.tags[tag] = nil }
        repository.images[digest.description] = nil
        let kept = Set(repository.images.values.flatMap(\.blobs).map(\.digest.description))
        let gone = Set(image.blobs.map(\.digest.description)).subtracting(kept)
        repository.blobs.subtract(gone)
        try save(repository)
        try removeUnused(gone.union([digest.description]))
        return (digest, removed)
    }
}
