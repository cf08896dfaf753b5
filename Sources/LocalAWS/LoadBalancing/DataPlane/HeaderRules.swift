package import NIOHTTP1

extension ELB {
    /// What a load balancer changes in the heads that pass through it. Pure.
    package enum HeaderRules {}
}

// Judging a request.
extension ELB.HeaderRules {
    /// The request's destination, once it is found to be one that may be passed on.
    package struct Destination: Hashable, Sendable {
        /// Without port.
        package var host: Substring
        package var path: Substring
        /// Without `?`; nil when there is none.
        package var query: Substring?
        /// What the target sees as its request line's middle.
        package var originForm: String
    }

    package struct Rejection: Error, Hashable, Sendable {
        package var status: Int

        package init(status: Int) {
            self.status = status
        }
    }

    /// Refuses what two parties could read differently (request smuggling), and what the service does not carry.
    package static func destination(of head: HTTPRequestHead) throws(Rejection) -> Destination {
        var hosts = 0
        var host: Substring = ""
        var lengths = 0
        var encodings = 0
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where name.isSame(as: "host"):
                hosts += 1
                host = value[...]
            case 14 where name.isSame(as: "content-length"):
                lengths += 1
                guard !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                    throw Rejection(status: 400)
                }
            case 17 where name.isSame(as: "transfer-encoding"):
                encodings += 1
                guard value.isSame(as: "chunked"), head.version == .http1_1 else { throw Rejection(status: 400) }
            default: break
            }
        }
        guard hosts == 1 || (hosts == 0 && head.version == .http1_0), lengths + encodings <= 1 else {
            throw Rejection(status: 400)
        }
        switch head.method {
        case .TRACE: throw Rejection(status: 405)
        case .CONNECT: throw Rejection(status: 400)
        default: break
        }
        guard head.uri.utf8.count <= 16 * 1024 else { throw Rejection(status: 414) }
        return try destination(uri: head.uri, host: host, method: head.method)
    }

    private static func destination(
        uri: String, host: Substring, method: HTTPMethod
    ) throws(Rejection) -> Destination {
        var origin = uri[...]
        var host = host
        if !uri.hasPrefix("/"), uri != "*" || method != .OPTIONS {
            guard uri.hasPrefix("http://") else { throw Rejection(status: 400) }
            let rest = uri.dropFirst("http://".count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            host = rest[..<end]
            origin = rest[end...]
            if !origin.hasPrefix("/") { origin = "/" + origin }
        }
        guard origin.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw Rejection(status: 400) }
        let mark = origin.firstIndex(of: "?")
        return Destination(
            host: withoutPort(host), path: origin[..<(mark ?? origin.endIndex)],
            query: mark.map { origin[origin.index(after: $0)...] }, originForm: String(origin))
    }

    private static func withoutPort(_ host: Substring) -> Substring {
        if host.hasPrefix("[") { return host.firstIndex(of: "]").map { host[...$0] } ?? host }
        return host.firstIndex(of: ":").map { host[..<$0] } ?? host
    }
}

// Passing on.
extension ELB.HeaderRules {
    /// What the target is told about the client.
    package struct Origin: Hashable, Sendable {
        package var clientAddress: String
        package var listenerPort: Int
        /// `1-65f5e1aa-0123456789abcdef01234567`, for requests that carry none.
        package var traceID: String

        package init(clientAddress: String, listenerPort: Int, traceID: String) {
            self.clientAddress = clientAddress
            self.listenerPort = listenerPort
            self.traceID = traceID
        }
    }

