package import NIOCore
import NIOHTTP1
import NIOPosix

extension ELB {
    /// Asks a target once how it is.
    package protocol HealthProbing: Sendable {
        /// Never takes longer than the plan's time-out. Ends early, with any result, when the task is cancelled.
        func check(_ plan: CheckPlan) async -> ProbeResult
    }

    /// Asks over HTTP/1.1, on a connection of its own, with the load balancer's own `User-Agent`. Redirects are
    /// answers, not followed.
    package struct HTTPProbe: HealthProbing {
        private let group: any EventLoopGroup

        /// - Parameter group: not owned.
        package init(group: any EventLoopGroup) {
            self.group = group
        }

        package func check(_ plan: CheckPlan) async -> ProbeResult {
            let address: SocketAddress
            do {
                address = try SocketAddress(ipAddress: plan.address, port: plan.port)
            } catch {
                return .failed
            }
            let loop = group.next()
            // Whoever is first decides: the answer, an error, the time-out or a cancellation.
            let outcome = loop.makePromise(of: ProbeResult.self)
            let timeout = loop.scheduleTask(in: TimeAmount(plan.settings.timeout)) { outcome.succeed(.timedOut) }
            ClientBootstrap(group: loop)
                .connectTimeout(TimeAmount(plan.settings.timeout))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handlers = channel.pipeline.syncOperations
                        try handlers.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                        try handlers.addHandler(ProbeHandler(plan: plan, outcome: outcome))
                    }
                }
                .connect(to: address)
                .whenComplete { result in
                    switch result {
                    case .success(let channel):
                        outcome.futureResult.whenComplete { _ in channel.close(promise: nil) }
                    case .failure(let error):
                        let isTimeout =
                            if case ChannelError.connectTimeout? = error as? ChannelError { true } else { false }
                        outcome.succeed(isTimeout ? .timedOut : .failed)
                    }
                }
            let result = await withTaskCancellationHandler {
                do {
                    return try await outcome.futureResult.get()
                } catch {
                    return .failed
                }
            } onCancel: {
                outcome.succeed(.failed)
            }
            timeout.cancel()
            return result
        }
    }

    private final class ProbeHandler: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        private let plan: CheckPlan
        private let outcome: EventLoopPromise<ProbeResult>
        private var status: Int?

        init(plan: CheckPlan, outcome: EventLoopPromise<ProbeResult>) {
            self.plan = plan
            self.outcome = outcome
        }

        func channelActive(context: ChannelHandlerContext) {
            let headers: HTTPHeaders = [
                "Host": "\(plan.address):\(plan.port)", "Connection": "close", "User-Agent": "ELB-HealthChecker/2.0",
                "Accept-Encoding": "gzip, compressed",
            ]
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: plan.settings.path, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): status = Int(head.status.code)
            case .body: break
            case .end: outcome.succeed(status.map { .answered($0) } ?? .failed)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            outcome.succeed(.failed)
        }

        func channelInactive(context: ChannelHandlerContext) {
            outcome.succeed(.failed)
        }
    }
}
