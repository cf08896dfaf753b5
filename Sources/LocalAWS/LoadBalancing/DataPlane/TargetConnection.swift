import NIOCore
import NIOHTTP1

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension ELB {
    /// How an exchange with a target broke.
    enum TargetFailure: Hashable, Sendable {
        /// Hung up, reset, or answered with something that is not HTTP.
        case broken
    }

    /// One connection to one target. Carries one request at a time, for one client at a time.
    final class TargetConnection: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        let number: Int
        private let lane: Lane
        private var context: ChannelHandlerContext?
        /// Whom the answer is for; nil between exchanges.
        private var client: ClientConnection?
        /// False once a request or an answer leaves the connection in doubt.
        private(set) var isReusable = true
        private var hasAnswered = false
        /// Only looked at while the channel is active.
        private var socket: NIOBSDSocket.Handle?

        init(lane: Lane, number: Int) {
            self.lane = lane
            self.number = number
        }

        func install(in channel: any Channel) throws {
            var encoding = HTTPRequestEncoder.Configuration()
            encoding.automaticallySetFramingHeaders = false
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = lane.limits.headerFieldBytes
            limits.maxHeaderListSize = lane.limits.headerBytes
            limits.maxHeaderFieldCount = lane.limits.headerCount
            let decoder = HTTPResponseDecoder(
                leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
            try channel.pipeline.syncOperations.addHandlers([
                HTTPRequestEncoder(configuration: encoding), ByteToMessageHandler(decoder), self,
            ])
        }

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }

        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func channelActive(context: ChannelHandlerContext) {
            do {
                socket = try context.pipeline.syncOperations.withUnsafeTransportIfAvailable { $0 }
            } catch {
                isReusable = false
            }
            lane.add(self)
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            lane.remove(self)
            isReusable = false
            let client = client
            self.client = nil
            client?.targetClosed(self)
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // What it was does not matter: the answer is 502 or a broken body, and this connection is over.
            isReusable = false
            let client = client
            self.client = nil
            client?.targetFailed(self, .broken)
            context.close(promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let client, !hasAnswered else {
                // Nobody asked.
                isReusable = false
                context.close(promise: nil)
                return
            }
            switch unwrapInboundIn(data) {
            case .head(let head):
                if head.status == .switchingProtocols {
                    errorCaught(context: context, error: HTTPParserError.invalidStatus)
                    return
                }
                if !head.isKeepAlive { isReusable = false }
                client.targetAnswered(head)
            case .body(let bytes): client.targetSent(bytes)
            case .end(let trailers):
                hasAnswered = true
                client.targetFinished(trailers)
            }
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            // An exchange ends here, not at `.end`: what came in the same bytes after it must not pass for the next
            // answer.
            client?.targetReadEnded(self)
            readIfWanted()
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            client?.readIfWanted()
            context.fireChannelWritabilityChanged()
        }
    }
}

// For the client's side and the lane.
extension ELB.TargetConnection {
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Begins an exchange.
    func serve(_ client: ELB.ClientConnection) {
        self.client = client
        hasAnswered = false
    }

    /// Ends an exchange whose request and answer went through whole, and offers the connection to the next one.
    func finish() {
        client = nil
        lane.release(self)
    }

    /// Ends an exchange that nobody waits for any more.
    func abandon() {
        client = nil
        isReusable = false
        close()
    }

    func write(_ part: HTTPClientRequestPart) {
        context?.write(wrapOutboundOut(part), promise: nil)
    }

    func flush() { context?.flush() }

    func close() { context?.close(promise: nil) }

    /// Reads on unless the client is slower than the target.
    func readIfWanted() {
        guard let context, client?.canTakeMore ?? true else { return }
        context.read()
    }

    /// Looks at the socket itself, so that a connection which the target closed a moment ago is not used for a request
    /// that then could not be repeated.
    func isFresh() -> Bool {
        guard let context, let socket, context.channel.isActive, isReusable else { return false }
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, peekFlags)
        // Silence is what an open connection without a request in flight has.
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
    }
}

#if os(Linux)
private let peekFlags = Int32(MSG_PEEK | MSG_DONTWAIT)
#else
private let peekFlags = MSG_PEEK | MSG_DONTWAIT
#endif
