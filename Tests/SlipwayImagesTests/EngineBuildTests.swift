import Foundation
import OCI
import SlipwayImages
import Synchronization
import TestSupport
import Testing

@Suite("Building with real tools")
struct EngineBuildTests {
    static var platform: Platform {
        #if arch(arm64)
        Platform(os: "linux", architecture: "arm64")
        #else
        Platform(os: "linux", architecture: "amd64")
        #endif
    }

    /// A context whose image needs nothing from elsewhere.
    func makeContext(in folder: String) throws -> String {
        let context = folder + "/context"
        try Disk.makeFolder(context)
        let dockerfile = "FROM scratch\nARG WORD\nCOPY file /file\nLABEL word=$WORD\nENTRYPOINT [\"/file\"]\n"
        try Disk.write(Array(dockerfile.utf8), to: context + "/Dockerfile")
        try Disk.write(Array("hello".utf8), to: context + "/file")
        return context
    }

    func verify(_ image: LocalImage, in folder: String) throws {
        let configuration = try ImageConfiguration.parse(image.configuration)
        #expect(configuration.config?.labels?["word"] == "yes")
        #expect(configuration.config?.entrypoint == ["/file"])
        let root = try unpack(image, into: folder + "/fs")
        #expect(try Disk.read(root + "/file", limit: 100) == Array("hello".utf8))
    }

    @Test("buildah builds where no engine answers", .enabled(if: has("buildah") && Disk.isRoot))
    func buildah() async throws {
        try await withTemporaryFolder { folder in
            let storage = """
                [storage]
                driver = "vfs"
                graphroot = "\(folder.path)/graph"
                runroot = "\(folder.path)/run"
                """
            try Disk.write(Array(storage.utf8), to: folder.path + "/storage.conf")
            let tools = SubprocessToolRunner(environment: [
                "DOCKER_HOST": "unix://\(folder.path)/none", "CONTAINERS_STORAGE_CONF": folder.path + "/storage.conf",
            ])
            let builder = ImageBuilder(folder: folder.path + "/work", tools: tools)
            #expect(try await builder.tool() == .buildah)
            let image = try await builder.build(
                BuildRequest(
                    context: makeContext(in: folder.path), arguments: ["WORD=yes"], platform: Self.platform),
                name: "probe"
            ) { _ in }
            try verify(image, in: folder.path)
            let left = try await tools.run(["buildah", "images"], purpose: "look", workingFolder: nil) { _ in }
            #expect(left.filter { $0.contains("probe") } == [])
        }
    }

    @Test(
        "docker builds, gives the image away and keeps nothing of it",
        .enabled(if: has("dockerd") && has("docker") && Disk.isRoot))
    func docker() async throws {
        let script = packageRoot().appendingPathComponent("Scripts/docker-engine.sh").path
        let engine = "/tmp/slipway-build-\(UInt32.random(in: .min ... .max))"
        guard let started = try? run(script, "start", engine) else { return }
        defer { _ = try? run(script, "stop", engine) }
        let host = String(started.split(separator: "\n").last ?? "")
        try await withTemporaryFolder { folder in
            let context = try makeContext(in: folder.path)
            let tools = SubprocessToolRunner(environment: ["DOCKER_HOST": host])
            let lines = Mutex(0)
            let image = try await ImageBuilder(folder: folder.path + "/work", tools: tools).build(
                BuildRequest(context: context, arguments: ["WORD=yes"], platform: Self.platform), name: "probe"
            ) { _ in lines.withLock { $0 += 1 } }
            #expect(lines.withLock { $0 } > 3)
            try verify(image, in: folder.path)
            let left = try await tools.run(
                ["docker", "image", "ls", "--format", "{{.Repository}}"], purpose: "look", workingFolder: nil
            ) { _ in }
            #expect(left.filter { $0.contains("probe") } == [])

            try Disk.write(Array("FROM scratch\nCOPY missing /x\n".utf8), to: context + "/Dockerfile")
            do throws(ImageError) {
                _ = try await ImageBuilder(folder: folder.path + "/work", tools: tools).build(
                    BuildRequest(context: context, platform: Self.platform), name: "probe"
                ) { _ in }
                Issue.record("it should fail")
            } catch {
                guard case .toolFailed("docker build", _, let last) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(last.contains { $0.contains("missing") })
            }
        }
    }
}
