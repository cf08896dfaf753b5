package import AWSRuntime
package import OCI

/// Which repository: names are unique in a region of an account.
package struct RepositoryKey: Hashable, Comparable, Sendable, Codable {
    package var account: String
    package var region: String
    package var name: String

    package init(account: String, region: String, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    package static func < (left: RepositoryKey, right: RepositoryKey) -> Bool {
        (left.account, left.region, left.name) < (right.account, right.region, right.name)
    }
}

/// A repository and what was pushed to it; the blobs' bytes are in the `BlobStore`.
package struct Repository: Sendable, Codable {
    package var key: RepositoryKey
    package var createdMilliseconds: Int64
    /// Tags cannot be moved to another image.
    package var hasImmutableTags: Bool
    package var scansOnPush: Bool
    package var lifecyclePolicy: String?
    package var policy: String?
    /// AWS resource tags.
    package var resourceTags: [String: String]
    package var images: [String: StoredImage] = [:]
    /// Image tag to digest.
    package var tags: [String: String] = [:]
    /// Digests of layers and configurations pushed or mounted here.
    package var blobs: Set<String> = []

    package var createdAt: Timestamp { Timestamp(millisecondsSinceEpoch: createdMilliseconds) }

    package init(
        key: RepositoryKey, createdAt: Timestamp, hasImmutableTags: Bool, scansOnPush: Bool,
        resourceTags: [String: String]
    ) {
        self.key = key
        self.createdMilliseconds = createdAt.millisecondsSinceEpoch
        self.hasImmutableTags = hasImmutableTags
        self.scansOnPush = scansOnPush
        self.resourceTags = resourceTags
    }

    package func image(_ selector: ImageSelector) throws(RegistryFailure) -> StoredImage {
        let digest: String? =
            switch selector {
            case .tag(let tag): tags[tag]
            case .digest(let digest): digest.description
            }
        guard let digest, let image = images[digest] else {
            throw .manifestNotFound(reference: selector.text, name: key.name, account: key.account)
        }
        return image
    }

    /// Tags of an image, sorted.
    package func tags(of digest: Digest) -> [String] {
        tags.filter { $0.value == digest.description }.keys.sorted()
    }

    /// All images, newest first; of one moment by digest.
    package var sortedImages: [StoredImage] {
        images.values.sorted {
            ($1.pushedMilliseconds, $0.digest) < ($0.pushedMilliseconds, $1.digest)
        }
    }
}

/// A manifest or index in a repository.
package struct StoredImage: Hashable, Sendable, Codable {
    package var digest: Digest
    package var mediaType: MediaType
    package var artifactType: String?
    /// Of the manifest itself.
    package var manifestBytes: Int64
    /// Configuration and layers; empty for an index.
    package var blobs: [Descriptor]
    package var configMediaType: MediaType?
    /// An index's entries.
    package var children: [Digest]
    package var subject: Digest?
    package var annotations: [String: String]?
    package var pushedMilliseconds: Int64
    package var pulledMilliseconds: Int64?

    /// As ECR counts it: the compressed configuration and layers of the image.
    package var imageBytes: Int64 { blobs.reduce(manifestBytes) { $0 + $1.size } }
    package var pushedAt: Timestamp { Timestamp(millisecondsSinceEpoch: pushedMilliseconds) }
}
