import AWSRuntime
import Logging
import NIOCore
import NIOHTTP1

/// Serves the requests of one connection, one after the other.
struct ConnectionHandler: Sendable {
    let dispatcher: Dispatcher
    let registry: (any HTTPService)?
    let admin: (any HTTPService)?
    let logger: Logger

    /// AWS calls are small: task definitions have 64 KiB, log batches 1 MiB.
    private static let largestCallBytes = 8 << 20
    /// What a service left unread is thrown away up to here, so that the connection can go on.
    private static let largestLeftoverBytes = 1 << 20

    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
    typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    func serve(_ connection: Connection) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                let reader = PartReader(inbound.makeAsyncIterator())
                while let head = try await reader.nextHead() {
                    guard try await answer(head, reader, outbound) else { break }
                }
            }
        } catch {
            // A peer that goes away, or the end of the gateway.
            logger.debug("a connection ended", metadata: ["error": "\(error)"])
        }
    }

    /// - Returns: whether the connection can take another request.
    private func answer(_ head: HTTPRequestHead, _ reader: PartReader, _ outbound: Outbound) async throws -> Bool {
        if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            try await outbound.write(.head(.init(version: head.version, status: .continue)))
        }
        let response = await respond(to: head, reader)
        let isComplete = try await reader.drain(upTo: Self.largestLeftoverBytes)
        let goesOn = head.isKeepAlive && isComplete
        try await write(response, for: head, keepAlive: goesOn, outbound)
        return goesOn
    }

    private func respond(to head: HTTPRequestHead, _ reader: PartReader) async -> HTTPServiceResponse {
        let (path, query) = Self.split(head.uri)
        let headers = head.headers.map { HTTPField($0.name, $0.value) }
        let body = HTTPRequestBody { try await reader.nextBody() }
        do {
            if let service = service(for: path) {
                return try await service.respond(
                    to: HTTPServiceRequest(
                        method: head.method.rawValue, path: path, query: query, headers: headers, body: body))
            }
            guard let bytes = try await body.collect(upTo: Self.largestCallBytes) else {
                return HTTPServiceResponse(
                    status: 413, headers: [HTTPField("Content-Type", "text/plain")],
                    body: .bytes(Array("a call may have \(Self.largestCallBytes >> 20) MiB\n".utf8)))
            }
            let answer = await dispatcher.answer(
                HTTPRequestMessage(
                    method: head.method.rawValue, scheme: "http", host: head.headers.first(name: "host") ?? "",
                    path: path, query: query, headers: headers, body: bytes))
            return HTTPServiceResponse(status: answer.status, headers: answer.headers, body: .bytes(answer.body))
        } catch is CancellationError {
            // The gateway ends; nobody is to blame.
            return HTTPServiceResponse(status: 503)
        } catch {
            logger.error("a request failed", metadata: ["path": "\(path)", "error": "\(error)"])
            return HTTPServiceResponse(status: 500)
        }
    }

    private func service(for path: String) -> (any HTTPService)? {
        if path == "/v2" || path.hasPrefix("/v2/") { return registry }
        if path == "/_slipway" || path.hasPrefix("/_slipway/") { return admin }
        return nil
    }

    private static func split(_ uri: String) -> (String, String?) {
        guard let mark = uri.firstIndex(of: "?") else { return (uri, nil) }
        return (String(uri[..<mark]), String(uri[uri.index(after: mark)...]))
    }

    // MARK: Writing

    private func write(
        _ response: HTTPServiceResponse, for request: HTTPRequestHead, keepAlive: Bool, _ outbound: Outbound
    ) async throws {
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        if !keepAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        let length: Int64? =
            switch response.body {
            case .bytes(let bytes): Int64(bytes.count)
            case .stream(let length, _): length
            }
        let isHead = request.method == .HEAD
        if !(isHead && headers.contains(name: "Content-Length")), response.status != 204, response.status != 304 {
            headers.remove(name: "Content-Length")
            if let length { headers.add(name: "Content-Length", value: String(length)) }
        }
        try await outbound.write(
            .head(
                HTTPResponseHead(
                    version: request.version, status: HTTPResponseStatus(statusCode: response.status),
                    headers: headers)))
        if !isHead { try await write(response.body, outbound) }
        try await outbound.write(.end(nil))
    }

    private func write(_ body: HTTPServiceResponse.Body, _ outbound: Outbound) async throws {
        switch body {
        case .bytes(let bytes):
            if !bytes.isEmpty { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
        case .stream(let length, let produce):
            let writer = CountingWriter(outbound: outbound)
            try await produce(writer)
            let written = await writer.written
            guard length == nil || length == written else {
                throw LengthMismatch(stated: length ?? 0, written: written)
            }
        }
    }

    /// The service promised another length than it wrote; the connection is no longer usable.
    private struct LengthMismatch: Error {
        var stated: Int64
        var written: Int64
    }

    private actor CountingWriter: HTTPBodyWriter {
        private let outbound: Outbound
        private(set) var written: Int64 = 0

        init(outbound: Outbound) {
            self.outbound = outbound
        }

        func write(_ bytes: ByteBuffer) async throws {
            written += Int64(bytes.readableBytes)
            try await outbound.write(.body(.byteBuffer(bytes)))
        }
    }
}

/// The parts of a connection's requests, pulled one at a time.
///
/// Not locked: the connection's loop waits for the service before it reads on, and a body has one reader, so two tasks
/// never pull at once.
// The iterator is not Sendable; the reason above is why handing it around is safe.
final class PartReader: @unchecked Sendable {
    private var iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    private var isInBody = false

    init(_ iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator) {
        self.iterator = iterator
    }

    /// The next request's head; nil when the peer is done.
    func nextHead() async throws -> HTTPRequestHead? {
        while let part = try await iterator.next() {
            if case .head(let head) = part {
                isInBody = true
                return head
            }
        }
        return nil
    }

    /// The next piece of the current body; nil at its end.
    func nextBody() async throws -> ByteBuffer? {
        guard isInBody else { return nil }
        switch try await iterator.next() {
        case .body(let buffer): return buffer
        case .end, .head:
            isInBody = false
            return nil
        case nil: throw ChannelError.eof
        }
    }

    /// Reads the rest of the body; false when it is longer than `maximum`.
    func drain(upTo maximum: Int) async throws -> Bool {
        var dropped = 0
        while let buffer = try await nextBody() {
            dropped += buffer.readableBytes
            if dropped > maximum { return false }
        }
        return true
    }
}
