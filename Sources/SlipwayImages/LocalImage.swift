package import OCI

/// An image on this machine, ready to be pushed: its manifest, its configuration and its layers' files.
package struct LocalImage: Hashable, Sendable {
    /// As pushed; its digest is the image's.
    package var manifest: [UInt8]
    package var mediaType: MediaType
    package var configuration: [UInt8]
    package var layers: [LayerBlob]
    package var platform: ImagePlatform

    /// The manifest is written from the rest, so equal parts give an equal digest.
    package init(
        configuration: [UInt8], layers: [LayerBlob], platform: ImagePlatform
    ) throws(OCIError) {
        let manifest = ImageManifest(
            config: Descriptor(
                mediaType: .ociConfig, digest: ContentDigest(of: configuration), size: Int64(configuration.count)),
            layers: layers.map(\.descriptor))
        self.manifest = try CanonicalJSON.encode(manifest)
        self.mediaType = .ociManifest
        self.configuration = configuration
        self.layers = layers
        self.platform = platform
    }

    package var digest: ContentDigest { ContentDigest(of: manifest) }
    /// Compressed, in bytes.
    package var size: Int64 { layers.reduce(Int64(configuration.count)) { $0 + $1.descriptor.size } }
}
