import OCI
import Testing

struct ContentTests {
    @Test("computes and reads digests")
    func digests() throws {
        let abc = Digest(of: Array("abc".utf8))
        #expect(abc.description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(abc.description) == abc)
        var pieces = Digester()
        pieces.update(Array("a".utf8))
        pieces.update(Array("bc".utf8))
        #expect(pieces.finish() == abc)
        #expect(pieces.count == 3)
    }

    @Test(
        "refuses what is no digest",
        arguments: ["", "sha256:", "sha256:BA7816BF", "md5:abc", "sha256:" + String(repeating: "g", count: 64)])
    func badDigests(text: String) {
        #expect(Digest(text) == nil)
    }

    @Test("knows when an image runs on a platform")
    func platforms() throws {
        let amd64 = Platform(os: "linux", architecture: "amd64")
        #expect(try #require(Platform("linux/x86_64")).runs(on: amd64))
        #expect(try #require(Platform("linux/arm64/v8")).runs(on: Platform(os: "linux", architecture: "aarch64")))
        #expect(try !#require(Platform("linux/arm64")).runs(on: amd64))
        #expect(try !#require(Platform("windows/amd64")).runs(on: amd64))
        #expect(try !#require(Platform("linux/amd64/v3")).runs(on: amd64))
        #expect(try #require(Platform("linux/arm/v6")).runs(on: #require(Platform("linux/arm/v7"))))
        #expect(try !#require(Platform("linux/arm/v7")).runs(on: #require(Platform("linux/arm/v6"))))
        #expect(Platform("linux") == nil)
        #expect(Platform("linux//v7") == nil)
    }

    @Test("chooses an index's entry for a platform and never an attestation")
    func index() throws {
        func entry(_ platform: Platform?, _ seed: String) -> Descriptor {
            Descriptor(mediaType: .ociManifest, digest: Digest(of: Array(seed.utf8)), size: 1, platform: platform)
        }
        let arm = entry(Platform("linux/arm64"), "a")
        let intel = entry(Platform("linux/amd64"), "b")
        let index = ImageIndex(manifests: [entry(Platform("unknown/unknown"), "x"), entry(nil, "n"), arm, intel])
        #expect(index.manifest(for: Platform(os: "linux", architecture: "x86_64")) == intel)
        #expect(index.manifest(for: Platform(os: "linux", architecture: "arm64", variant: "v8")) == arm)
        #expect(index.manifest(for: Platform(os: "linux", architecture: "s390x")) == nil)
        #expect(index.platforms.map(\.description) == ["linux/arm64", "linux/amd64"])
    }

    @Test("tells manifests and indexes apart, with and without a media type inside")
    func manifests() throws {
        let config = Descriptor(mediaType: .ociConfig, digest: Digest(of: []), size: 0)
        let bytes = try CanonicalJSON.encode(ImageManifest(config: config, layers: []))
        #expect(try ManifestDocument.parse(bytes, contentType: nil).mediaType == .ociManifest)
        let bare = Array("{\"schemaVersion\":2,\"manifests\":[]}".utf8)
        #expect(try ManifestDocument.parse(bare, contentType: nil).mediaType == .ociIndex)
        let list = MediaType.dockerManifestList.rawValue
        #expect(try ManifestDocument.parse(bare, contentType: list).mediaType == .dockerManifestList)
        #expect(throws: OCIError.self) { try ManifestDocument.parse(bytes, contentType: list) }
        #expect(throws: OCIError.unsupported("a manifest of schema version 1")) {
            try ManifestDocument.parse(Array("{\"schemaVersion\":1}".utf8), contentType: nil)
        }
        #expect(throws: OCIError.malformed("the manifest", reason: "it is not JSON")) {
            try ManifestDocument.parse(Array("<html>".utf8), contentType: nil)
        }
        #expect(throws: OCIError.malformed("the image manifest", reason: "the document lacks 'config'")) {
            try ManifestDocument.parse(Array("{\"schemaVersion\":2}".utf8), contentType: nil)
        }
    }

    @Test("writes an image configuration with the format's own names")
    func configuration() throws {
        let configuration = ImageConfiguration(
            created: "1970-01-01T00:00:00Z", platform: Platform(os: "linux", architecture: "amd64"),
            config: .init(
                user: "10001", exposedPorts: ["8080/tcp": .init()], env: ["A=b"], entrypoint: ["/app/x"],
                workingDir: "/app"),
            diffIDs: [Digest(of: [])])
        let text = String(decoding: try CanonicalJSON.encode(configuration), as: UTF8.self)
        let empty = Digest(of: [])
        #expect(
            text == """
                {"architecture":"amd64","config":{"Entrypoint":["/app/x"],"Env":["A=b"],\
                "ExposedPorts":{"8080/tcp":{}},"User":"10001","WorkingDir":"/app"},\
                "created":"1970-01-01T00:00:00Z","os":"linux","rootfs":{"diff_ids":["\(empty)"],"type":"layers"}}
                """)
        #expect(try ImageConfiguration.parse(Array(text.utf8)) == configuration)
    }
}
