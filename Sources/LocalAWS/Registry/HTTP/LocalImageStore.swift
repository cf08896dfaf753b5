import AWSRuntime
import OCI

/// Finds the images that tasks name in this cloud's own registry, and says in ECS's words why one cannot be had.
package struct LocalImageStore: ImageStore {
    private let registry: ImageRegistry
    private let authority: @Sendable () -> String

    /// - Parameter authority: host and port of the gateway, as `repositoryUri` has them; known once it listens.
    package init(registry: ImageRegistry, authority: @escaping @Sendable () -> String) {
        self.registry = registry
        self.authority = authority
    }

    package func resolve(_ reference: String, platform: String) async throws(RuntimeFailure) -> RunnableImage {
        guard let parsed = LocalReference(reference, authority: authority()) else {
            throw Self.cannotPull(
                reference, "this cloud holds only images of its own registry; push it to a repository first")
        }
        let candidates = await registry.named(parsed.repository).filter { repository in
            (parsed.account ?? registry.account) == repository.key.account
                && (parsed.region ?? repository.key.region) == repository.key.region
        }
        guard !candidates.isEmpty else {
            let account = parsed.account ?? registry.account
            throw Self.cannotPull(
                reference, "name unknown: " + RegistryWords.repositoryNotFound(parsed.repository, account))
        }
        // Without a region in the address, the first region that has the image.
        for repository in candidates {
            guard let image = try? repository.image(parsed.selector) else { continue }
            return try await runnable(image, in: repository.key, reference, platform)
        }
        throw Self.cannotPull(reference, "\(reference): not found")
    }

    private func runnable(
        _ image: StoredImage, in key: RepositoryKey, _ reference: String, _ platform: String
    ) async throws(RuntimeFailure) -> RunnableImage {
        guard let wanted = Platform(platform) else {
            throw RuntimeFailure("CannotPullContainerError", "'\(platform)' is no platform")
        }
        let mismatch = RuntimeFailure(
            "CannotPullContainerError",
            "pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching "
                + "platform '\(wanted.normalized)'")
        do {
            let (found, bytes) = try await registry.manifest(.digest(image.digest), in: key)
            switch try ManifestDocument.parse(bytes, contentType: found.mediaType.rawValue) {
            case .index(let index, _):
                guard let entry = index.manifest(for: wanted) else { throw mismatch }
                let (child, childBytes) = try await registry.manifest(.digest(entry.digest), in: key)
                guard
                    case .image(let manifest, _) = try ManifestDocument.parse(
                        childBytes, contentType: child.mediaType.rawValue)
                else { throw mismatch }
                return try runnable(manifest, child.digest, reference, wanted, mismatch)
            case .image(let manifest, _):
                return try runnable(manifest, found.digest, reference, wanted, mismatch)
            }
        } catch let failure as RuntimeFailure {
            throw failure
        } catch let failure as OCIError {
            throw Self.cannotPull(reference, failure.description)
        } catch RegistryFailure.manifestNotFound(let missing, _, _) {
            throw Self.cannotPull(reference, "\(missing): not found")
        } catch {
            throw Self.cannotPull(reference, "the registry cannot read it")
        }
    }

    private func runnable(
        _ manifest: ImageManifest, _ digest: Digest, _ reference: String, _ wanted: Platform,
        _ mismatch: RuntimeFailure
    ) throws -> RunnableImage {
        let kind = manifest.config.mediaType.rawValue
        guard kind.hasSuffix("image.config.v1+json") || kind.hasSuffix("container.image.v1+json") else {
            // A chart, a signature, a cache: containerd has no way to run it.
            throw Self.cannotPull(reference, "encountered unknown type \(kind); children may not be fetched")
        }
        let store = registry.blobs
        let config = try Disk.read(store.path(of: manifest.config.digest), limit: 8 << 20)
        guard try ImageConfiguration.parse(config).platform.runs(on: wanted) else { throw mismatch }
        return RunnableImage(
            reference: reference, manifestDigest: digest.description,
            configDigest: manifest.config.digest.description,
            layers: manifest.layers.map {
                RunnableImage.Layer(
                    digest: $0.digest.description, mediaType: $0.mediaType.rawValue, size: $0.size,
                    path: store.path(of: $0.digest))
            }, config: config)
    }

    private static func cannotPull(_ reference: String, _ why: String) -> RuntimeFailure {
        RuntimeFailure(
            "CannotPullContainerError",
            "pull image manifest has been retried 1 time(s): failed to resolve ref \(reference): \(why)")
    }
}

/// A reference to an image of this cloud: by the gateway's address, or by ECR's own name for the registry.
struct LocalReference: Hashable {
    /// Nil when the address does not say.
    var account: String?
    var region: String?
    var repository: String
    var selector: ImageSelector

    /// Nil when it names another registry or is no reference.
    /// - Parameter authority: the gateway's `host:port`.
    init?(_ text: String, authority: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let host = String(text[..<slash])
        if let known = Self.parse(ecrHost: host) {
            (account, region) = known
        } else {
            let port = authority.split(separator: ":").last.map(String.init) ?? ""
            guard host == authority || host == "localhost:\(port)" || host == "127.0.0.1:\(port)" else { return nil }
        }
        var name = text[text.index(after: slash)...]
        var tag: Substring?
        var digest: Substring?
        if let at = name.firstIndex(of: "@") {
            digest = name[name.index(after: at)...]
            name = name[..<at]
        }
        if let colon = name.lastIndex(of: ":") {
            tag = name[name.index(after: colon)...]
            name = name[..<colon]
        }
        guard RegistryNames.isRepository(String(name)),
            let selector = try? ImageSelector(String(digest ?? tag ?? "latest"))
        else { return nil }
        repository = String(name)
        self.selector = selector
    }

    /// Account and region of `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, with or without `.cn`.
    static func parse(ecrHost host: String) -> (account: String, region: String)? {
        let parts = host.split(separator: ".").map(String.init)
        guard parts.count >= 6, parts[0].utf8.count == 12, parts[0].allSatisfy(\.isNumber), parts[1] == "dkr",
            parts[2] == "ecr", parts[4] == "amazonaws", parts[5...] == ["com"] || parts[5...] == ["com", "cn"]
        else { return nil }
        return (parts[0], parts[3])
    }
}
