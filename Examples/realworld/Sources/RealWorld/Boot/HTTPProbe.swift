import NIOCore
import NIOHTTP1
import NIOPosix

/// One GET to this machine; only the status counts.
struct HTTPProbe {
    var port: Int
    var path: String
    var patience: Duration

    /// The status, or nil when nobody answers in time.
    func status() async throws -> Int? {
        let (path, port) = (path, port)
        return await withTaskGroup(of: Int?.self) { group in
            group.addTask { try? await Self.ask(port: port, path: path) }
            group.addTask { [patience] in
                try? await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private static func ask(port: Int, path: String) async throws -> Int? {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let head = HTTPRequestHead(
                version: .http1_1, method: .GET, uri: path, headers: ["Host": "127.0.0.1", "Connection": "close"])
            try await outbound.write(.head(head))
            try await outbound.write(.end(nil))
            for try await case .head(let answer) in inbound { return Int(answer.status.code) }
            return nil
        }
    }
}
