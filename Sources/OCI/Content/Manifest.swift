/// One image: its configuration and layers, base first (OCI image-spec, `manifest.md`; Docker's schema 2 is the same).
///
/// Read for what is in it; the bytes it came in are what is stored, pushed and digested, so nothing unknown is lost.
package struct ImageManifest: Hashable, Sendable, Codable {
    package var schemaVersion: Int
    package var mediaType: MediaType?
    package var artifactType: String?
    package var config: Descriptor
    package var layers: [Descriptor]
    /// Another manifest that this one is about (a signature, an attestation).
    package var subject: Descriptor?
    package var annotations: [String: String]?

    package init(
        mediaType: MediaType = .ociManifest, artifactType: String? = nil, config: Descriptor, layers: [Descriptor],
        subject: Descriptor? = nil, annotations: [String: String]? = nil
    ) {
        self.schemaVersion = 2
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }
}

/// Several images under one name, one for each platform (OCI image-spec, `image-index.md`).
package struct ImageIndex: Hashable, Sendable, Codable {
    package var schemaVersion: Int
    package var mediaType: MediaType?
    package var artifactType: String?
    package var manifests: [Descriptor]
    package var subject: Descriptor?
    package var annotations: [String: String]?

    package init(
        mediaType: MediaType = .ociIndex, artifactType: String? = nil, manifests: [Descriptor],
        subject: Descriptor? = nil, annotations: [String: String]? = nil
    ) {
        self.schemaVersion = 2
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.manifests = manifests
        self.subject = subject
        self.annotations = annotations
    }

    /// The entry for a platform: an exact fit before one that merely runs there; entries for no platform
    /// (attestations say `unknown/unknown`) never fit.
    package func manifest(for platform: Platform) -> Descriptor? {
        let wanted = platform.normalized
        let named = manifests.filter { $0.platform != nil }
        return named.first { $0.platform?.normalized.description == wanted.description }
            ?? named.first { $0.platform?.runs(on: wanted) ?? false }
    }

    /// The platforms of the entries, in order, without attestations.
    package var platforms: [Platform] {
        manifests.compactMap(\.platform).map(\.normalized).filter { $0.os != "unknown" }
    }
}

/// What a manifest's bytes turned out to be.
package enum ManifestDocument: Hashable, Sendable {
    case image(ImageManifest, MediaType)
    case index(ImageIndex, MediaType)

    /// Largest manifest that registries must take (OCI distribution-spec): 4 MiB.
    package static let maximumBytes = 4 * 1024 * 1024

    /// - Parameter contentType: what the sender called it; the document's own `mediaType` must not contradict it.
    /// - Throws: `OCIError` for JSON that is no manifest, and for types that are unknown (schema 1 among them).
    package static func parse(_ bytes: [UInt8], contentType: String?) throws(OCIError) -> ManifestDocument {
        guard bytes.count <= maximumBytes else {
            throw .exceedsLimit("the manifest", limit: Int64(maximumBytes))
        }
        let probe = try CanonicalJSON.decode(Probe.self, from: bytes, what: "the manifest")
        guard probe.schemaVersion == 2 else {
            throw .unsupported("a manifest of schema version \(probe.schemaVersion.map(String.init) ?? "none")")
        }
        let declared = contentType.map { text in
            MediaType(
                rawValue: String(text.prefix { $0 != ";" && $0 != " " }).lowercased())
        }
        let known = declared.flatMap { $0.isIndex || $0.isManifest ? $0 : nil }
        if let known, let own = probe.mediaType, own != known {
            throw .malformed("the manifest", reason: "it says it is \(own) but came as \(known)")
        }
        let type = probe.mediaType ?? known ?? (probe.manifests == nil ? .ociManifest : .ociIndex)
        if type.isIndex {
            return .index(try CanonicalJSON.decode(ImageIndex.self, from: bytes, what: "the image index"), type)
        }
        guard type.isManifest else { throw .unsupported("a manifest of type \(type)") }
        return .image(try CanonicalJSON.decode(ImageManifest.self, from: bytes, what: "the image manifest"), type)
    }

    package var mediaType: MediaType {
        switch self {
        case .image(_, let type), .index(_, let type): type
        }
    }

    private struct Probe: Decodable {
        var schemaVersion: Int?
        var mediaType: MediaType?
        var manifests: [Ignored]?
    }

    private struct Ignored: Decodable {}
}
