import OCI
import SlipwayDomain
import SlipwayImages

/// What a tag or digest leads to: an image's manifest, or an index of several.
struct TopManifest: Sendable {
    var digest: String
    var bytes: [UInt8]
    /// As the registry calls it.
    var mediaType: String?

    /// - Throws: where the digest is none.
    func fact(pushedAt: Moment?) throws(Gap) -> ImageFact {
        guard let digest = SlipwayDomain.Digest(digest) else {
            throw .unknown(reason: "the registry gave '\(digest)' for a digest")
        }
        var fact = ImageFact(digest: digest, platforms: [], pushedAt: pushedAt)
        fact.mediaType = document?.mediaType.rawValue ?? mediaType
        if case .index(let index, _)? = document {
            fact.platforms = index.platforms.map(\.platform)
        }
        return fact
    }

    /// The manifest for a platform; nothing where there is none, or where this is no image at all.
    func manifest(
        for platform: ImagePlatform, _ fetch: (ContentDigest) async throws(Gap) -> TopManifest
    ) async throws(Gap) -> (ContentDigest, ImageManifest)? {
        switch document {
        case .image(let manifest, _)?: return (ContentDigest(of: bytes), manifest)
        case .index(let index, _)?:
            guard let entry = index.manifest(for: platform) else { return nil }
            guard case .image(let manifest, _)? = try await fetch(entry.digest).document else { return nil }
            return (entry.digest, manifest)
        case nil: return nil
        }
    }

    /// Nothing for what neither OCI nor Docker calls an image; its media type tells what it is.
    private var document: ManifestDocument? { try? ManifestDocument.parse(bytes, contentType: mediaType) }
}
