import Foundation
import LocalAWS
import Logging
import TestSupport
import Testing

/// LocalAWS itself is killed, for real.
@Suite("A killed LocalAWS", .privateEngine, .timeLimit(.minutes(3)))
struct KilledRuntimeTests {
    @Test("what a killed LocalAWS left is removed at the next start", arguments: RuntimeKind.allCases)
    func killed(kind: RuntimeKind) async throws {
        guard getuid() == 0 else { return print("skipped: root is needed to look at all that is left") }
        if let obstacle = kind.obstacle { return print("skipped for \(kind.rawValue): \(obstacle)") }
        try await withTemporaryFolder { folder in
            let mark = String(UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(12))
            let engine = PrivateEngine.endpoint?.description ?? ""
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    path = folder.path as String, mark = mark as String, engine = engine as String,
                    name = kind.rawValue as String
                ] in
                let kind = try #require(RuntimeKind(rawValue: name))
                let endpoint = engine.isEmpty ? nil : try EngineEndpoint(dockerHost: engine)
                try await PrivateEngine.$endpoint.withValue(endpoint) {
                    let runtime = try await RuntimeFixture.make(
                        kind, .current(nonce: mark), URL(filePath: path))
                    let key = ContainerKey(task: RuntimeFixture.freshTask(), name: "main")
                    let spec = ContainerSpec(
                        key: key, image: try ProbeImage(in: URL(filePath: path)).build(), command: ["deaf", mark],
                        ports: [8080])
                    let network = try await runtime.createNetwork(task: key.task, ports: [8080])
                    try await runtime.start(spec, network: network)
                    for await case .output in runtime.events { break }
                    try FileManager.default.removeItem(at: ProbeProgram.binary.get())
                    kill(getpid(), SIGKILL)
                }
            }
            let instance = RuntimeInstance.current(nonce: "after")
            try await RuntimeFixture.withRuntime(kind, instance, folder) { runtime in
                await RuntimeFixture.awaitSweep(runtime)
                let fixture = RuntimeFixture(kind: kind, runtime: runtime, instance: instance, folder: folder)
                let traces = try fixture.traces(of: mark)
                #expect(traces == [])
            }
        }
    }
}
