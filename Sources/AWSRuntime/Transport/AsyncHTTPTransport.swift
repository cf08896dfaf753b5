import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// `AWSTransport` over AsyncHTTPClient: HTTP/1.1, no redirects, connections shared by all calls.
///
/// The time to connect belongs to the shared client, so the `connect` of each call's time-outs cannot lengthen it; a
/// shorter one is not seen. First byte and total are each call's own.
package struct AsyncHTTPTransport: AWSTransport {
    private let client: HTTPClient

    /// Answers of the control plane are small; a larger one is not one.
    private static let largestAnswerBytes = 64 << 20

    /// - Parameter connectTimeout: for every connection of this transport.
    package init(connectTimeout: Duration = .seconds(3)) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout)), connectionPool: .init(idleTimeout: .seconds(20)))
        configuration.httpVersion = .http1Only
        // Who repeats a call, when and how often, is decided in one place (`RetryMachine`), which then can say why.
        configuration.connectionPool.retryConnectionEstablishment = false
        self.client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
    }

    /// Ends all connections. Calls in flight fail; later ones must not be made.
    package func shutdown() async throws {
        try await client.shutdown()
    }

    package func send(
        _ request: HTTPRequestMessage, timeouts: TransportTimeouts
    ) async throws(AWSTransportError) -> HTTPResponseMessage {
        let outgoing = Self.outgoing(request)
        let total = NIODeadline.now() + TimeAmount(timeouts.total)
        do {
            let response = try await head(of: outgoing, timeouts: timeouts, deadline: total)
            let body = try await Self.within(total, throwing: TotalTimeout()) {
                try await response.body.collect(upTo: Self.largestAnswerBytes)
            }
            return HTTPResponseMessage(
                status: Int(response.status.code), headers: response.headers.map { HTTPField($0.name, $0.value) },
                body: Array(body.readableBytesView))
        } catch {
            throw Self.translate(error, timeouts)
        }
    }

    /// What `body` gives before the deadline. The client's own deadline ends with the head of an answer: a body that
    /// stalls would be waited for without end.
    private static func within<Value: Sendable>(
        _ deadline: NIODeadline, throwing error: some Error, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds((deadline - NIODeadline.now()).nanoseconds))
                throw error
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw error }
            return first
        }
    }

    /// The answer's head, within the first-byte limit.
    private func head(
        of request: HTTPClientRequest, timeouts: TransportTimeouts, deadline: NIODeadline
    ) async throws -> HTTPClientResponse {
        guard timeouts.firstByte < timeouts.total else {
            return try await client.execute(request, deadline: deadline)
        }
        let client = client
        return try await Self.within(.now() + TimeAmount(timeouts.firstByte), throwing: FirstByteTimeout()) {
            try await client.execute(request, deadline: deadline)
        }
    }

    private struct FirstByteTimeout: Error {}
    private struct TotalTimeout: Error {}

    private static func outgoing(_ request: HTTPRequestMessage) -> HTTPClientRequest {
        let target = request.path + (request.query.map { "?\($0)" } ?? "")
        var outgoing = HTTPClientRequest(url: "\(request.scheme)://\(request.authority)\(target)")
        outgoing.method = HTTPMethod(rawValue: request.method)
        for field in request.headers {
            outgoing.headers.add(name: field.name, value: field.value)
        }
        if !request.body.isEmpty || request.method == "POST" || request.method == "PUT" {
            outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        }
        return outgoing
    }

    /// Connections that never stood carried nothing; everything later may have arrived.
    private static func translate(_ error: any Error, _ timeouts: TransportTimeouts) -> AWSTransportError {
        switch error {
        case is FirstByteTimeout:
            return AWSTransportError(
                .firstByteTimeout, requestMayHaveArrived: true, detail: "no answer within \(timeouts.firstByte)")
        case is TotalTimeout:
            return AWSTransportError(
                .totalTimeout, requestMayHaveArrived: true, detail: "no complete answer within \(timeouts.total)")
        case let error as HTTPClientError: return translate(error, timeouts)
        case let error as NIOConnectionError:
            return AWSTransportError(
                .connect, requestMayHaveArrived: false, detail: "cannot connect to \(error.host):\(error.port)")
        case let error as IOError where isRefusal(error):
            return AWSTransportError(.connect, requestMayHaveArrived: false, detail: "connection refused")
        case let error as ChannelError:
            if case .connectTimeout = error {
                return AWSTransportError(
                    .connectTimeout, requestMayHaveArrived: false, detail: "no connection in time")
            }
            return AWSTransportError(.broken, requestMayHaveArrived: true, detail: "\(error)")
        case is CancellationError:
            return AWSTransportError(.broken, requestMayHaveArrived: true, detail: "cancelled")
        default:
            let name = String(reflecting: type(of: error))
            if name.hasPrefix("NIOSSL.") {
                return AWSTransportError(.tls, requestMayHaveArrived: false, detail: "\(error)")
            }
            return AWSTransportError(.broken, requestMayHaveArrived: true, detail: "\(error)")
        }
    }

    private static func isRefusal(_ error: IOError) -> Bool {
        error.errnoCode == 111 || error.errnoCode == 61
    }

    private static func translate(_ error: HTTPClientError, _ timeouts: TransportTimeouts) -> AWSTransportError {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout:
            AWSTransportError(.connectTimeout, requestMayHaveArrived: false, detail: "no connection in time")
        case .tlsHandshakeTimeout:
            AWSTransportError(.tls, requestMayHaveArrived: false, detail: "no TLS handshake in time")
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            AWSTransportError(
                .totalTimeout, requestMayHaveArrived: true, detail: "no complete answer within \(timeouts.total)")
        case .invalidURL, .emptyHost, .emptyScheme:
            AWSTransportError(.connect, requestMayHaveArrived: false, detail: "the endpoint is no valid URL")
        case .alreadyShutdown:
            AWSTransportError(.connect, requestMayHaveArrived: false, detail: "the transport is shut down")
        default:
            AWSTransportError(.broken, requestMayHaveArrived: true, detail: error.shortDescription)
        }
    }
}
