import OCI
import Synchronization

/// What a push or copy is doing, as it happens.
package enum TransferProgress: Hashable, Sendable {
    case layer(ContentDigest, BlobTransfer)
    /// Of all layers that have to be sent, as far as that is known by now.
    case sent(bytes: Int64, of: Int64)
}

/// What a push did.
package struct PushReport: Hashable, Sendable {
    package var digest: ContentDigest
    /// Sent over the wire; 0 when everything was there.
    package var bytesSent: Int64
}

/// Brings images into a repository: from this machine, or from another repository.
package struct ImagePusher: Sendable {
    /// Layers sent at once.
    static let parallelism = 3

    private let client: RegistryClient
    private let progress: @Sendable (TransferProgress) -> Void

    package init(to client: RegistryClient, progress: @escaping @Sendable (TransferProgress) -> Void = { _ in }) {
        self.client = client
        self.progress = progress
    }

    /// Pushes what is not there, and points the tag at it last.
    /// - Parameters:
    ///   - tag: nil pushes by digest only.
    ///   - source: another repository of the registry that may have some of the layers.
    package func push(
        _ image: LocalImage, to repository: String, tag: String?, mountFrom source: String? = nil
    ) async throws(ImageError) -> PushReport {
        let reference = tag ?? image.digest.description
        if let known = try await existing(reference, in: repository), known == image.digest {
            return PushReport(digest: known, bytesSent: 0)
        }
        var blobs = image.layers.map {
            Blob(digest: $0.descriptor.digest, content: .file(path: $0.path, size: $0.descriptor.size))
        }
        blobs.append(Blob(digest: ContentDigest(of: image.configuration), content: .bytes(image.configuration)))
        let sent = try await push(blobs, to: repository, mountFrom: source)
        let digest = try await client.put(image.manifest, type: image.mediaType, as: reference, in: repository)
        return PushReport(digest: digest, bytesSent: sent)
    }

    /// The digest under a name, or nil; a missing repository is told by the push itself.
    private func existing(_ reference: String, in repository: String) async throws(ImageError) -> ContentDigest? {
        do throws(ImageError) {
            return try await client.digest(of: reference, in: repository)
        } catch .repositoryNotFound {
            return nil
        }
    }

    struct Blob: Sendable {
        var digest: ContentDigest
        var content: BlobContent
    }

    private func push(
        _ blobs: [Blob], to repository: String, mountFrom source: String?
    ) async throws(ImageError) -> Int64 {
        var seen: Set<ContentDigest> = []
        var waiting = blobs.filter { seen.insert($0.digest).inserted }[...]
        let meter = Meter(total: waiting.reduce(0) { $0 + $1.content.size }, progress: progress)
        let (client, progress) = (client, progress)
        let work: @Sendable (Blob) async -> Result<BlobTransfer, ImageError> = { blob in
            do throws(ImageError) {
                let transfer = try await client.push(
                    blob.content, digest: blob.digest, to: repository, mountFrom: source
                ) { meter.sent($0, of: blob.digest) }
                if case .uploaded = transfer {
                    meter.sent(blob.content.size, of: blob.digest)
                } else {
                    meter.skip(blob.content.size)
                }
                progress(.layer(blob.digest, transfer))
                return .success(transfer)
            } catch {
                return .failure(error)
            }
        }
        return try await withTaskGroup(of: Result<BlobTransfer, ImageError>.self) { group in
            var sent: Int64 = 0
            for _ in 0..<Self.parallelism {
                if let blob = waiting.popFirst() { group.addTask { await work(blob) } }
            }
            while let result = await group.next() {
                switch result {
                case .success(.uploaded(let bytes)): sent += bytes
                case .success: break
                case .failure(let error):
                    group.cancelAll()
                    return Result<Int64, ImageError>.failure(error)
                }
                if let blob = waiting.popFirst() { group.addTask { await work(blob) } }
            }
            return .success(sent)
        }.get()
    }

    /// Copies an image, or an index with all its images, from another repository.
    /// - Parameters:
    ///   - reference: a tag or digest there.
    ///   - scratch: a folder for layers on their way; they are removed.
    package func copy(
        _ reference: String, of repository: String, at source: RegistryClient, to destination: String, tag: String?,
        scratch: String
    ) async throws(ImageError) -> PushReport {
        guard let top = try await source.fetch(reference, from: repository) else {
            throw .imageNotFound(reference: "\(source.location.host)/\(repository):\(reference)")
        }
        var sent: Int64 = 0
        switch top.document {
        case .image(let manifest, _):
            sent = try await copy(manifest, repository, source, destination, scratch)
        case .index(let index, _):
            for entry in index.manifests {
                let name = entry.digest.description
                guard let child = try await source.fetch(name, from: repository),
                    case .image(let manifest, let type) = child.document
                else { throw .imageNotFound(reference: "\(source.location.host)/\(repository)@\(name)") }
                sent += try await copy(manifest, repository, source, destination, scratch)
                _ = try await client.put(child.bytes, type: type, as: name, in: destination)
            }
        }
        let digest = try await client.put(
            top.bytes, type: top.document.mediaType, as: tag ?? top.digest.description, in: destination)
        return PushReport(digest: digest, bytesSent: sent)
    }

    private func copy(
        _ manifest: ImageManifest, _ repository: String, _ source: RegistryClient, _ destination: String,
        _ scratch: String
    ) async throws(ImageError) -> Int64 {
        var sent: Int64 = 0
        let isSame = source.location == client.location
        for descriptor in manifest.layers + [manifest.config] where !descriptor.mediaType.isForeignLayer {
            if try await client.size(of: descriptor.digest, in: destination) != nil {
                progress(.layer(descriptor.digest, .existed))
                continue
            }
            if isSame, try await client.mount(descriptor.digest, from: repository, to: destination) {
                progress(.layer(descriptor.digest, .mounted))
                continue
            }
            let path = scratch + "/" + descriptor.digest.hex
            try await source.pull(descriptor, from: repository, to: path)
            defer { _ = try? Disk.removeFile(path) }
            let transfer = try await client.push(
                .file(path: path, size: descriptor.size), digest: descriptor.digest, to: destination)
            progress(.layer(descriptor.digest, transfer))
            if case .uploaded(let bytes) = transfer { sent += bytes }
        }
        return sent
    }
}

/// Adds up what several uploads sent.
private final class Meter: Sendable {
    private struct State {
        var total: Int64
        var sent: [ContentDigest: Int64] = [:]
    }

    private let state: Mutex<State>
    private let progress: @Sendable (TransferProgress) -> Void

    init(total: Int64, progress: @escaping @Sendable (TransferProgress) -> Void) {
        state = Mutex(State(total: total))
        self.progress = progress
    }

    func sent(_ bytes: Int64, of digest: ContentDigest) {
        let (sum, total) = state.withLock { state in
            state.sent[digest] = bytes
            return (state.sent.values.reduce(0, +), state.total)
        }
        progress(.sent(bytes: sum, of: total))
    }

    func skip(_ bytes: Int64) { state.withLock { $0.total -= bytes } }
}
