import LocalAWS
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@Suite("Health checks over HTTP", .timeLimit(.minutes(1)))
struct HealthProbeTests {
    private static func probe(
        _ behaviour: @escaping TestBackend.Behaviour, path: String = "/health", stopped: Bool = false
    ) async throws -> ELB.ProbeResult {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let backend = try await TestBackend.start(on: group, behaviour)
        if stopped { try await backend.stop() }
        var settings = ELB.HealthCheck()
        settings.path = path
        settings.timeout = .milliseconds(200)
        let plan = ELB.CheckPlan(address: "127.0.0.1", port: backend.port, settings: settings)
        let result = await ELB.HTTPProbe(group: group).check(plan)
        try await group.shutdownGracefully()
        return result
    }

    @Test("asks with the load balancer's own name and reports the code")
    func codes() async throws {
        let result = try await Self.probe { request in
            let agent = request.head.headers.first(name: "user-agent")
            let isRight =
                request.head.uri == "/health" && agent == "ELB-HealthChecker/2.0" && request.head.method == .GET
            return .whole(isRight ? .accepted : .badRequest)
        }
        #expect(result == .answered(202))
        #expect(try await Self.probe { _ in .whole(.found, ["Location": "/elsewhere"]) } == .answered(302))
    }

    @Test("tells silence from refusal and from nonsense")
    func failures() async throws {
        #expect(try await Self.probe { _ in .silence } == .timedOut)
        #expect(try await Self.probe({ _ in .silence }, stopped: true) == .failed)
        #expect(try await Self.probe { _ in .raw("hello\r\n\r\n", close: true) } == .failed)
        #expect(try await Self.probe { _ in .raw("", close: true) } == .failed)
    }
}
