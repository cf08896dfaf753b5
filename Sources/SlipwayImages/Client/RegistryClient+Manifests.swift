import NIOHTTP1
package import OCI

/// An image as a registry has it.
package struct ResolvedImage: Hashable, Sendable {
    /// Of the manifest or index that the name leads to: what is deployed.
    package var digest: ContentDigest
    package var mediaType: MediaType
    /// All platforms it is for.
    package var platforms: [ImagePlatform]
    /// The one manifest for the wanted platform; the same as `digest` when there is no index.
    package var manifestDigest: ContentDigest
    package var manifest: ImageManifest
    package var configuration: ImageConfiguration
    /// Compressed layers and configuration, in bytes.
    package var size: Int64 { manifest.layers.reduce(manifest.config.size) { $0 + $1.size } }
}

/// A manifest's bytes, verified.
package struct FetchedManifest: Hashable, Sendable {
    package var digest: ContentDigest
    package var bytes: [UInt8]
    package var document: ManifestDocument
}

extension RegistryClient {
    private static let accept = ("Accept", MediaType.acceptedManifests.map(\.rawValue).joined(separator: ", "))

    /// The digest behind a tag (or a digest, to see whether it is there), without fetching the manifest.
    /// - Returns: nil when there is no such image.
    /// - Throws: `repositoryNotFound` where the registry tells a missing repository from a missing image.
    package func digest(of reference: String, in repository: String) async throws(ImageError) -> ContentDigest? {
        let operation = Operation(words: "look up \(repository):\(reference)", repository: repository)
        let url = location.url("\(repository)/manifests/\(reference)")
        let answer = try await retrying { () throws(ImageError) in
            let request = RegistryTransport.Request(method: "HEAD", url: url, headers: [Self.accept])
            let answer = try await RegistryAnswer(self.send(request, operation))
            if answer.status >= 500 || answer.status == 429 { throw self.refusal(answer, operation) }
            return answer
        }
        guard answer.status == 200 else {
            // An answer to HEAD has no words; GET tells what is missing.
            return try await fetch(reference, from: repository)?.digest
        }
        if let text = answer.headers.first(name: "Docker-Content-Digest"), let digest = ContentDigest(text) {
            return digest
        }
        return try await fetch(reference, from: repository)?.digest
    }

    /// The manifest or index under a tag or digest. - Returns: nil when there is none.
    package func fetch(_ reference: String, from repository: String) async throws(ImageError) -> FetchedManifest? {
        let operation = Operation(words: "read the manifest \(repository):\(reference)", repository: repository)
        let url = location.url("\(repository)/manifests/\(reference)")
        let answer = try await retrying { () throws(ImageError) in
            let request = RegistryTransport.Request(method: "GET", url: url, headers: [Self.accept])
            let answer = try await RegistryAnswer(self.send(request, operation))
            if answer.status >= 500 || answer.status == 429 { throw self.refusal(answer, operation) }
            return answer
        }
        if answer.status == 404, answer.code != "NAME_UNKNOWN" { return nil }
        guard answer.status == 200 else { throw refusal(answer, operation) }
        let digest = ContentDigest(of: answer.body)
        if let claimed = ContentDigest(reference), claimed != digest {
            throw .content(.digestMismatch(expected: claimed, actual: digest))
        }
        let type = answer.headers.first(name: "Content-Type")
        let document = try contents { () throws(OCIError) in
            try ManifestDocument.parse(answer.body, contentType: type)
        }
        return FetchedManifest(digest: digest, bytes: answer.body, document: document)
    }

    /// Finds the image for a platform, and that it really is for it: an index says so in its entries, a single
    /// manifest in its configuration.
    /// - Parameter reference: a tag, or a digest.
    package func resolve(
        _ reference: String, in repository: String, platform: ImagePlatform
    ) async throws(ImageError) -> ResolvedImage {
        let name = "\(location.host)/\(repository)\(reference.contains(":") ? "@" : ":")\(reference)"
        guard let top = try await fetch(reference, from: repository) else { throw .imageNotFound(reference: name) }
        switch top.document {
        case .image(let manifest, let type):
            let configuration = try await configuration(manifest, repository)
            guard configuration.platform.runs(on: platform) else {
                throw .noSuchPlatform(
                    reference: name, wanted: platform.normalized.description,
                    available: [configuration.platform.normalized.description])
            }
            return ResolvedImage(
                digest: top.digest, mediaType: type, platforms: [configuration.platform.normalized],
                manifestDigest: top.digest, manifest: manifest, configuration: configuration)
        case .index(let index, let type):
            guard let entry = index.manifest(for: platform) else {
                throw .noSuchPlatform(
                    reference: name, wanted: platform.normalized.description,
                    available: index.platforms.map(\.description))
            }
            guard let child = try await fetch(entry.digest.description, from: repository),
                case .image(let manifest, _) = child.document
            else { throw .imageNotFound(reference: "\(location.host)/\(repository)@\(entry.digest)") }
            return ResolvedImage(
                digest: top.digest, mediaType: type, platforms: index.platforms, manifestDigest: child.digest,
                manifest: manifest, configuration: try await configuration(manifest, repository))
        }
    }

    private func configuration(
        _ manifest: ImageManifest, _ repository: String
    ) async throws(ImageError) -> ImageConfiguration {
        let bytes = try await blob(manifest.config.digest, from: repository, limit: 8 << 20)
        return try contents { () throws(OCIError) in try ImageConfiguration.parse(bytes) }
    }

    /// Stores a manifest whose parts are there. - Parameter reference: a tag, or its digest.
    package func put(
        _ bytes: [UInt8], type: MediaType, as reference: String, in repository: String
    ) async throws(ImageError) -> ContentDigest {
        let operation = Operation(
            words: "take the manifest \(repository):\(reference)", repository: repository, isPush: true)
        let url = location.url("\(repository)/manifests/\(reference)")
        let answer = try await retrying { () throws(ImageError) in
            let request = RegistryTransport.Request(
                method: "PUT", url: url, headers: [("Content-Type", type.rawValue)], body: .bytes(bytes))
            let answer = try await RegistryAnswer(self.send(request, operation))
            guard answer.status == 201 else { throw self.refusal(answer, operation) }
            return answer
        }
        let digest = ContentDigest(of: bytes)
        if let text = answer.headers.first(name: "Docker-Content-Digest"), text != digest.description {
            throw .unexpectedAnswer(operation: operation.words, host: location.host, detail: "it stored \(text)")
        }
        return digest
    }

    /// The tags of a repository, over all pages, at most 10 000.
    package func tags(of repository: String) async throws(ImageError) -> [String] {
        struct Page: Decodable { var tags: [String]? }
        let operation = Operation(words: "list the tags of \(repository)", repository: repository)
        var url = location.url("\(repository)/tags/list?n=1000")
        var tags: [String] = []
        while tags.count < 10_000 {
            let address = url
            let answer = try await retrying { () throws(ImageError) in
                let answer = try await RegistryAnswer(
                    self.send(RegistryTransport.Request(method: "GET", url: address), operation))
                guard answer.status == 200 else { throw self.refusal(answer, operation) }
                return answer
            }
            let page = try contents { () throws(OCIError) in
                try CanonicalJSON.decode(Page.self, from: answer.body, what: "the list of tags")
            }
            tags += page.tags ?? []
            guard let link = answer.headers.first(name: "Link"), let start = link.firstIndex(of: "<"),
                let end = link.firstIndex(of: ">"), start < end
            else { break }
            let next = try location.follow(String(link[link.index(after: start)..<end]))
            guard next.isOwn, next.url != url else { break }
            url = next.url
        }
        return tags
    }
}
