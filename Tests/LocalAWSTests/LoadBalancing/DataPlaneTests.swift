import LocalAWS
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@Suite("The data plane", .timeLimit(.minutes(1)))
struct DataPlaneTests {
    @Test("passes requests on in turn, and tells targets who asked")
    func turns() async throws {
        try await DataPlaneFixture.with { fixture in
            for name in ["a", "b"] {
                try await fixture.addBackend { request in
                    let from = request.head.headers.first(name: "x-forwarded-for") ?? ""
                    let trace = request.head.headers.first(name: "x-amzn-trace-id") ?? ""
                    return .whole(.ok, body: "\(name) \(request.head.uri) \(from) \(trace)")
                }
            }
            let trace = "Root=1-2ebc98a1-0123456789abcdef01234567"
            var answers: [String] = []
            for _ in 0..<3 { answers.append(try await fixture.get("/x?y")) }
            #expect(answers[0].hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(
                answers.map { $0.split(separator: "\r\n").last ?? "" }
                    == [
                        "a /x?y 127.0.0.1 \(trace)", "b /x?y 127.0.0.1 \(trace)", "a /x?y 127.0.0.1 \(trace)",
                    ].map { $0[...] })
        }
    }

    @Test("keeps connections alive on both sides, and answers pipelined requests in order")
    func keepAlive() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { .whole(.ok, body: "\($0.head.uri) on \($0.connection);") }
            let client = try await fixture.client()
            try await client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
            let first = await client.read(until: "/2 on 1;")
            #expect(first.contains("/1 on 1;"))
            #expect(first.contains("Connection: keep-alive\r\n"))
            try await client.send("POST /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi")
            #expect(await client.read(until: ";").hasSuffix("/3 on 1;"))
            try await client.close()
        }
    }

    @Test("carries chunked and counted bodies both ways, in any size")
    func bodies() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { request in
                let coding = request.head.headers.first(name: "transfer-encoding") ?? "none"
                let pieces = (0..<400).map { "\($0 % 10)" + String(repeating: "x", count: 8191) }
                return .chunks(["\(coding) \(request.body.readableBytes) "] + pieces)
            }
            let piece = String(repeating: "z", count: 65_536)
            let client = try await fixture.client()
            try await client.send(
                "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<40 { try await client.send("10000\r\n\(piece)\r\n") }
            try await client.send("0\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.contains("Transfer-Encoding: chunked\r\n"))
            #expect(answer.contains("chunked 2621440 "))
            #expect(answer.utf8.count { $0 == UInt8(ascii: "x") } == 400 * 8191)
            #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    @Test("holds a fast target back while the client does not read")
    func backPressure() async throws {
        try await DataPlaneFixture.with { fixture in
            let total = 64 * 1024 * 1024
            let written = NIOLoopBoundBox<Int>.makeBoxSendingValue(0, eventLoop: fixture.group.next())
            let backend = try await ServerBootstrap(group: written.eventLoop)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Flood(total: total, written: written))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            try fixture.addTarget(port: try #require(backend.localAddress?.port))
            let (reader, taken) = try await SlowReader.connect(port: fixture.port, on: fixture.group)
            // The client takes one piece and no more. Kernel buffers fill; then the target has to stop.
            try await taken.get()
            let before = try await Self.settled(written)
            #expect(before < total / 2)
            let all = try await SlowReader.readAll(reader)
            #expect(all > total)
        }
    }

    /// How much was written once it has stopped growing between looks through both loops.
    private static func settled(_ written: NIOLoopBoundBox<Int>) async throws -> Int {
        var last = -1
        var same = 0
        while same < 200 {
            let now = try await written.eventLoop.submit { written.value }.get()
            same = now == last ? same + 1 : 0
            last = now
        }
        return last
    }

    @Test("answers HEAD, 204 and 304 without a body and keeps the connection in step")
    func noBodies() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { request in
                switch request.head.uri {
                case "/204": .raw("HTTP/1.1 204 No Content\r\n\r\n", close: false)
                case "/304": .raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", close: false)
                case "/head": .raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", close: false)
                case "/headchunked": .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", close: false)
                default: .whole(.ok, body: "last")
                }
            }
            let client = try await fixture.client()
            try await client.send(
                "GET /204 HTTP/1.1\r\nHost: h\r\n\r\nGET /304 HTTP/1.1\r\nHost: h\r\n\r\n"
                    + "HEAD /head HTTP/1.1\r\nHost: h\r\n\r\nHEAD /headchunked HTTP/1.1\r\nHost: h\r\n\r\n"
                    + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let all = await client.readToEnd()
            let parts = all.components(of: "HTTP/1.1 ")
            #expect(parts.map { String($0.prefix(3)) } == ["204", "304", "200", "200", "200"])
            #expect(parts[2].contains("Content-Length: 1000"))
            #expect(parts.dropLast().allSatisfy { $0.hasSuffix("\r\n\r\n") })
            #expect(parts[4].hasSuffix("\r\n\r\nlast"))
        }
    }

    @Test("says 100 Continue itself")
    func expectContinue() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend {
                .whole(.ok, body: "\($0.body.readableBytes) \($0.head.headers.contains(name: "expect"));")
            }
            let client = try await fixture.client()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("body")
            #expect(await client.read(until: ";").hasSuffix("4 false;"))
            try await client.close()
        }
    }

    @Test("does not pass an Upgrade on: the target answers plainly, and the connection ends")
    func upgrade() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { .whole(.ok, body: "\($0.head.headers.contains(name: "upgrade"))") }
            let answer = try await fixture.exchange(
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.hasSuffix("false"))
            #expect(answer.contains("Connection: close"))
        }
    }

    @Test("answers clients of HTTP/1.0 as they understand it")
    func oldClients() async throws {
        try await DataPlaneFixture.with { fixture in
            try await fixture.addBackend { _ in .chunks(["one ", "two"]) }
            let answer = try await fixture.exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(answer.contains("Connection: close") && !answer.contains("chunked"))
            #expect(answer.hasSuffix("\r\n\r\none two"))
        }
    }

    @Test("fixed responses and redirects need no target")
    func localActions() async throws {
        try await DataPlaneFixture.with { fixture in
            let path = ELB.Condition.path([.init("/old/*", ignoresCase: false)])
            _ = try fixture.world.addRule(1, [path], .redirect(.init(status: 301, path: "/new/#{path}")))
            let other = ELB.Condition.path([.init("/fixed", ignoresCase: false)])
            _ = try fixture.world.addRule(
                2, [other], .fixedResponse(.init(status: 418 - 14, contentType: "application/json", body: "{}")))
            fixture.plane.update(from: fixture.world.store)
            let moved = try await fixture.get("/old/x?y=1")
            #expect(moved.hasPrefix("HTTP/1.1 301 Moved Permanently\r\nServer: awselb/2.0\r\n"))
            #expect(moved.contains("Location: http://h:\(fixture.port)/new/old/x?y=1\r\n"))
            let fixed = try await fixture.get("/fixed")
            #expect(fixed.hasPrefix("HTTP/1.1 404 Not Found\r\n") && fixed.hasSuffix("\r\n\r\n{}"))
            #expect(fixed.contains("Content-Type: application/json\r\nContent-Length: 2\r\n"))
        }
    }
}

