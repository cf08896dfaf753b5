import Foundation
import OCI
import SlipwayImages
import TestSupport
import Testing

@Suite("Building images")
struct BuildTests {
    let request = BuildRequest(
        context: ".", dockerfile: "docker/Dockerfile", target: "release", arguments: ["A=1", "B=two words"],
        labels: ["b": "2", "a": "1"], platform: Platform(os: "linux", architecture: "x86_64"))

    @Test("writes docker's command lines")
    func docker() {
        #expect(
            ToolCommands.build(request, with: .docker, name: "slipway-build:1") == [
                "docker", "build", "--tag", "slipway-build:1", "--platform", "linux/amd64",
                "--file", "docker/Dockerfile", "--target", "release", "--build-arg", "A=1",
                "--build-arg", "B=two words", "--label", "a=1", "--label", "b=2", ".",
            ])
        #expect(
            ToolCommands.save("slipway-build:1", with: .docker, to: "/t/image.tar")
                == ["docker", "image", "save", "--output", "/t/image.tar", "slipway-build:1"])
        #expect(ToolCommands.remove("n", with: .docker) == ["docker", "image", "rm", "--no-prune", "n"])
    }

    @Test("writes buildah's command lines")
    func buildah() {
        let bare = BuildRequest(context: "src", platform: Platform(os: "linux", architecture: "arm64"))
        #expect(
            ToolCommands.build(bare, with: .buildah, name: "n")
                == ["buildah", "build", "--layers", "--tag", "n", "--platform", "linux/arm64", "src"])
        #expect(
            ToolCommands.save("n", with: .buildah, to: "/t/i.tar")
                == ["buildah", "push", "--quiet", "n", "oci-archive:/t/i.tar"])
    }

    @Test("takes docker where an engine answers, buildah otherwise, and says so when there is neither")
    func choice() async throws {
        #expect(try await ImageBuilder(folder: "/x", tools: RecordingTools()).tool() == .docker)
        #expect(try await ImageBuilder(folder: "/x", tools: RecordingTools(missing: ["docker"])).tool() == .buildah)
        await #expect(throws: ImageError.noBuilder) {
            try await ImageBuilder(folder: "/x", tools: RecordingTools(missing: ["docker", "buildah"])).tool()
        }
    }

    @Test("takes the image's name away again when saving it failed")
    func cleansUp() async throws {
        try await withTemporaryFolder { folder in
            let tools = RecordingTools()
            await #expect(throws: ImageError.self) {
                try await ImageBuilder(folder: folder.path, tools: tools, processID: 7).build(request, name: "n") { _ in
                }
            }
            #expect(tools.all.last == ["docker", "image", "rm", "--no-prune", "slipway-build/n:7"])
        }
    }

    /// A docker archive of one plain layer, as `docker save` writes it.
    func archive(in folder: String, architecture: String = "amd64", asLayout: Bool = false) throws -> String {
        var contents = LayerContents()
        contents.add(.bytes([1, 2, 3], mode: 0o644), at: "/file")
        let tar = MemorySink()
        try contents.write(to: tar)
        let layer = tar.bytes
        let configuration = try CanonicalJSON.encode(
            ImageConfiguration(
                platform: Platform(os: "linux", architecture: architecture), diffIDs: [Digest(of: layer)]))
        var outer = LayerContents()
        func add(_ bytes: [UInt8], _ path: String) { outer.add(.bytes(bytes, mode: 0o644), at: path) }
        if asLayout {
            let manifest = try CanonicalJSON.encode(
                ImageManifest(
                    config: Descriptor(
                        mediaType: .ociConfig, digest: Digest(of: configuration), size: Int64(configuration.count)),
                    layers: [Descriptor(mediaType: .ociLayer, digest: Digest(of: layer), size: Int64(layer.count))]))
            let index = ImageIndex(manifests: [
                Descriptor(mediaType: .ociManifest, digest: Digest(of: manifest), size: Int64(manifest.count))
            ])
            for blob in [layer, configuration, manifest] { add(blob, "blobs/sha256/" + Digest(of: blob).hex) }
            add(Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8), "oci-layout")
            add(try CanonicalJSON.encode(index), "index.json")
        } else {
            add(layer, "abc/layer.tar")
            add(configuration, "config.json")
            add(Array("[{\"Config\":\"config.json\",\"Layers\":[\"abc/layer.tar\"]}]".utf8), "manifest.json")
        }
        let path = folder + "/image.tar"
        let sink = try FileSink(path)
        try outer.write(to: sink)
        return path
    }

    @Test("reads docker's archives and OCI's, and compresses their layers", arguments: [false, true])
    func archives(asLayout: Bool) async throws {
        try await withTemporaryFolder { folder in
            let path = try archive(in: folder.path, asLayout: asLayout)
            let image = try ImageArchive.read(
                path, platform: Platform(os: "linux", architecture: "amd64"), folder: folder.path + "/parts")
            #expect(image.layers.count == 1)
            let root = try unpack(image, into: folder.path + "/fs")
            #expect(try Disk.read(root + "/file", limit: 10) == [1, 2, 3])
            #expect(image.layers[0].descriptor.mediaType == .ociLayerGzip)
        }
    }

    @Test("refuses an archive for another platform, and one that is none")
    func badArchives() async throws {
        try await withTemporaryFolder { folder in
            let amd64 = Platform(os: "linux", architecture: "amd64")
            let arm = try archive(in: folder.path, architecture: "arm64")
            #expect(
                throws: ImageError.noSuchPlatform(
                    reference: arm, wanted: "linux/amd64", available: ["linux/arm64"])
            ) { try ImageArchive.read(arm, platform: amd64, folder: folder.path + "/a") }
            try Disk.write(Array("no archive".utf8), to: folder.path + "/none")
            #expect(throws: ImageError.content(.truncated("the tar archive"))) {
                try ImageArchive.read(folder.path + "/none", platform: amd64, folder: folder.path + "/b")
            }
        }
    }

    @Test("passes a tool's output on line by line, and keeps the end of it when it fails")
    func toolRunner() async throws {
        let tools = SubprocessToolRunner()
        let lines = try await tools.run(
            ["sh", "-c", "echo one; echo two >&2"], purpose: "test", workingFolder: nil
        ) { _ in }
        #expect(lines.sorted() == ["one", "two"])
        do throws(ImageError) {
            _ = try await tools.run(["sh", "-c", "echo why; exit 3"], purpose: "test", workingFolder: nil) { _ in }
            Issue.record("it should fail")
        } catch {
            guard case .toolFailed("sh -c", _, ["why"]) = error else {
                Issue.record("\(error)")
                return
            }
        }
        await #expect(throws: ImageError.noTool(name: "no-such-program", purpose: "test")) {
            try await tools.run(["no-such-program"], purpose: "test", workingFolder: nil) { _ in }
        }
    }
}
