import NIOCore
import NIOPosix

/// A port that answers whatever it is asked as no AWS would.
struct BadEndpoint {
    enum Manner: String, CaseIterable, Sendable {
        /// Accepts, and never says a word.
        case hangs
        /// A page with status 200, as captive portals give it.
        case html
        /// A page of a proxy that finds nobody behind it.
        case badGateway
        /// Promises more than it sends, then hangs up.
        case halfABody
        /// Promises more than it sends, and stays silent.
        case halfABodyAndHangs
        /// Hangs up at once.
        case hangsUp
        /// No HTTP at all.
        case noise

        var bytes: String? {
            switch self {
            case .hangs: nil
            case .html: Self.page("200 OK", length: 39)
            case .badGateway: Self.page("502 Bad Gateway", length: 39)
            case .halfABody, .halfABodyAndHangs: Self.page("200 OK", length: 4000)
            case .hangsUp: ""
            case .noise: "220 mail.example ESMTP\r\n"
            }
        }

        var closes: Bool { self == .halfABody || self == .hangsUp || self == .noise }

        private static func page(_ status: String, length: Int) -> String {
            "HTTP/1.1 \(status)\r\nContent-Type: text/html\r\nContent-Length: \(length)\r\n\r\n"
                + "<html><body>Please log in</body></html>"
        }
    }

    private let channel: any Channel
    var port: Int { channel.localAddress?.port ?? 0 }

    static func with<Result>(_ manner: Manner, _ body: (Int) async throws -> Result) async throws -> Result {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(manner))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(channel.localAddress?.port ?? 0)
            try await channel.close()
            return result
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let manner: Manner

        init(_ manner: Manner) { self.manner = manner }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let bytes = manner.bytes else { return }
            context.writeAndFlush(NIOAny(ByteBuffer(string: bytes)), promise: nil)
            if manner.closes { context.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
