import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OCI

/// Carries requests to registries over AsyncHTTPClient; bodies are streamed from and to files.
package struct RegistryTransport: Sendable {
    private let client: HTTPClient

    /// - Parameter connectTimeout: for each connection; a registry that is silent for a minute is given up too.
    package init(connectTimeout: Duration = .seconds(5)) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .follow(max: 5, allowCycles: false),
            timeout: .init(connect: TimeAmount(connectTimeout), read: .seconds(60)),
            connectionPool: .init(idleTimeout: .seconds(20)))
        configuration.httpVersion = .http1Only
        // Trying again is the client's decision, with its own pauses and its own bound.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    /// Ends all connections; call it once, last.
    package func shutdown() async {
        // There is nothing that a caller could do about connections that do not close.
        try? await client.shutdown()
    }

    struct Request {
        enum Body {
            case none
            case bytes([UInt8])
            case file(path: String, size: Int64)
        }

        var method: String
        var url: String
        var headers: [(String, String)] = []
        var body: Body = .none
    }

    struct Response {
        var status: Int
        var headers: HTTPHeaders
        var body: HTTPClientResponse.Body

        func collect(limit: Int) async throws -> [UInt8] {
            Array(try await body.collect(upTo: limit).readableBytesView)
        }
    }

    /// - Parameters:
    ///   - host: for the error.
    ///   - sent: told how many bytes of a file went out so far.
    func send(
        _ request: Request, host: String, sent: (@Sendable (Int64) -> Void)? = nil
    ) async throws(ImageError) -> Response {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        switch request.body {
        case .none: break
        case .bytes(let bytes): outgoing.body = .bytes(ByteBuffer(bytes: bytes))
        case .file(let path, let size):
            outgoing.body = .stream(FileBody(path: path, sent: sent), length: .known(size))
        }
        do {
            let response = try await client.execute(outgoing, deadline: .now() + .hours(1))
            return Response(status: Int(response.status.code), headers: response.headers, body: response.body)
        } catch {
            throw Self.translate(error, host)
        }
    }

    static func translate(_ error: any Error, _ host: String) -> ImageError {
        switch error {
        case let error as ImageError: error
        case let error as OCIError: .content(error)
        case is CancellationError: .cancelled
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case let error as HTTPClientError: .unreachable(host: host, detail: error.shortDescription)
        default: .unreachable(host: host, detail: "\(error)")
        }
    }
}

/// A file's bytes in pieces, read as the connection takes them.
private struct FileBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let path: String
    let sent: (@Sendable (Int64) -> Void)?

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(path: path, sent: sent) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let path: String
        let sent: (@Sendable (Int64) -> Void)?
        var source: FileSource?
        var total: Int64 = 0

        init(path: String, sent: (@Sendable (Int64) -> Void)?) {
            self.path = path
            self.sent = sent
        }

        mutating func next() async throws -> ByteBuffer? {
            let open = try source ?? FileSource(path)
            source = open
            let piece = try open.read(upTo: streamChunkBytes)
            guard !piece.isEmpty else { return nil }
            total += Int64(piece.count)
            sent?(total)
            return ByteBuffer(bytes: piece)
        }
    }
}
