import LocalAWS
import Logging
import NIOCore
import NIOPosix

/// A data plane with one load balancer, one listener and one target group, and backends in this process.
final class DataPlaneFixture {
    let group: MultiThreadedEventLoopGroup
    let plane: ELB.DataPlane
    var world: BalancingWorld
    private(set) var port = 0

    init(limits: ELB.Limits = ELB.Limits(), threads: Int) throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        plane = ELB.DataPlane(
            group: group, limits: limits, time: BalancingTime(), logger: Logger(label: "test"),
            random: { 0x0123_4567_89ab_cdef })
        world = try BalancingWorld()
    }

    /// Opens the listener, runs the body, and closes everything.
    static func with(
        limits: ELB.Limits = ELB.Limits(), threads: Int = 2, _ body: (DataPlaneFixture) async throws -> Void
    ) async throws {
        let fixture = try DataPlaneFixture(limits: limits, threads: threads)
        do {
            fixture.plane.update(from: fixture.world.store)
            fixture.port = try await fixture.plane.open(.listener(fixture.world.listener), preferring: nil)
            try await body(fixture)
        } catch {
            await fixture.plane.shutdown()
            try await fixture.group.shutdownGracefully()
            throw error
        }
        await fixture.plane.shutdown()
        try await fixture.group.shutdownGracefully()
    }

    /// Starts a backend and takes it in as a healthy target.
    @discardableResult
    func addBackend(_ behaviour: @escaping TestBackend.Behaviour) async throws -> TestBackend {
        let backend = try await TestBackend.start(on: group, behaviour)
        try addTarget(port: backend.port)
        return backend
    }

    func addTarget(port: Int) throws {
        try world.register("127.0.0.1", port)
        world.check(.answered(200), "127.0.0.1", port)
        plane.update(from: world.store)
    }

    func number(port: Int) -> Int { world.number("127.0.0.1", port) ?? 0 }

    /// Drains a target: no new requests, as the service does it.
    func drain(port: Int) throws {
        let number = number(port: port)
        try world.deregister("127.0.0.1", port)
        plane.update(from: world.store)
        plane.closeIdle([number])
    }

    func client() async throws -> RawClient { try await RawClient.connect(port, on: group) }

    /// One request on a connection of its own, to the end.
    func exchange(_ request: String) async throws -> String {
        let client = try await client()
        try await client.send(request)
        return await client.readToEnd()
    }

    func get(_ path: String = "/", _ more: String = "") async throws -> String {
        try await exchange("GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\(more)\r\n")
    }
}
