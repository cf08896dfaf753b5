import OCI

/// Images that hold nothing but a stand-in, made when a task needs one.
package struct StandInImages: Sendable {
    /// Where their layers are kept; without one there are no stand-ins.
    let folder: String?

    package init(folder: String? = nil) {
        self.folder = folder
    }

    /// The image that runs the stand-in in the place of another: it keeps the other's name and digest, so that everybody
    /// sees the image that was asked for.
    func image(
        _ standIn: StandIn, inPlaceOf other: RunnableImage, platform: String
    ) throws(RuntimeFailure)
        -> RunnableImage
    {
        guard let folder else {
            throw RuntimeFailure("CannotCreateContainerError", "there is no place for a fault's stand-in")
        }
        do throws(OCIError) {
            let wanted = Platform(platform) ?? Platform(os: "linux", architecture: "amd64")
            var layer = LayerContents()
            let program = StandInProgram.bytes(standIn, architecture: wanted.architecture)
            layer.add(.bytes(program, mode: 0o755), at: "/stand-in")
            try Disk.makeFolder("\(folder)/stand-ins")
            let name = Digest(of: program).hex
            let blob = try layer.writeBlob(to: "\(folder)/stand-ins/\(name)")
            let configuration = ImageConfiguration(
                platform: wanted, config: .init(entrypoint: ["/stand-in"]), diffIDs: [blob.diffID])
            let config = try CanonicalJSON.encode(configuration)
            return RunnableImage(
                reference: other.reference, manifestDigest: other.manifestDigest,
                configDigest: Digest(of: config).description,
                layers: [
                    .init(
                        digest: blob.descriptor.digest.description, mediaType: blob.descriptor.mediaType.rawValue,
                        size: blob.descriptor.size, path: blob.path)
                ], config: config)
        } catch {
            throw RuntimeFailure("CannotCreateContainerError", "the stand-in of a fault cannot be made: \(error)")
        }
    }
}
