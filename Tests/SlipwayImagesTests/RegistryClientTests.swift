import Foundation
import OCI
import SlipwayImages
import Synchronization
import TestSupport
import Testing

@Suite("Registry client", .enabled(if: DebianRegistry.isThere))
struct RegistryClientTests {
    let amd64 = Platform(os: "linux", architecture: "amd64")

    @Test("pushes an image, finds it, and sends nothing the second time")
    func push() async throws {
        try await DebianRegistry.with { registry, folder in
            try await withTransport { transport in
                let client = RegistryClient(host: registry.host, credentials: nil, transport: transport)
                let image = try smallImage("one", in: folder)
                let events = Mutex<[TransferProgress]>([])
                let pusher = ImagePusher(to: client) { event in events.withLock { $0.append(event) } }
                let first = try await pusher.push(image, to: "team/app", tag: "v1")
                #expect(first.digest == image.digest)
                #expect(first.bytesSent == image.size)
                #expect(events.withLock { $0.contains(.sent(bytes: image.size, of: image.size)) })
                #expect(try await pusher.push(image, to: "team/app", tag: "v1").bytesSent == 0)
                #expect(try await client.digest(of: "v1", in: "team/app") == image.digest)
                #expect(try await client.digest(of: "v2", in: "team/app") == nil)
                #expect(try await client.tags(of: "team/app") == ["v1"])
                let resolved = try await client.resolve("v1", in: "team/app", platform: amd64)
                #expect(resolved.digest == image.digest)
                #expect(resolved.size == image.size)
                let again = try await client.resolve(image.digest.description, in: "team/app", platform: amd64)
                #expect(again == resolved)
            }
        }
    }

    @Test("mounts layers of another repository instead of sending them")
    func mount() async throws {
        try await DebianRegistry.with { registry, folder in
            try await withTransport { transport in
                let client = RegistryClient(host: registry.host, credentials: nil, transport: transport)
                let image = try smallImage("one", in: folder)
                let pusher = ImagePusher(to: client)
                _ = try await pusher.push(image, to: "team/one", tag: "v1")
                let report = try await pusher.push(image, to: "team/two", tag: "v1", mountFrom: "team/one")
                #expect(report.bytesSent == 0)
            }
        }
    }

    @Test("says which platforms an image has, when it has not the wanted one")
    func platforms() async throws {
        try await DebianRegistry.with { registry, folder in
            try await withTransport { transport in
                let client = RegistryClient(host: registry.host, credentials: nil, transport: transport)
                let pusher = ImagePusher(to: client)
                let arm = try smallImage("arm", in: folder, architecture: "arm64")
                let intel = try smallImage("intel", in: folder)
                _ = try await pusher.push(arm, to: "app", tag: "arm")
                _ = try await pusher.push(intel, to: "app", tag: nil)
                await #expect(
                    throws: ImageError.noSuchPlatform(
                        reference: "\(registry.host)/app:arm", wanted: "linux/amd64", available: ["linux/arm64"])
                ) { try await client.resolve("arm", in: "app", platform: amd64) }
                let index = ImageIndex(
                    manifests: [arm, intel].map {
                        Descriptor(
                            mediaType: .ociManifest, digest: $0.digest, size: Int64($0.manifest.count),
                            platform: $0.platform)
                    })
                let digest = try await client.put(
                    CanonicalJSON.encode(index), type: .ociIndex, as: "all", in: "app")
                let resolved = try await client.resolve("all", in: "app", platform: amd64)
                #expect(resolved.digest == digest)
                #expect(resolved.manifestDigest == intel.digest)
                #expect(resolved.platforms.map(\.description) == ["linux/arm64", "linux/amd64"])
                let riscv = Platform(os: "linux", architecture: "riscv64")
                await #expect(
                    throws: ImageError.noSuchPlatform(
                        reference: "\(registry.host)/app:all", wanted: "linux/riscv64",
                        available: ["linux/arm64", "linux/amd64"])
                ) { try await client.resolve("all", in: "app", platform: riscv) }
                await #expect(throws: ImageError.imageNotFound(reference: "\(registry.host)/app:none")) {
                    try await client.resolve("none", in: "app", platform: amd64)
                }
            }
        }
    }

    @Test("copies an image with all its platforms from one registry to another")
    func copy() async throws {
        try await DebianRegistry.with { source, folder in
            try await DebianRegistry.with { destination, scratch in
                try await withTransport { transport in
                    let from = RegistryClient(host: source.host, credentials: nil, transport: transport)
                    let to = RegistryClient(host: destination.host, credentials: nil, transport: transport)
                    let images = try ["arm64", "amd64"].map { try smallImage($0, in: folder, architecture: $0) }
                    for image in images { _ = try await ImagePusher(to: from).push(image, to: "app", tag: nil) }
                    let index = ImageIndex(
                        manifests: images.map {
                            Descriptor(
                                mediaType: .ociManifest, digest: $0.digest, size: Int64($0.manifest.count),
                                platform: $0.platform)
                        })
                    let digest = try await from.put(
                        CanonicalJSON.encode(index), type: .ociIndex, as: "all", in: "app")
                    let report = try await ImagePusher(to: to).copy(
                        "all", of: "app", at: from, to: "other", tag: "v1", scratch: scratch)
                    #expect(report.digest == digest)
                    #expect(report.bytesSent == images.reduce(0) { $0 + $1.size })
                    let resolved = try await to.resolve("v1", in: "other", platform: amd64)
                    #expect(resolved.manifestDigest == images[1].digest)
                    let again = try await ImagePusher(to: to).copy(
                        "all", of: "app", at: from, to: "other", tag: "v1", scratch: scratch)
                    #expect(again.bytesSent == 0)
                }
            }
        }
    }

    @Test("what it pushes, skopeo reads, and the other way round", .enabled(if: has("skopeo")))
    func skopeo() async throws {
        try await DebianRegistry.with { registry, folder in
            try await withTransport { transport in
                let client = RegistryClient(host: registry.host, credentials: nil, transport: transport)
                let image = try smallImage("one", in: folder)
                _ = try await ImagePusher(to: client).push(image, to: "app", tag: "v1")
                let seen = try run(
                    "skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}",
                    "docker://\(registry.host)/app:v1")
                #expect(seen.trimmingCharacters(in: .whitespacesAndNewlines) == image.digest.description)
                try run(
                    "skopeo", "copy", "--insecure-policy", "--src-tls-verify=false", "--dest-tls-verify=false",
                    "docker://\(registry.host)/app:v1", "docker://\(registry.host)/app:copied")
                #expect(try await client.digest(of: "copied", in: "app") == image.digest)
            }
        }
    }

    @Test("tells a registry that is not there, after a bounded number of attempts")
    func unreachable() async throws {
        try await withTransport { transport in
            let clock = ManualClock()
            let client = RegistryClient(host: "127.0.0.1:1", credentials: nil, transport: transport, clock: clock)
            async let outcome: ImageError? = {
                do throws(ImageError) {
                    _ = try await client.digest(of: "v1", in: "app")
                    return nil
                } catch {
                    return error
                }
            }()
            for pause in [200, 400, 800] {
                await clock.waitForSleepers()
                clock.advance(by: .milliseconds(pause))
            }
            guard case .unreachable(host: "127.0.0.1:1", _)? = await outcome else {
                Issue.record("it should be unreachable")
                return
            }
        }
    }
}
