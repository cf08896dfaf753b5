/// Carries one HTTP request to an endpoint and brings the answer back.
///
/// In life it is AsyncHTTPClient; in tests and `rehearse` it may lead straight into LocalAWS, without a socket.
package protocol AWSTransport: Sendable {
    func send(
        _ request: HTTPRequestMessage, timeouts: TransportTimeouts
    ) async throws(AWSTransportError)
        -> HTTPResponseMessage
}

/// A whole request in memory. AWS control-plane calls are small; images do not come this way.
package struct HTTPRequestMessage: Hashable, Sendable {
    package var method: String
    /// `http` or `https`.
    package var scheme: String
    package var host: String
    /// Nil is the scheme's own.
    package var port: Int?
    /// Percent-encoded, starts with `/`.
    package var path: String
    /// Percent-encoded, without `?`; nil when there is none.
    package var query: String?
    /// In order; names compare without case.
    package var headers: [HTTPField]
    package var body: [UInt8]

    package init(
        method: String, scheme: String, host: String, port: Int? = nil, path: String = "/", query: String? = nil,
        headers: [HTTPField] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

package struct HTTPResponseMessage: Hashable, Sendable {
    package var status: Int
    package var headers: [HTTPField]
    package var body: [UInt8]

    package init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

package struct HTTPField: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPField] {
    /// The first value of that name, compared without case.
    package subscript(_ name: String) -> String? {
        first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// How long each part of one attempt may take.
package struct TransportTimeouts: Hashable, Sendable {
    package var connect: Duration
    package var firstByte: Duration
    package var total: Duration

    package init(connect: Duration = .seconds(3), firstByte: Duration = .seconds(20), total: Duration = .seconds(30)) {
        self.connect = connect
        self.firstByte = firstByte
        self.total = total
    }
}
