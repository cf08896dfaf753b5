import Foundation
import LocalAWS
import Logging
import TestSupport
import Testing

/// What only engines do. One after the other: who removes images by force disturbs others that share their layers.
@Suite("Docker runtime", .privateEngine, .serialized, .timeLimit(.minutes(3)))
struct DockerRuntimeTests {
    @Test("where an engine's bridge cannot be reached, ports are published at loopback")
    func publishedPorts() async throws {
        guard let endpoint = PrivateEngine.endpoint, case .success = ProbeProgram.binary else {
            return print("skipped: no engine")
        }
        try await withTemporaryFolder { folder in
            let instance = RuntimeInstance.current(nonce: "published")
            let runtime = try await DockerRuntime.connect(
                to: [endpoint], instance: instance, networking: .published, time: WallTime(),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            let fixture = RuntimeFixture(kind: .docker, runtime: runtime, instance: instance, folder: folder)
            let recording = Task { await fixture.recorder.record(runtime.events) }
            do {
                let (key, network) = try await fixture.run(["serve"])
                #expect(network.address == "127.0.0.1")
                #expect(network.portMap[8080] != nil)
                await fixture.recorder.wait { $0.lines(key).contains("listening on 8080") }
                let body = try await fixture.get(network)
                #expect(body == "hello\n")
            } catch {
                await runtime.shutdown()
                throw error
            }
            await runtime.shutdown()
            await recording.value
            #expect(try fixture.traces(of: instance.id) == [])
        }
    }

    @Test("an image that somebody removed from the engine is handed over again")
    func lostImage() async throws {
        try await RuntimeFixture.with(.docker) { fixture in
            let engine = try #require(PrivateEngine.endpoint?.description)
            let image = try fixture.image()
            let (first, _) = try await fixture.run(["exit", "0"], image: image)
            _ = await fixture.recorder.exit(of: first)
            await fixture.runtime.remove(task: first.task)
            let (_, list) = try Shell.run(["docker", "-H", engine, "images", "--format", "{{.Repository}}:{{.Tag}}"])
            let own = list.split(separator: "\n").map(String.init).filter { $0.contains(fixture.instance.id) }
            try Shell.run(["docker", "-H", engine, "rmi", "-f"] + own)
            let (second, _) = try await fixture.run(["exit", "3"], image: image)
            #expect(await fixture.recorder.exit(of: second)?.code == 3)
        }
    }

    @Test("a container that somebody removed is told as vanished")
    func vanished() async throws {
        try await RuntimeFixture.with(.docker) { fixture in
            let engine = try #require(PrivateEngine.endpoint?.description)
            let (key, _) = try await fixture.run(["deaf"])
            await fixture.recorder.line("waiting", of: key)
            try Shell.run(["docker", "-H", engine, "rm", "-f", "slipway-\(key.task)-main"])
            let exit = await fixture.recorder.exit(of: key)
            #expect(exit?.code == 137)
        }
    }
}
