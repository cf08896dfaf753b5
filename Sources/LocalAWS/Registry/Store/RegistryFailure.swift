package import OCI

/// Why the registry refuses. The distribution API and ECR's control plane each have their own words for it.
package enum RegistryFailure: Error, Hashable, Sendable {
    case repositoryNotFound(name: String, account: String)
    case repositoryExists(name: String, account: String)
    /// Deleting without force.
    case repositoryNotEmpty(name: String, account: String)
    case invalidRepositoryName(String)
    case invalidTag(String)
    case invalidDigest(String)
    /// Neither a tag nor a digest of that name.
    case manifestNotFound(reference: String, name: String, account: String)
    case manifestInvalid(String)
    case blobNotFound(Digest)
    /// The manifest speaks of blobs that were not pushed.
    case layersMissing([Digest], name: String, account: String)
    /// The index speaks of manifests that were not pushed.
    case imagesMissing([Digest], name: String, account: String)
    /// The very same image and tag; only ECR's own `PutImage` minds.
    case imageExists(digest: Digest, tag: String?, name: String, account: String)
    case tagImmutable(tag: String, name: String, account: String)
    /// An index still names it.
    case imageReferenced(Digest, by: [Digest])
    case digestMismatch(claimed: String, actual: Digest)
    case uploadNotFound(String)
    case uploadInvalid(String)
    /// The piece does not begin where the last one ended.
    case uploadOutOfOrder(received: Int64)
    case tooLarge(what: String, limit: Int64)
    /// The disk, not the caller, is at fault.
    case storage(String)
}
