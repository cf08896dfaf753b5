import NIOHTTP1
import OCI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Images are handed to the engine; it never pulls.
extension DockerRuntime {
    /// The largest image over a slow disk.
    private static let loadLimit = Duration.seconds(900)

    package func prepareImage(_ image: RunnableImage) async throws(RuntimeFailure) {
        _ = try await localName(of: image)
    }

    /// The name under which the engine has the image; loads it when it has not.
    func localName(of image: RunnableImage) async throws(RuntimeFailure) -> String {
        try await localName(configDigest: image.configDigest, reference: image.reference) { name throws(OCIError) in
            try ImageArchive(name: name, image: image)
        }
    }

    func sandboxImage() async throws(RuntimeFailure) -> String {
        let architecture = engine.version.architecture
        guard let (config, layer) = SandboxImage.make(architecture: architecture) else {
            throw RuntimeFailure(
                "ResourceInitializationError",
                "tasks need an amd64 or arm64 engine; the one at \(engine.endpoint) is \(architecture)")
        }
        let descriptor = Descriptor(mediaType: .ociLayer, digest: Digest(of: layer), size: Int64(layer.count))
        return try await localName(
            configDigest: Digest(of: config).description, reference: SandboxImage.name
        ) { name throws(OCIError) in
            try ImageArchive(
                name: name, config: config, layers: [.init(descriptor: descriptor, content: .bytes(layer))])
        }
    }

    /// Makes the next `prepareImage` look again: the engine lost the image.
    func forgetImage(configDigest: String) { images[configDigest] = nil }

    func forgetSandboxImage() {
        guard let (config, _) = SandboxImage.make(architecture: engine.version.architecture) else { return }
        forgetImage(configDigest: Digest(of: config).description)
    }

    private func localName(
        configDigest: String, reference: String, archive: @escaping @Sendable (String) throws(OCIError) -> ImageArchive
    ) async throws(RuntimeFailure) -> String {
        if let known = images[configDigest] { return try await known.value.get() }
        let name = "\(Self.imageRepository):\(instance.id)-\(configDigest.dropFirst(7).prefix(16))"
        let loading = Task { await self.load(name, reference, archive) }
        images[configDigest] = loading
        let result = await loading.value
        if case .failure = result { images[configDigest] = nil }
        return try result.get()
    }

    private func load(
        _ name: String, _ reference: String, _ archive: @Sendable (String) throws(OCIError) -> ImageArchive
    ) async -> Result<String, RuntimeFailure> {
        do {
            let archive = try archive(name)
            if try await tagExisting(archive, as: name) { return .success(name) }
            let answer = try await engine.send(
                archive.bytes, type: "application/x-tar", to: "/images/load", [("quiet", "1")], within: Self.loadLimit)
            if let complaint = Self.complaint(in: answer) {
                return .failure(
                    RuntimeFailure(
                        "CannotPullContainerError", "\(reference): the engine could not load the image: \(complaint)"))
            }
            try await engine.call(.GET, "/images/\(name)/json")
            return .success(name)
        } catch let error as EngineError {
            return .failure(failure("CannotPullContainerError", error, to: "pulled", within: Self.loadLimit))
        } catch {
            return .failure(RuntimeFailure("CannotPullContainerError", "\(reference): \(error)"))
        }
    }

    /// Whether the engine has the image already, under whatever name; then it gets ours too.
    private func tagExisting(_ archive: ImageArchive, as name: String) async throws(EngineError) -> Bool {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        for id in archive.ids {
            do throws(EngineError) {
                try await engine.call(.POST, "/images/\(id)/tag", [("repo", parts[0]), ("tag", parts[1])])
                return true
            } catch {
                guard case .refused(status: 404, _) = error else { throw error }
            }
        }
        return false
    }

    /// Loading tells its errors inside an answer of status 200, one JSON object a line.
    static func complaint(in answer: [UInt8]) -> String? {
        answer.split(separator: UInt8(ascii: "\n")).lazy.compactMap { line in
            // Lines of progress are other objects, or no JSON at all.
            (try? JSONDecoder().decode(EngineComplaint.self, from: Data(line)))?.error
        }.first
    }
}
