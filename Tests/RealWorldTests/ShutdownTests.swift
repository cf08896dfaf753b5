import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("Shutdown")
    struct ShutdownTests {
        @Test("finishes the request in flight, takes no new ones, and then ends", arguments: Backend.available)
        func finishes(backend: Backend) async throws {
            try await EmptyDatabase.with(backend) { empty in
                let settings = try empty.settings()
                let database = try empty.open(settings)
                _ = try await Migrator(now: Surroundings.real.now).run(on: database)
                let threads = NIOThreadPool(numberOfThreads: 1)
                threads.start()
                let server = Server(
                    settings: settings, database: database, surroundings: .real, logger: EmptyDatabase.silent,
                    registry: PrometheusRegistry(), threads: threads)
                let (ports, announcePort) = AsyncStream.makeStream(of: Int.self)
                let group = await server.group { channel in announcePort.yield(channel.localAddress?.port ?? 0) }
                async let ended: Void = group.run()
                let port = try #require(await ports.first { _ in true })

                // Half a body is there when the shutdown begins; the other half comes after it.
                let text = #"{"user":{"username":"ann","email":"ann@example.com","password":"12345678"}}"#
                let (chunks, send) = AsyncStream.makeStream(of: ByteBuffer.self)
                var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/users")
                request.method = .POST
                request.body = .stream(chunks, length: .known(Int64(text.utf8.count)))
                let asked = request
                send.yield(ByteBuffer(string: String(text.prefix(30))))
                async let answer = HTTPClient.shared.execute(asked, deadline: .now() + .seconds(30))
                while try await inFlight(server.registry) == 0 { await Task.yield() }
                await group.triggerGracefulShutdown()
                await #expect(throws: (any Error).self) {
                    while true {  // the listener closes a moment after the signal
                        _ = try await HTTPClient.shared.execute(
                            HTTPClientRequest(url: "http://127.0.0.1:\(port)/health"), deadline: .now() + .seconds(5))
                    }
                }
                send.yield(ByteBuffer(string: String(text.dropFirst(30))))
                send.finish()
                let answered = try await answer
                #expect(answered.status == .created)
                #expect(answered.headers["connection"] == ["close"])
                try await ended
                try await threads.shutdownGracefully()
            }
        }

        private func inFlight(_ registry: PrometheusRegistry) async throws -> Double {
            let line = registry.text().split(separator: "\n").first { $0.hasPrefix("http_requests_in_flight ") }
            return line.flatMap { Double($0.split(separator: " ")[1]) } ?? 0
        }
    }
}
