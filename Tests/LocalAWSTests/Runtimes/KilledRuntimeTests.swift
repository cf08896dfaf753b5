import Foundation
import LocalAWS
import Logging
import TestSupport
import Testing

/// LocalAWS itself is killed, for real.
@Suite("A killed LocalAWS", .privateEngine, .timeLimit(.minutes(3)))
struct KilledRuntimeTests {
    @Test(
        "what a killed LocalAWS left is removed at the next start, and nothing of a living one",
        arguments: RuntimeKind.allCases)
    func killed(kind: RuntimeKind) async throws {
        guard getuid() == 0 else { return print("skipped: root is needed to look at all that is left") }
        try await RuntimeFixture.with(kind) { living in
            let (alive, network) = try await living.run(["serve"])
            await living.recorder.wait { $0.lines(alive).contains { $0.hasPrefix("listening on") } }
            let mark = String(UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(12))
            let engine = PrivateEngine.endpoint?.description ?? ""
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    path = living.folder.path as String, mark = mark as String, engine = engine as String,
                    name = kind.rawValue as String,
                ] in
                try await Self.runUntilKilled(path, mark, engine, name)
            }
            let instance = RuntimeInstance.current(nonce: "after")
            try await RuntimeFixture.withRuntime(kind, instance, living.folder) { runtime in
                await RuntimeFixture.awaitSweep(runtime)
                let traces = try living.traces(of: mark)
                #expect(traces == [])
                let body = try await living.get(network)
                #expect(body == "hello\n")
            }
        }
    }

    /// In a process of its own: a task that runs, then the end without a word.
    private static func runUntilKilled(_ path: String, _ mark: String, _ engine: String, _ name: String) async throws {
        let kind = try #require(RuntimeKind(rawValue: name))
        let endpoint = engine.isEmpty ? nil : try EngineEndpoint(dockerHost: engine)
        try await PrivateEngine.$endpoint.withValue(endpoint) {
            let runtime = try await RuntimeFixture.make(kind, .current(nonce: mark), URL(filePath: path))
            let key = ContainerKey(task: RuntimeFixture.freshTask(), name: "main")
            let spec = ContainerSpec(
                key: key, image: try ProbeImage(in: URL(filePath: path)).build(), command: ["deaf", mark], ports: [8080]
            )
            let network = try await runtime.createNetwork(task: key.task, ports: [8080])
            try await runtime.start(spec, network: network)
            for await case .output in runtime.events { break }
            try FileManager.default.removeItem(at: ProbeProgram.binary.get())
            kill(getpid(), SIGKILL)
        }
    }
}
