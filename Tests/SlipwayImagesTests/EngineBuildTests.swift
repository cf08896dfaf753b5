import Foundation
import OCI
import SlipwayImages
import Synchronization
import TestSupport
import Testing

@Suite("Building with a real engine", .enabled(if: has("dockerd") && has("docker") && Disk.isRoot))
struct EngineBuildTests {
    @Test("builds from a Dockerfile, takes the image out of the engine and leaves nothing of it there")
    func build() async throws {
        let script = packageRoot().appendingPathComponent("Scripts/docker-engine.sh").path
        let engine = "/tmp/slipway-build-\(UInt32.random(in: .min ... .max))"
        guard let started = try? run(script, "start", engine) else { return }
        defer { _ = try? run(script, "stop", engine) }
        let host = String(started.split(separator: "\n").last ?? "")
        try await withTemporaryFolder { folder in
            let context = folder.path + "/context"
            try Disk.makeFolder(context)
            let dockerfile = "FROM scratch\nARG WORD\nCOPY file /file\nLABEL word=$WORD\nENTRYPOINT [\"/file\"]\n"
            try Disk.write(Array(dockerfile.utf8), to: context + "/Dockerfile")
            try Disk.write(Array("hello".utf8), to: context + "/file")
            #if arch(arm64)
            let platform = Platform(os: "linux", architecture: "arm64")
            #else
            let platform = Platform(os: "linux", architecture: "amd64")
            #endif
            let tools = SubprocessToolRunner(environment: ["DOCKER_HOST": host])
            let lines = Mutex(0)
            let image = try await ImageBuilder(folder: folder.path + "/work", tools: tools).build(
                BuildRequest(context: context, arguments: ["WORD=yes"], platform: platform), name: "probe"
            ) { _ in lines.withLock { $0 += 1 } }
            #expect(lines.withLock { $0 } > 3)
            let configuration = try ImageConfiguration.parse(image.configuration)
            #expect(configuration.config?.labels?["word"] == "yes")
            #expect(configuration.config?.entrypoint == ["/file"])
            let root = try unpack(image, into: folder.path + "/fs")
            #expect(try Disk.read(root + "/file", limit: 100) == Array("hello".utf8))
            let left = try await tools.run(
                ["docker", "image", "ls", "--format", "{{.Repository}}"], purpose: "look", workingFolder: nil
            ) { _ in }
            #expect(left.filter { $0.contains("probe") } == [])

            try Disk.write(Array("FROM scratch\nCOPY missing /x\n".utf8), to: context + "/Dockerfile")
            do throws(ImageError) {
                _ = try await ImageBuilder(folder: folder.path + "/work", tools: tools).build(
                    BuildRequest(context: context, platform: platform), name: "probe"
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
