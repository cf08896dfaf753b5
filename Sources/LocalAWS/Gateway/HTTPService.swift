package import AWSRuntime
package import NIOCore

/// Answers HTTP requests whose bodies are too large to hold: the registry under `/v2/`, the admin API under `/_slipway/`.
///
/// The gateway owns the socket and the connection; a service sees one request at a time and returns one response.
/// A thrown error becomes a 500 that says nothing of its contents; services answer their own errors as responses.
package protocol HTTPService: Sendable {
    func respond(to request: HTTPServiceRequest) async throws -> HTTPServiceResponse
}

/// One request as it arrived. The body is read by the service, at its own speed; what it leaves is dropped.
package struct HTTPServiceRequest: Sendable {
    /// In capitals: `GET`, `HEAD`, `PUT`, `PATCH`…
    package var method: String
    /// Percent-encoded, starts with `/`, without the query.
    package var path: String
    /// Percent-encoded, without `?`; nil when there is none.
    package var query: String?
    /// In order of arrival.
    package var headers: [HTTPField]
    package var body: HTTPRequestBody

    package init(
        method: String, path: String, query: String? = nil, headers: [HTTPField] = [],
        body: HTTPRequestBody = .bytes([])
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// The bytes of a request as they arrive. Single use: a second iteration continues where the first one stopped.
package struct HTTPRequestBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    private let pull: @Sendable () async throws -> ByteBuffer?

    /// - Parameter pull: the next piece, nil at the end. Called by one task at a time. Throws when the connection breaks.
    package init(_ pull: @escaping @Sendable () async throws -> ByteBuffer?) {
        self.pull = pull
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let pull: @Sendable () async throws -> ByteBuffer?

        package mutating func next() async throws -> ByteBuffer? {
            try await pull()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pull: pull)
    }

    /// A body that is already here.
    package static func bytes(_ bytes: [UInt8]) -> HTTPRequestBody {
        let rest = OneBuffer(bytes.isEmpty ? nil : ByteBuffer(bytes: bytes))
        return HTTPRequestBody { await rest.take() }
    }

    /// The whole body, or nil when it is larger than `maximum` bytes (what is left stays unread).
    package func collect(upTo maximum: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await piece in self {
            guard bytes.count + piece.readableBytes <= maximum else { return nil }
            bytes.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }

    private actor OneBuffer {
        private var buffer: ByteBuffer?

        init(_ buffer: ByteBuffer?) {
            self.buffer = buffer
        }

        func take() -> ByteBuffer? {
            defer { buffer = nil }
            return buffer
        }
    }
}

/// The answer of an `HTTPService`.
package struct HTTPServiceResponse: Sendable {
    package var status: Int
    /// Without `Content-Length` and `Transfer-Encoding`, which the gateway sets from the body. For an answer to `HEAD`
    /// a `Content-Length` given here is kept.
    package var headers: [HTTPField]
    package var body: Body

    package enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece with back-pressure. With a length it goes out as `Content-Length`, else chunked.
        /// The connection is closed when `write` throws or the length does not come true.
        case stream(length: Int64?, write: @Sendable (any HTTPBodyWriter) async throws -> Void)
    }

    package init(status: Int, headers: [HTTPField] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Where a streaming response body goes.
package protocol HTTPBodyWriter: Sendable {
    /// Returns when the connection can take more. Throws when it is gone.
    func write(_ bytes: ByteBuffer) async throws
}
