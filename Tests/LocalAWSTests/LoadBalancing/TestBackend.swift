import NIOCore
import NIOHTTP1
import NIOPosix

/// A target in this process: answers whole requests as a closure says.
struct TestBackend {
    struct Request: Sendable {
        var head: HTTPRequestHead
        var body: ByteBuffer
        /// Which connection of this backend it came by, from 1.
        var connection: Int
        var channel: any Channel
    }

    enum Reply: Sendable {
        case whole(HTTPResponseStatus, HTTPHeaders = [:], body: String = "")
        /// Pieces without a length.
        case chunks([String])
        /// Exactly these bytes, then the connection is closed or left as it is.
        case raw(String, close: Bool)
        case silence
        /// Held until the future is done.
        case later(EventLoopFuture<Void>, String)
    }

    typealias Behaviour = @Sendable (Request) -> Reply

    let channel: any Channel
    var port: Int { channel.localAddress?.port ?? 0 }

    static func start(on group: any EventLoopGroup, _ behaviour: @escaping Behaviour) async throws -> TestBackend {
        let connections = NIOLoopBoundBox<Int>.makeBoxSendingValue(0, eventLoop: group.next())
        let loop = connections.eventLoop
        // One loop for all of a backend's connections, so that they can be counted without a lock.
        let channel = try await ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 512)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.value += 1
                    let handler = BackendHandler(connections.value, behaviour)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TestBackend(channel: channel)
    }

    /// Accepts nobody more.
    func stop() async throws { try await channel.close() }
}

private final class BackendHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: Int
    private let behaviour: TestBackend.Behaviour
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()

    init(_ connection: Int, _ behaviour: @escaping TestBackend.Behaviour) {
        self.connection = connection
        self.behaviour = behaviour
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(var bytes): body.writeBuffer(&bytes)
        case .end:
            guard let head else { return }
            let request = TestBackend.Request(
                head: head, body: body, connection: connection, channel: context.channel)
            body.clear()
            reply(behaviour(request), context)
        }
    }

    private func reply(_ reply: TestBackend.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .whole(let status, var headers, let body):
            if !headers.contains(name: "content-length") {
                headers.add(name: "Content-Length", value: String(body.utf8.count))
            }
            let isHead = head?.method == .HEAD
            write(status, headers, isHead || body.isEmpty ? [] : [body], context)
        case .chunks(let pieces): write(.ok, [:], pieces, context)
        case .raw(let text, let close):
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            // Straight to the socket, past the encoder.
            context.channel.pipeline.context(handlerType: HTTPResponseEncoder.self).whenSuccess { encoder in
                encoder.writeAndFlush(NIOAny(IOData.byteBuffer(ByteBuffer(string: text)))).whenComplete { _ in
                    if close { bound.value.close(promise: nil) }
                }
            }
        case .silence: break
        case .later(let signal, let body):
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            signal.hop(to: context.eventLoop).whenComplete { _ in
                let (handler, context) = bound.value
                handler.reply(.whole(.ok, body: body), context)
            }
        }
    }

    private func write(
        _ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ pieces: [String], _ context: ChannelHandlerContext
    ) {
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        for piece in pieces {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

/// A client that sees bytes.
struct RawClient {
    private let channel: any Channel
    private let bytes: AsyncStream<String>

    static func connect(_ port: Int, on group: any EventLoopGroup) async throws -> RawClient {
        let (bytes, sink) = AsyncStream<String>.makeStream()
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(sink))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, bytes: bytes)
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Everything up to and with `mark`; everything there is when the connection ends first.
    func read(until mark: String) async -> String {
        var text = ""
        for await piece in bytes {
            text += piece
            if text.contains(mark) { break }
        }
        return text
    }

    func readToEnd() async -> String {
        var text = ""
        for await piece in bytes { text += piece }
        return text
    }

    func close() async throws { try await channel.close() }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let sink: AsyncStream<String>.Continuation

        init(_ sink: AsyncStream<String>.Continuation) {
            self.sink = sink
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            sink.yield(String(buffer: unwrapInboundIn(data)))
        }

        func channelInactive(context: ChannelHandlerContext) { sink.finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
