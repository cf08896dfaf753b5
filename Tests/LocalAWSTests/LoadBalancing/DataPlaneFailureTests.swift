import Dispatch
import LocalAWS
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@Suite("The data plane when something breaks", .timeLimit(.minutes(1)))
struct DataPlaneFailureTests {
    private static func page(_ title: String) -> String {
        "<html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>\(title)</h1></center>\r\n</body>\r\n</html>\r\n"
    }

    @Test("answers 503 with the service's page when no target is registered")
    func noTarget() async throws {
        try await DataPlaneFixture.with { fixture in
            let answer = try await fixture.get()
            #expect(
                answer
                    == "HTTP/1.1 503 Service Unavailable\r\nServer: awselb/2.0\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                    + "Content-Type: text/html\r\nContent-Length: 162\r\nConnection: close\r\n\r\n"
                    + Self.page("503 Service Temporarily Unavailable"))
        }
    }

    @Test("answers 502 when the target refuses connections")
    func refused() async throws {
        try await DataPlaneFixture.with { fixture in
            let backend = try await fixture.addBackend { _ in .silence }
            try await backend.stop()
            let answer = try await fixture.get()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.contains("Content-Length: 122\r\n") && answer.hasSuffix(Self.page("502 Bad Gateway")))
        }
    }

    @Test(
        "answers 502 when the target hangs up or does not speak HTTP",
        arguments: [
            "", "garbage\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        ])
    func invalid(text: String) async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { _ in .raw(text, close: true) }
            #expect(try await fixture.get().hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        }
    }

    @Test("keeps the client's connection after a 502")
    func goesOn() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { $0.head.uri == "/bad" ? .raw("x", close: true) : .whole(.ok, body: "fine;") }
            let client = try await fixture.client()
            try await client.send("POST /bad HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy")
            #expect(await client.read(until: "</html>").hasPrefix("HTTP/1.1 502"))
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.read(until: ";").hasSuffix("fine;"))
            try await client.close()
        }
    }

    @Test("does not pass half an answer for a whole one")
    func truncated() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { _ in
                .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", close: true)
            }
            let client = try await fixture.client()
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(!answer.contains("0\r\n\r\n"))
        }
    }

    @Test("takes an answer that ends with the connection for whole")
    func untilClose() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { _ in .raw("HTTP/1.1 200 OK\r\n\r\nall of it", close: true) }
            let client = try await fixture.client()
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                let answer = await client.read(until: "0\r\n\r\n")
                #expect(answer.contains("all of it\r\n0\r\n\r\n"))
            }
            try await client.close()
        }
    }

    @Test("answers 504 when the target is silent for the idle time-out, and 408 when the client is")
    func silence() async throws {
        var limits = ELB.Limits()
        limits.idleTimeout = .milliseconds(400)
        try await DataPlaneFixture.with(limits: limits) { fixture in
            try await fixture.addBackend { _ in .silence }
            let answer = try await fixture.get()
            #expect(answer.hasPrefix("HTTP/1.1 504 Gateway Timeout\r\n"))
            #expect(answer.contains("Content-Length: 132\r\n") && answer.hasSuffix(Self.page("504 Gateway Time-out")))
            let slow = try await fixture.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")
            #expect(slow.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            let silent = try await fixture.client()
            #expect(await silent.readToEnd().isEmpty)
            #expect(try await fixture.exchange("GET / HTTP").isEmpty)
        }
    }

    @Test(
        "answers 400 to what is not HTTP and to ambiguous lengths, and passes none of it on",
        arguments: [
            "nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n",
        ])
    func badRequests(text: String) async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { _ in .whole(.ok, body: "passed on") }
            let answer = try await fixture.exchange(text)
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\n"))
            #expect(!answer.contains("passed on"))
            #expect(answer.components(of: "HTTP/1.1 ").count == 1)
        }
    }

    @Test("answers what came whole before the bad request first")
    func badAfterGood() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { _ in .whole(.ok, body: "good") }
            let answer = try await fixture.exchange(
                "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\nrubbish\r\n\r\n")
            let statuses = answer.components(of: "HTTP/1.1 ").map { String($0.prefix(3)) }
            #expect(statuses == ["200", "200", "400"])
        }
    }

    @Test("does not use a kept connection that the target has closed, even before it has heard of it")
    func staleConnections() async throws {
        let elsewhere = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await DataPlaneFixture.with(threads: 1) { fixture in
            let first = elsewhere.next().makePromise(of: (any Channel).self)
            let backend = try await TestBackend.start(on: elsewhere) { request in
                first.succeed(request.channel)
                return .whole(.ok, body: "on \(request.connection);")
            }
            try fixture.addTarget(port: backend.port)
            let client = try await RawClient.connect(fixture.port, on: elsewhere)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.read(until: ";").hasSuffix("on 1;"))
            // While the load balancer's only loop is held, the request arrives first and the target hangs up after it.
            let gate = DispatchSemaphore(value: 0)
            fixture.group.next().execute { gate.wait() }
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
            try await first.futureResult.get().close()
            gate.signal()
            #expect(await client.read(until: ";").hasSuffix("on 2;"))
            try await client.close()
        }
        try await elsewhere.shutdownGracefully()
    }

    @Test("lets go of the target when the client hangs up")
    func clientGone() async throws {
        try await DataPlaneFixture.with { fixture in
            let gone = fixture.group.next().makePromise(of: Void.self)
            let arrived = fixture.group.next().makePromise(of: Void.self)
            let backend = try await ServerBootstrap(group: fixture.group)
                .childChannelInitializer { channel in
                    channel.closeFuture.cascade(to: gone)
                    return channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Arrival(arrived))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            try fixture.addTarget(port: try #require(backend.localAddress?.port))
            let client = try await fixture.client()
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            try await arrived.futureResult.get()
            try await client.close()
            try await gone.futureResult.get()
        }
    }

    @Test("closes connections above the bound")
    func bound() async throws {
        var limits = ELB.Limits()
        limits.clientConnections = 0
        try await DataPlaneFixture.with(limits: limits) { fixture in
            let client = try await fixture.client()
            #expect(await client.readToEnd().isEmpty)
        }
    }
}

private final class Arrival: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<Void>

    init(_ promise: EventLoopPromise<Void>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { promise.succeed() }
}
