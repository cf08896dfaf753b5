import AWSRuntime
import LocalAWS
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves one `HTTPService` on a loopback port that the system picks, for the time of a test.
enum LoopbackServer {
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// - Parameter body: gets the port.
    static func serve<Result: Sendable>(
        _ service: any HTTPService, _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        guard let port = server.channel.localAddress?.port else { throw CancellationError() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { connections in
                    await withDiscardingTaskGroup { group in
                        do {
                            for try await connection in connections {
                                group.addTask { await handle(connection, service) }
                            }
                        } catch {
                            return
                        }
                    }
                }
            }
            let result = try await body(port)
            group.cancelAll()
            return result
        }
    }

    private static func handle(_ connection: Connection, _ service: any HTTPService) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                let parts = Parts(inbound.makeAsyncIterator())
                while case .head(let head)? = try await parts.next() {
                    try await answer(head, parts, outbound, service)
                }
            }
        } catch {
            // The peer went away, or the test is over.
            return
        }
    }

    private static func answer(
        _ head: HTTPRequestHead, _ parts: Parts, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>,
        _ service: any HTTPService
    ) async throws {
        let target = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let request = HTTPServiceRequest(
            method: head.method.rawValue, path: target[0], query: target.count > 1 ? target[1] : nil,
            headers: head.headers.map { HTTPField($0.name, $0.value) }, body: HTTPRequestBody { try await parts.body() }
        )
        let response = try await service.respond(to: request)
        while try await parts.body() != nil {}
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        switch response.body {
        case .bytes(let bytes):
            if !headers.contains(name: "Content-Length"), response.status != 204 {
                headers.add(name: "Content-Length", value: "\(bytes.count)")
            }
            try await outbound.write(
                .head(.init(version: .http1_1, status: .init(statusCode: response.status), headers: headers)))
            if head.method != .HEAD { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
        case .stream(let length, let write):
            if let length { headers.add(name: "Content-Length", value: "\(length)") }
            try await outbound.write(
                .head(.init(version: .http1_1, status: .init(statusCode: response.status), headers: headers)))
            try await write(Writer(outbound: outbound))
        }
        try await outbound.write(.end(nil))
    }

    private struct Writer: HTTPBodyWriter {
        let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
        func write(_ bytes: ByteBuffer) async throws { try await outbound.write(.body(.byteBuffer(bytes))) }
    }

    /// The parts of a connection's requests. Only one task reads at a time: the connection's, or the service's on its
    /// behalf, so the iterator is never shared in time.
    private final class Parts: @unchecked Sendable {
        private var iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
        private var isAtEnd = false

        init(_ iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator) {
            self.iterator = iterator
        }

        func next() async throws -> HTTPServerRequestPart? {
            isAtEnd = false
            return try await iterator.next()
        }

        func body() async throws -> ByteBuffer? {
            guard !isAtEnd else { return nil }
            switch try await iterator.next() {
            case .body(let buffer): return buffer
            case .head, .end, nil:
                isAtEnd = true
                return nil
            }
        }
    }
}
