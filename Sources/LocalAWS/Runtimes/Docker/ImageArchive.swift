import NIOCore
import OCI

/// An image as one tar stream that every engine can load: an OCI layout and a docker-archive over the same blobs, as
/// `docker save` of Docker 25 writes it. Docker 20.10 to 24 and Podman read `manifest.json`, the containerd image store
/// reads `index.json`.
struct ImageArchive: Sendable {
    /// A blob: in memory or in a file of known size.
    enum Content: Sendable {
        case bytes([UInt8])
        case file(path: String, size: Int64)
    }

    struct Member: Sendable {
        var path: String
        var content: Content
    }

    let members: [Member]
    /// Ids under which engines may know the image: of its configuration (graph drivers), of the manifest made here
    /// (containerd image store).
    let ids: [Digest]

    struct Layer: Sendable {
        var descriptor: Descriptor
        var content: Content
    }

    /// - Parameter name: a full name with tag, `localhost/name:tag`.
    init(name: String, config: [UInt8], layers: [Layer]) throws(OCIError) {
        let configuration = Descriptor(
            mediaType: .ociConfig, digest: Digest(of: config), size: Int64(config.count))
        let manifest = try CanonicalJSON.encode(
            ImageManifest(config: configuration, layers: layers.map(\.descriptor)))
        let manifestDigest = Digest(of: manifest)
        let tag = name.split(separator: ":").last.map(String.init) ?? name
        let index = ImageIndex(manifests: [
            Descriptor(
                mediaType: .ociManifest, digest: manifestDigest, size: Int64(manifest.count),
                annotations: ["io.containerd.image.name": name, "org.opencontainers.image.ref.name": tag])
        ])
        let docker = [
            DockerManifest(
                config: Self.path(configuration.digest), tags: [name],
                layers: layers.map { Self.path($0.descriptor.digest) })
        ]
        var members = [
            Member(path: "oci-layout", content: .bytes(Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))),
            Member(path: Self.path(configuration.digest), content: .bytes(config)),
            Member(path: Self.path(manifestDigest), content: .bytes(manifest)),
        ]
        var seen: Set<Digest> = []
        for layer in layers where seen.insert(layer.descriptor.digest).inserted {
            members.append(Member(path: Self.path(layer.descriptor.digest), content: layer.content))
        }
        members.append(Member(path: "index.json", content: .bytes(try CanonicalJSON.encode(index))))
        members.append(Member(path: "manifest.json", content: .bytes(try CanonicalJSON.encode(docker))))
        self.members = members
        self.ids = [configuration.digest, manifestDigest]
    }

    init(name: String, image: RunnableImage) throws(OCIError) {
        var layers: [Layer] = []
        for layer in image.layers {
            guard let digest = Digest(layer.digest) else {
                throw .malformed("the layer '\(layer.digest)'", reason: "it is not named by a sha256 digest")
            }
            layers.append(
                Layer(
                    descriptor: Descriptor(
                        mediaType: MediaType(rawValue: layer.mediaType), digest: digest, size: layer.size),
                    content: .file(path: layer.path, size: layer.size)))
        }
        try self.init(name: name, config: image.config, layers: layers)
    }

    private static func path(_ digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }

    private struct DockerManifest: Encodable {
        var config: String
        var tags: [String]
        var layers: [String]

        private enum CodingKeys: String, CodingKey {
            case config = "Config"
            case tags = "RepoTags"
            case layers = "Layers"
        }
    }

    /// The stream's bytes, read from the blobs as they are asked for.
    var bytes: Bytes { Bytes(members: members) }

    struct Bytes: AsyncSequence, Sendable {
        let members: [Member]

        func makeAsyncIterator() -> Iterator { Iterator(members: members) }

        struct Iterator: AsyncIteratorProtocol {
            let members: [Member]
            private var index = 0
            private var file: FileSource?
            private var left: Int64 = 0
            private var ended = false

            init(members: [Member]) { self.members = members }

            mutating func next() async throws -> ByteBuffer? {
                if let file {
                    let piece = try file.read(upTo: streamChunkBytes)
                    guard !piece.isEmpty || left == 0 else {
                        throw OCIError.truncated("the layer '\(members[index - 1].path)'")
                    }
                    left -= Int64(piece.count)
                    guard left <= 0 else { return ByteBuffer(bytes: piece) }
                    self.file = nil
                    return ByteBuffer(bytes: piece + padding(members[index - 1]))
                }
                guard index < members.count else {
                    guard !ended else { return nil }
                    ended = true
                    return ByteBuffer(repeating: 0, count: 1024)
                }
                let member = members[index]
                index += 1
                let sink = MemorySink()
                let writer = TarWriter(sink)
                switch member.content {
                case .bytes(let bytes):
                    try writer.append(TarEntry(path: member.path, kind: .file, mode: 0o644), bytes: bytes)
                case .file(let path, let size):
                    try writer.writeHeaders(TarEntry(path: member.path, kind: .file, size: size, mode: 0o644))
                    file = try FileSource(path)
                    left = size
                }
                return ByteBuffer(bytes: sink.bytes)
            }

            private func padding(_ member: Member) -> [UInt8] {
                guard case .file(_, let size) = member.content else { return [] }
                return [UInt8](repeating: 0, count: Int((512 - size % 512) % 512))
            }
        }
    }
}