    /// The head that the target gets: HTTP/1.1, without what belongs to the client's connection, with `X-Forwarded-…`.
    ///
    /// `Upgrade` is left out, which HTTP permits (RFC 9110, 7.8): the target answers as if it had not been asked.
    /// `Expect` is left out because the load balancer itself says `100 Continue`, as AWS's does.
    package static func request(
        _ head: HTTPRequestHead, to destination: Destination, from origin: Origin
    )
        -> HTTPRequestHead
    {
        var fields: [(String, String)] = []
        fields.reserveCapacity(head.headers.count + 4)
        let named = connectionOptions(head.headers)
        var forwardedFor: [String] = []
        var traceID: String?
        var isChunked = false
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 15 where name.isSame(as: "x-forwarded-for"): forwardedFor.append(value)
            case 15 where name.isSame(as: "x-amzn-trace-id"): traceID = value
            case 17 where name.isSame(as: "x-forwarded-proto"), 16 where name.isSame(as: "x-forwarded-port"): break
            case 17 where name.isSame(as: "transfer-encoding"): isChunked = true
            case 6 where name.isSame(as: "expect"): break
            case _ where isHopByHop(name): break
            case _ where !named.isEmpty && named.contains(where: { name.isSame(as: $0) }): break
            default: fields.append((name, value))
            }
        }
        forwardedFor.append(origin.clientAddress)
        fields.append(("X-Forwarded-For", forwardedFor.joined(separator: ", ")))
        fields.append(("X-Forwarded-Proto", "http"))
        fields.append(("X-Forwarded-Port", String(origin.listenerPort)))
        fields.append(("X-Amzn-Trace-Id", traceID ?? "Root=" + origin.traceID))
        if isChunked { fields.append(("Transfer-Encoding", "chunked")) }
        return HTTPRequestHead(
            version: .http1_1, method: head.method, uri: destination.originForm, headers: HTTPHeaders(fields))
    }

    /// How the end of an answer's body is told to the client.
    package enum Framing: Hashable, Sendable { case none, length, chunked, close }

    /// The head that the client gets.
    /// - Parameters:
    ///   - isHead: whether the request was a `HEAD`, whose answer has no body whatever its head says.
    ///   - version: the client's.
    ///   - keepsAlive: whether the client's connection stays open, as far as the request goes.
    package static func response(
        _ head: HTTPResponseHead, isHead: Bool, version: HTTPVersion, keepsAlive: Bool
    ) -> (head: HTTPResponseHead, framing: Framing) {
        let named = connectionOptions(head.headers)
        var isChunked = false
        var hasLength = false
        var fields: [(String, String)] = []
        fields.reserveCapacity(head.headers.count + 2)
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 17 where name.isSame(as: "transfer-encoding"): isChunked = true
            case 14 where name.isSame(as: "content-length"):
                if !hasLength { fields.append((name, value)) }
                hasLength = true
            case _ where isHopByHop(name): break
            case _ where !named.isEmpty && named.contains(where: { name.isSame(as: $0) }): break
            default: fields.append((name, value))
            }
        }
        let framing: Framing
        if isHead || head.status == .noContent || head.status == .notModified {
            framing = .none
        } else if hasLength, !isChunked {
            framing = .length
        } else {
            framing = version == .http1_1 ? .chunked : .close
        }
        if isChunked || head.status == .noContent {
            fields.removeAll { $0.0.isSame(as: "content-length") }
        }
        if framing == .chunked { fields.append(("Transfer-Encoding", "chunked")) }
        fields.append(("Connection", keepsAlive && framing != .close ? "keep-alive" : "close"))
        let passed = HTTPResponseHead(
            version: version == .http1_0 ? .http1_0 : .http1_1, status: head.status, headers: HTTPHeaders(fields))
        return (passed, framing)
    }

    /// Header names that a `Connection` header ties to one connection.
    private static func connectionOptions(_ headers: HTTPHeaders) -> [String] {
        var options: [String] = []
        for (name, value) in headers where name.utf8.count == 10 && name.isSame(as: "connection") {
            for option in value.split(separator: ",") {
                let word = option.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
                let isPlain = word.isSame(as: "keep-alive") || word.isSame(as: "close")
                // A client must not be able to strip what frames or addresses its request.
                let isProtected = word.isSame(as: "host") || word.isSame(as: "content-length")
                if !isPlain, !isProtected { options.append(String(word)) }
            }
        }
        return options
    }

    private static func isHopByHop(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.isSame(as: "te")
        case 7: name.isSame(as: "upgrade")
        case 10: name.isSame(as: "connection") || name.isSame(as: "keep-alive")
        case 16: name.isSame(as: "proxy-connection")
        default: false
        }
    }
}

extension StringProtocol {
    /// Compares ASCII without case.
    /// - Parameter lowercase: in lower case, or any case when it comes from a message.
    func isSame(as lowercase: some StringProtocol) -> Bool {
        func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
        return utf8.count == lowercase.utf8.count && zip(utf8, lowercase.utf8).allSatisfy { folded($0) == folded($1) }
    }
}
