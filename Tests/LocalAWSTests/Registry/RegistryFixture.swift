import AWSRuntime
import Foundation
import LocalAWS
import NIOCore
import OCI
import Synchronization
import TestSupport

/// A time that stands where a test puts it.
final class StandingTime: CloudTime {
    private let moment = Mutex(Timestamp(millisecondsSinceEpoch: 1_800_000_000_000))
    let pace = 20

    func now() -> Timestamp { moment.withLock { $0 } }
    func uptime() -> Duration { .milliseconds(now().millisecondsSinceEpoch - 1_800_000_000_000) }
    func sleep(for duration: Duration) async throws { throw CancellationError() }
    func advance(by duration: Duration) { moment.withLock { $0 = $0.advanced(by: duration) } }
}

/// A registry in a folder of its own, and its door.
struct RegistryFixture: Sendable {
    static let account = "000000000000"
    static let region = "eu-central-1"

    let registry: ImageRegistry
    let tokens: RegistryTokens
    let time: StandingTime
    let service: RegistryService

    init(folder: String) throws {
        time = StandingTime()
        let counter = Mutex(0)
        registry = try ImageRegistry(account: Self.account, folder: folder, time: time) {
            counter.withLock { value in
                value += 1
                return "upload-\(value)"
            }
        }
        tokens = RegistryTokens(key: Array(repeating: 7, count: 32))
        service = RegistryService(registry: registry, tokens: tokens, time: time)
    }

    static func with<Result>(_ body: (RegistryFixture) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            try await body(RegistryFixture(folder: folder.appendingPathComponent("registry").path))
        }
    }

    var password: String {
        tokens.password(for: .init(account: Self.account, region: Self.region), now: time.now()).password
    }

    func key(_ name: String) -> RepositoryKey {
        RepositoryKey(account: Self.account, region: Self.region, name: name)
    }

    struct Answer {
        var status: Int
        var headers: [HTTPField]
        var body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One request in process, with the login unless `authorization` says otherwise.
    func send(
        _ method: String, _ target: String, headers: [HTTPField] = [], body: [UInt8] = [],
        authorization: String?? = .none
    ) async throws -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let login = "Basic " + Data("AWS:\(password)".utf8).base64EncodedString()
        var fields = headers + [HTTPField("Host", "127.0.0.1:4566")]
        if let value = authorization ?? login { fields.append(HTTPField("Authorization", value)) }
        let response = try await service.respond(
            to: HTTPServiceRequest(
                method: method, path: parts[0], query: parts.count > 1 ? parts[1] : nil, headers: fields,
                body: .bytes(body)))
        switch response.body {
        case .bytes(let bytes): return Answer(status: response.status, headers: response.headers, body: bytes)
        case .stream(_, let write):
            let collector = Collector()
            try await write(collector)
            return Answer(status: response.status, headers: response.headers, body: await collector.bytes)
        }
    }

    private actor Collector: HTTPBodyWriter {
        var bytes: [UInt8] = []
        func write(_ buffer: ByteBuffer) { bytes += Array(buffer.readableBytesView) }
    }

    /// Pushes an image of one layer over the distribution API. - Returns: the manifest's digest.
    @discardableResult
    func push(
        _ name: String, tag: String, content: String = "layer", architecture: String = "amd64"
    ) async throws -> Digest {
        let (manifest, blobs) = try Self.image(content: content, architecture: architecture)
        for blob in blobs {
            let digest = Digest(of: blob)
            _ = try await send("POST", "/v2/\(name)/blobs/uploads/?digest=\(digest)", body: blob)
        }
        let answer = try await send(
            "PUT", "/v2/\(name)/manifests/\(tag)",
            headers: [HTTPField("Content-Type", MediaType.ociManifest.rawValue)], body: manifest)
        guard answer.status == 201 else { throw Unexpected(text: answer.text) }
        return Digest(of: manifest)
    }

    struct Unexpected: Error { var text: String }

    static func image(content: String, architecture: String = "amd64") throws -> (manifest: [UInt8], blobs: [[UInt8]]) {
        let layer = Array(content.utf8)
        let config = try CanonicalJSON.encode(
            ImageConfiguration(
                platform: Platform(os: "linux", architecture: architecture), config: .init(entrypoint: ["/x"]),
                diffIDs: [Digest(of: layer)]))
        let manifest = ImageManifest(
            config: Descriptor(mediaType: .ociConfig, digest: Digest(of: config), size: Int64(config.count)),
            layers: [Descriptor(mediaType: .ociLayer, digest: Digest(of: layer), size: Int64(layer.count))])
        return (try CanonicalJSON.encode(manifest), [config, layer])
    }
}
