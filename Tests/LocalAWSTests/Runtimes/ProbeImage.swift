import Foundation
import LocalAWS
import OCI
import TestSupport

/// Images made for a test, their blobs in a folder of the test's.
struct ProbeImage {
    var folder: URL
    var entryPoint = ["/probe"]
    var command: [String]?
    var environment: [String] = []
    var user: String?
    var workingDirectory: String?
    var stopSignal: String?
    /// Beside the program: `path: (content, mode)`.
    var files: [String: (String, Int)] = [:]
    /// Whiteouts and more, each a layer above the first.
    var upperLayers: [LayerContents] = []

    init(in folder: URL) { self.folder = folder }

    static var platform: Platform {
        #if arch(arm64)
        Platform(os: "linux", architecture: "arm64")
        #else
        Platform(os: "linux", architecture: "amd64")
        #endif
    }

    func build() throws -> RunnableImage {
        var first = LayerContents()
        first.add(.file(path: try ProbeProgram.binary.get().path, mode: 0o755), at: "/probe")
        first.add(.directory(mode: 0o1777), at: "/tmp")
        for (path, (text, mode)) in files { first.add(.bytes(Array(text.utf8), mode: mode), at: path) }
        var blobs: [LayerBlob] = []
        for (index, layer) in ([first] + upperLayers).enumerated() {
            let path = folder.appending(path: "layer-\(index)-\(UUID().uuidString)").path
            blobs.append(try layer.writeBlob(to: path))
        }
        let configuration = ImageConfiguration(
            platform: Self.platform,
            config: .init(
                user: user, env: environment.isEmpty ? nil : environment, entrypoint: entryPoint, cmd: command,
                workingDir: workingDirectory, stopSignal: stopSignal), diffIDs: blobs.map(\.diffID))
        let config = try CanonicalJSON.encode(configuration)
        let digest = Digest(of: config)
        let manifest = try CanonicalJSON.encode(
            ImageManifest(
                config: Descriptor(mediaType: .ociConfig, digest: digest, size: Int64(config.count)),
                layers: blobs.map(\.descriptor)))
        return RunnableImage(
            reference: "127.0.0.1:5000/probe:test", manifestDigest: Digest(of: manifest).description,
            configDigest: digest.description,
            layers: blobs.map {
                .init(
                    digest: $0.descriptor.digest.description, mediaType: $0.descriptor.mediaType.rawValue,
                    size: $0.descriptor.size, path: $0.path)
            }, config: config)
    }
}
