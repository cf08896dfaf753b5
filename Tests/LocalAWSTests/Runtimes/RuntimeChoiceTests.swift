import Foundation
import LocalAWS
import Logging
import TestSupport
import Testing

@Suite("Choice of the runtime", .privateEngine, .timeLimit(.minutes(3)))
struct RuntimeChoiceTests {
    private func settings(_ folder: URL, host: String) -> RuntimeChoice.Settings {
        RuntimeChoice.Settings(
            instance: .current(nonce: "choice"), time: WallTime(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            stateFolder: folder.appending(path: "state").path, environment: ["DOCKER_HOST": host])
    }

    @Test("auto takes the engine that answers, and says which")
    func engine() async throws {
        guard let endpoint = PrivateEngine.endpoint else { return print("skipped: no engine") }
        try await withTemporaryFolder { folder in
            let chosen = try await RuntimeChoice.auto.make(settings(folder, host: endpoint.description))
            #expect(chosen.runtime.name == "docker")
            #expect(chosen.reason.contains(endpoint.description))
            await chosen.runtime.shutdown()
        }
    }

    @Test("auto runs processes where no engine answers, and says why")
    func noEngine() async throws {
        guard getuid() == 0 else { return print("skipped: root is needed to make namespaces") }
        try await withTemporaryFolder { folder in
            let chosen = try await RuntimeChoice.auto.make(settings(folder, host: "unix:///nowhere.sock"))
            #expect(chosen.runtime.name == "process")
            #expect(chosen.reason.contains("unix:///nowhere.sock: no such file or directory"))
            await chosen.runtime.shutdown()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state") == [])
        }
    }

    @Test("what killed processes left is removed also when an engine is chosen")
    func otherLeftovers() async throws {
        guard let endpoint = PrivateEngine.endpoint, getuid() == 0 else { return print("skipped: no engine") }
        try await withTemporaryFolder { folder in
            var dead = RuntimeInstance.current(nonce: "dead")
            dead.startTime += 1
            let left = folder.appending(path: "state/\(dead.id)")
            try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
            let chosen = try await RuntimeChoice.auto.make(settings(folder, host: endpoint.description))
            let clock = ContinuousClock()
            let limit = clock.now + .seconds(60)
            while FileManager.default.fileExists(atPath: left.path), clock.now < limit { await Task.yield() }
            #expect(!FileManager.default.fileExists(atPath: left.path))
            await chosen.runtime.shutdown()
        }
    }

    @Test("clearing tells whose leavings were found, and leaves nothing of them")
    func clearing() async throws {
        guard let endpoint = PrivateEngine.endpoint, getuid() == 0 else { return print("skipped: no engine") }
        try await withTemporaryFolder { folder in
            var dead = RuntimeInstance.current(nonce: "dead")
            dead.startTime += 1
            let left = folder.appending(path: "state/\(dead.id)")
            try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
            #expect(await RuntimeChoice.clear(settings(folder, host: endpoint.description)) == [dead])
            #expect(await RuntimeChoice.clear(settings(folder, host: endpoint.description)).isEmpty)
        }
    }

    @Test("docker on request is not replaced by anything else")
    func onlyDocker() async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: RuntimeUnavailable.self) {
                _ = try await RuntimeChoice.docker.make(settings(folder, host: "unix:///nowhere.sock"))
            }
            #expect(error?.message.contains("--runtime process") == true)
        }
    }
}
