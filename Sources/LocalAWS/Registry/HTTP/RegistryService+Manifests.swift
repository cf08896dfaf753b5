import AWSRuntime
import NIOCore
import OCI

extension RegistryService {
    func manifest(
        _ call: Call, _ name: String, _ reference: String, withBody: Bool
    ) async throws -> HTTPServiceResponse {
        let (image, bytes) = try await registry.manifest(
            ImageSelector(reference), in: call.key(name), isPull: withBody)
        var headers = [
            HTTPField("Content-Type", image.mediaType.rawValue),
            HTTPField("Docker-Content-Digest", image.digest.description), HTTPField("ETag", "\"\(image.digest)\""),
        ]
        guard withBody else {
            headers.append(HTTPField("Content-Length", "\(bytes.count)"))
            return HTTPServiceResponse(status: 200, headers: headers)
        }
        return HTTPServiceResponse(status: 200, headers: headers, body: .bytes(bytes))
    }

    func putManifest(_ call: Call, _ name: String, _ reference: String) async throws -> HTTPServiceResponse {
        guard let bytes = try await call.request.body.collect(upTo: ManifestDocument.maximumBytes) else {
            throw RegistryFailure.tooLarge(what: "the manifest", limit: Int64(ManifestDocument.maximumBytes))
        }
        let image = try await registry.put(
            manifest: bytes, contentType: call.request.headers["Content-Type"], selector: ImageSelector(reference),
            in: call.key(name))
        var headers = [
            HTTPField("Location", "/v2/\(name)/manifests/\(image.digest)"),
            HTTPField("Docker-Content-Digest", image.digest.description),
        ]
        if let subject = image.subject { headers.append(HTTPField("OCI-Subject", subject.description)) }
        return HTTPServiceResponse(status: 201, headers: headers)
    }

    func deleteManifest(_ call: Call, _ name: String, _ reference: String) async throws -> HTTPServiceResponse {
        _ = try await registry.deleteImage(
            ImageSelector(reference), in: call.key(name), removesUntagged: false)
        return HTTPServiceResponse(status: 202)
    }

    func tags(_ call: Call, _ name: String) async throws -> HTTPServiceResponse {
        struct Answer: Encodable {
            var name: String
            var tags: [String]
        }
        let all = try await registry.repository(call.key(name)).tags.keys.sorted()
        let page = Page(of: all, call.query)
        return try json(
            Answer(name: name, tags: page.items), next: page.next.map { "/v2/\(name)/tags/list?\($0)" })
    }

    func catalog(_ call: Call) async -> HTTPServiceResponse {
        struct Answer: Encodable { var repositories: [String] }
        let all = await registry.list(region: call.scope.region).map(\.key.name)
        let page = Page(of: all, call.query)
        do {
            return try json(
                Answer(repositories: page.items), next: page.next.map { "/v2/_catalog?\($0)" })
        } catch {
            return RegistryErrorBody.response(500, "UNKNOWN", "\(error)")
        }
    }

    func referrers(_ call: Call, _ name: String, _ text: String) async throws -> HTTPServiceResponse {
        let digest = try Self.digest(text)
        var images = try await registry.repository(call.key(name)).sortedImages.filter { $0.subject == digest }
        var headers: [HTTPField] = []
        if let type = call.query["artifactType"] {
            images = images.filter { ($0.artifactType ?? $0.configMediaType?.rawValue) == type }
            headers.append(HTTPField("OCI-Filters-Applied", "artifactType"))
        }
        let index = ImageIndex(
            manifests: images.map {
                Descriptor(
                    mediaType: $0.mediaType, digest: $0.digest, size: $0.manifestBytes, annotations: $0.annotations,
                    artifactType: $0.artifactType ?? $0.configMediaType?.rawValue)
            })
        headers.append(HTTPField("Content-Type", MediaType.ociIndex.rawValue))
        return HTTPServiceResponse(status: 200, headers: headers, body: .bytes(try CanonicalJSON.encode(index)))
    }

    private func json(_ value: some Encodable, next: String?) throws -> HTTPServiceResponse {
        var headers = [HTTPField("Content-Type", "application/json")]
        if let next { headers.append(HTTPField("Link", "<\(next)>; rel=\"next\"")) }
        return HTTPServiceResponse(status: 200, headers: headers, body: .bytes(try CanonicalJSON.encode(value)))
    }
}

/// A part of a sorted list as `n` and `last` ask for it.
private struct Page {
    var items: [String]
    /// The query of the next part.
    var next: String?

    init(of all: [String], _ query: [String: String]) {
        var rest = all
        if let last = query["last"] { rest = all.filter { $0 > last } }
        let count = query["n"].flatMap(Int.init).map { max(0, $0) } ?? rest.count
        items = Array(rest.prefix(count))
        if let last = items.last, items.count < rest.count {
            next = "last=\(PercentCoding.encode(last))&n=\(count)"
        }
    }
}