/// Writes without end, as fast as its socket takes it.
private final class Flood: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let total: Int
    private let written: NIOLoopBoundBox<Int>
    private let piece = ByteBuffer(repeating: UInt8(ascii: "f"), count: 65_536)
    private var started = false

    init(total: Int, written: NIOLoopBoundBox<Int>) {
        self.total = total
        self.written = written
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !started else { return }
        started = true
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n"
        context.write(wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
        pump(context)
    }

    private func pump(_ context: ChannelHandlerContext) {
        while context.channel.isWritable, written.value < total {
            written.value += piece.readableBytes
            context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { if started { pump(context) } }
}

/// Reads one piece, and the rest only when told.
private final class SlowReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let taken: EventLoopPromise<Void>
    private var count = 0
    private var done: EventLoopPromise<Int>?

    init(_ taken: EventLoopPromise<Void>) {
        self.taken = taken
    }

    static func connect(port: Int, on group: any EventLoopGroup) async throws -> (any Channel, EventLoopFuture<Void>) {
        let taken = group.next().makePromise(of: Void.self)
        let channel = try await ClientBootstrap(group: group)
            .channelOption(.autoRead, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SlowReader(taken))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        channel.read()
        return (channel, taken.futureResult)
    }

    static func readAll(_ channel: any Channel) async throws -> Int {
        try await channel.eventLoop.flatSubmit {
            let done = channel.eventLoop.makePromise(of: Int.self)
            do {
                try channel.pipeline.syncOperations.handler(type: SlowReader.self).done = done
            } catch {
                done.fail(error)
            }
            channel.setOption(.autoRead, value: true).whenFailure { done.fail($0) }
            return done.futureResult
        }.get()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count += unwrapInboundIn(data).readableBytes
        taken.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) { done?.succeed(count) }
}

extension String {
    /// The pieces after each occurrence of a mark.
    func components(of mark: String) -> [String] {
        var pieces: [String] = []
        var rest = self[...]
        while let found = rest.firstRange(of: mark) {
            rest = rest[found.upperBound...]
            let end = rest.firstRange(of: mark)?.lowerBound ?? rest.endIndex
            pieces.append(String(rest[..<end]))
        }
        return pieces
    }
}
