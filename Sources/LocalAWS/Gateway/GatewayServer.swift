import AWSRuntime
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// The one port of LocalAWS: AWS calls, the registry below `/v2/`, its own API below `/_slipway/`.
///
/// HTTP/1.1 on 127.0.0.1 and nowhere else.
package actor GatewayServer {
    package static let defaultPort = 4566

    private let handler: ConnectionHandler
    private let logger: Logger
    private var running: Task<Void, Never>?
    private var listener: (any Channel)?

    package init(
        dispatcher: Dispatcher, registry: (any HTTPService)? = nil, admin: (any HTTPService)? = nil, logger: Logger
    ) {
        self.handler = ConnectionHandler(dispatcher: dispatcher, registry: registry, admin: admin, logger: logger)
        self.logger = logger
    }

    /// Binds and begins to answer.
    ///
    /// - Parameter port: zero lets the system pick one.
    /// - Returns: the port that it got.
    package func start(port: Int = defaultPort) async throws(GatewayError) -> Int {
        guard listener == nil else { throw .alreadyRunning }
        typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
        let server: NIOAsyncChannel<Connection, Never>
        do {
            server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError where error.errnoCode == Self.addressInUse {
            throw .portTaken(port)
        } catch {
            throw .cannotListen(port: port, problem: "\(error)")
        }
        listener = server.channel
        let handler = handler
        let logger = logger
        running = Task {
            do {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await connection in connections {
                            group.addTask { await handler.serve(connection) }
                        }
                    }
                }
            } catch is CancellationError {
                // `stop` ends it so.
            } catch {
                logger.error("the gateway ended", metadata: ["error": "\(error)"])
            }
        }
        return server.channel.localAddress?.port ?? port
    }

    /// Stops listening and ends all connections. Returns when nothing runs any more.
    package func stop() async {
        running?.cancel()
        await running?.value
        running = nil
        listener = nil
    }

    /// `EADDRINUSE`, on Linux and on Darwin.
    #if os(Linux)
    private static let addressInUse: CInt = 98
    #else
    private static let addressInUse: CInt = 48
    #endif
}

/// Why the gateway does not listen.
package enum GatewayError: Error, Hashable, Sendable, CustomStringConvertible {
    case portTaken(Int)
    case cannotListen(port: Int, problem: String)
    case alreadyRunning

    package var description: String {
        switch self {
        case .portTaken(let port):
            "127.0.0.1:\(port) is taken: stop what uses it (`slipway local stop` if it is another LocalAWS), or choose "
                + "another port with --port N (0 picks a free one)"
        case .cannotListen(let port, let problem): "cannot listen on 127.0.0.1:\(port): \(problem)"
        case .alreadyRunning: "the gateway is already running"
        }
    }
}
