/// How services differ in what they want signed.
package struct SigningOptions: Hashable, Sendable {
    /// Resolve `.`, `..` and doubled slashes; off for S3.
    package var normalizesPath: Bool
    /// Encode the path once more than it is on the wire; off for S3.
    package var encodesPath: Bool
    /// Send and sign `x-amz-content-sha256`; S3 asks for it.
    package var signsPayloadHeader: Bool
    /// Off: the token is added after signing (a few services want it outside).
    package var signsSessionToken: Bool

    package init(
        normalizesPath: Bool = true, encodesPath: Bool = true, signsPayloadHeader: Bool = false,
        signsSessionToken: Bool = true
    ) {
        self.normalizesPath = normalizesPath
        self.encodesPath = encodesPath
        self.signsPayloadHeader = signsPayloadHeader
        self.signsSessionToken = signsSessionToken
    }
}

/// Signs requests with Signature Version 4. Pure: the time is given.
///
/// Source: AWS General Reference, "Signature Version 4 signing process"; proven against the vectors of aws-c-auth.
package struct SigV4Signer: Sendable {
    package var credentials: AWSCredentials
    package var region: String
    /// The signing name, `ecs`, `ecr`.
    package var service: String
    package var options: SigningOptions

    package init(
        credentials: AWSCredentials, region: String, service: String, options: SigningOptions = SigningOptions()
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.options = options
    }

    /// What signing made on its way, for tests and for `--debug` of a refused signature. Holds no secret.
    package struct Work: Hashable, Sendable {
        package var canonicalRequest: CanonicalRequest
        package var stringToSign: String
        package var signature: String
    }

    /// The request with `Host`, `X-Amz-Date`, the session token and `Authorization`. Earlier signatures are replaced.
    package func sign(_ request: HTTPRequestMessage, at time: Timestamp) -> HTTPRequestMessage {
        signWithWork(request, at: time).0
    }

    package func signWithWork(_ request: HTTPRequestMessage, at time: Timestamp) -> (HTTPRequestMessage, Work) {
        let dateTime = SigningDate.dateTime(time)
        let payloadHash = SigningHash.sha256(request.body)
        var signed = request
        signed.headers.removeAll { Self.ownHeaders.contains($0.name.lowercased()) }
        addHost(to: &signed)
        if options.signsSessionToken, let token = credentials.sessionToken {
            signed.headers.append(HTTPField("X-Amz-Security-Token", token))
        }
        signed.headers.append(HTTPField("X-Amz-Date", dateTime))
        if options.signsPayloadHeader {
            signed.headers.append(HTTPField("x-amz-content-sha256", payloadHash))
        }
        let canonical = CanonicalRequest(
            signed, signedHeaders: Self.signable(signed.headers), options: options, payloadHash: payloadHash)
        let work = finish(canonical, at: time)
        if !options.signsSessionToken, let token = credentials.sessionToken {
            signed.headers.append(HTTPField("X-Amz-Security-Token", token))
        }
        let scope = scope(at: time)
        signed.headers.append(
            HTTPField(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope.text), "
                    + "SignedHeaders=\(canonical.signedHeaders), Signature=\(work.signature)"))
        return (signed, work)
    }

    /// The request with its signature in the query, valid for `lifetime` (whole seconds).
    package func presign(
        _ request: HTTPRequestMessage, at time: Timestamp, lifetime: Duration
    ) -> (HTTPRequestMessage, Work) {
        var signed = request
        signed.headers.removeAll { Self.ownHeaders.contains($0.name.lowercased()) }
        addHost(to: &signed)
        let names = Self.signable(signed.headers)
        var added: [(String, String)] = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope(at: time).text)"),
            ("X-Amz-Date", SigningDate.dateTime(time)),
            ("X-Amz-SignedHeaders", Set(names).sorted().joined(separator: ";")),
            ("X-Amz-Expires", String(lifetime.components.seconds)),
        ]
        if options.signsSessionToken, let token = credentials.sessionToken {
            added.append(("X-Amz-Security-Token", token))
        }
        append(added, to: &signed)
        let canonical = CanonicalRequest(
            signed, signedHeaders: names, options: options, payloadHash: SigningHash.sha256(request.body))
        let work = finish(canonical, at: time)
        if !options.signsSessionToken, let token = credentials.sessionToken {
            append([("X-Amz-Security-Token", token)], to: &signed)
        }
        append([("X-Amz-Signature", work.signature)], to: &signed)
        return (signed, work)
    }

    private func finish(_ canonical: CanonicalRequest, at time: Timestamp) -> Work {
        let scope = scope(at: time)
        let stringToSign = scope.stringToSign(canonical, dateTime: SigningDate.dateTime(time))
        let signature = scope.signature(of: stringToSign, secretAccessKey: credentials.secretAccessKey)
        return Work(canonicalRequest: canonical, stringToSign: stringToSign, signature: signature)
    }

    private func scope(at time: Timestamp) -> SigningScope {
        SigningScope(date: SigningDate.date(time), region: region, service: service)
    }

    private func addHost(to request: inout HTTPRequestMessage) {
        guard request.headers["host"] == nil else { return }
        request.headers.insert(HTTPField("Host", request.authority), at: 0)
    }

    private func append(_ pairs: [(String, String)], to request: inout HTTPRequestMessage) {
        let text = pairs.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        request.query = [request.query, text].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "&")
    }

    /// Written by the signer itself.
    private static let ownHeaders: Set<String> = [
        "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
    ]

    /// Hops and proxies may change these, so they are left out; the same list as in aws-c-auth.
    private static let unsigned: Set<String> = [
        "connection", "expect", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version",
        "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    private static func signable(_ headers: [HTTPField]) -> [String] {
        headers.map { $0.name.lowercased() }.filter { !unsigned.contains($0) }
    }
}

extension HTTPRequestMessage {
    /// The `Host` header's value: the port only where it is not the scheme's own.
    package var authority: String {
        let isDefault = port == nil || (scheme == "https" && port == 443) || (scheme == "http" && port == 80)
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return isDefault ? name : "\(name):\(port ?? 0)"
    }
}
