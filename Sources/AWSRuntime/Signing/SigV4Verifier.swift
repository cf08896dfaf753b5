/// What a signed request says of itself, before anyone has checked it.
package struct SignatureClaim: Hashable, Sendable {
    package var accessKeyID: String
    package var scope: SigningScope
    /// Lower-case, in the order given.
    package var signedHeaders: [String]
    package var signature: String
    package var time: Timestamp
    package var sessionToken: String?
    /// Of a presigned request: how long after `time` it holds. Nil for header signatures.
    package var lifetime: Duration?

    /// Reads the `Authorization` header, or the query of a presigned request.
    package static func read(_ request: HTTPRequestMessage) throws(SignatureProblem) -> SignatureClaim {
        if let authorization = request.headers["authorization"] {
            return try readHeader(authorization, request)
        }
        let query = Dictionary(
            QueryString.pairs(request.query).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        guard query["X-Amz-Algorithm"] != nil || query["X-Amz-Signature"] != nil else { throw .missingToken }
        return try readQuery(query)
    }

    private static func readHeader(
        _ authorization: String, _ request: HTTPRequestMessage
    ) throws(SignatureProblem) -> SignatureClaim {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard let algorithm = parts.first, algorithm == "AWS4-HMAC-SHA256" else {
            throw .incomplete("Authorization header requires the algorithm 'AWS4-HMAC-SHA256'.")
        }
        var fields: [String: String] = [:]
        for field in (parts.count > 1 ? parts[1] : "").split(separator: ",") {
            let pair = field.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces() }
            guard pair.count == 2 else { continue }
            fields[pair[0]] = pair[1]
        }
        let missing = ["Credential", "SignedHeaders", "Signature"].filter { fields[$0] == nil }
        guard missing.isEmpty, let credential = fields["Credential"], let headers = fields["SignedHeaders"],
            let signature = fields["Signature"]
        else {
            throw .incomplete(
                missing.map { "Authorization header requires '\($0)' parameter." }.joined(separator: " "))
        }
        guard let dateTime = request.headers["x-amz-date"], let time = SigningDate.parse(dateTime) else {
            throw .incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        }
        let (accessKeyID, scope) = try readCredential(credential)
        return SignatureClaim(
            accessKeyID: accessKeyID, scope: scope, signedHeaders: names(headers), signature: signature, time: time,
            sessionToken: request.headers["x-amz-security-token"])
    }

    private static func readQuery(_ query: [String: String]) throws(SignatureProblem) -> SignatureClaim {
        guard query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256" else {
            throw .incomplete("Query-string authentication requires the X-Amz-Algorithm 'AWS4-HMAC-SHA256'.")
        }
        guard let credential = query["X-Amz-Credential"], let headers = query["X-Amz-SignedHeaders"],
            let signature = query["X-Amz-Signature"], let time = query["X-Amz-Date"].flatMap(SigningDate.parse),
            let seconds = query["X-Amz-Expires"].flatMap(Int.init), (1...604_800).contains(seconds)
        else {
            throw .incomplete(
                "Query-string authentication requires X-Amz-Credential, X-Amz-SignedHeaders, X-Amz-Signature, "
                    + "X-Amz-Date and X-Amz-Expires (1 to 604800).")
        }
        let (accessKeyID, scope) = try readCredential(credential)
        return SignatureClaim(
            accessKeyID: accessKeyID, scope: scope, signedHeaders: names(headers), signature: signature, time: time,
            sessionToken: query["X-Amz-Security-Token"], lifetime: .seconds(seconds))
    }

    private static func readCredential(_ text: String) throws(SignatureProblem) -> (String, SigningScope) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[4] == "aws4_request", parts.allSatisfy({ !$0.isEmpty }) else {
            throw .incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
                    + "got '\(text)'.")
        }
        return (parts[0], SigningScope(date: parts[1], region: parts[2], service: parts[3]))
    }

    private static func names(_ text: String) -> [String] {
        text.split(separator: ";").map { $0.lowercased() }
    }
}

/// Checks signatures as AWS's front door does. Pure: the time is given.
package struct SigV4Verifier: Sendable {
    /// How far the signer's clock may be off; 15 minutes at AWS.
    package var tolerance: Duration
    package var options: SigningOptions

    package init(tolerance: Duration = .seconds(900), options: SigningOptions = SigningOptions()) {
        self.tolerance = tolerance
        self.options = options
    }

    /// Throws unless `claim` was made over this very request with `secretAccessKey`, not too long ago.
    package func verify(
        _ request: HTTPRequestMessage, _ claim: SignatureClaim, secretAccessKey: String, at now: Timestamp
    ) throws(SignatureProblem) {
        try checkTime(claim, at: now)
        guard claim.signedHeaders.contains("host") else {
            throw .mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
        guard claim.scope.date == SigningDate.date(claim.time) else {
            throw .mismatch(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + "'\(claim.scope.date)' != '\(SigningDate.date(claim.time))', from "
                    + "'\(SigningDate.dateTime(claim.time))'.")
        }
        var unsigned = request
        if claim.lifetime != nil {
            unsigned.query = request.query?.split(separator: "&").filter { !$0.hasPrefix("X-Amz-Signature=") }
                .joined(separator: "&")
        }
        let payloadHash = SigningHash.sha256(request.body)
        if let stated = request.headers["x-amz-content-sha256"], claim.lifetime == nil, stated != payloadHash {
            throw .mismatch("The provided 'x-amz-content-sha256' header does not match what was computed.")
        }
        let canonical = CanonicalRequest(
            unsigned, signedHeaders: claim.signedHeaders, options: options, payloadHash: payloadHash)
        let stringToSign = claim.scope.stringToSign(canonical, dateTime: SigningDate.dateTime(claim.time))
        let expected = claim.scope.signature(of: stringToSign, secretAccessKey: secretAccessKey)
        guard Self.same(expected, claim.signature) else {
            throw .mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS "
                    + "Secret Access Key and signing method. Consult the service documentation for details.")
        }
    }

    private func checkTime(_ claim: SignatureClaim, at now: Timestamp) throws(SignatureProblem) {
        let stated = SigningDate.dateTime(claim.time)
        let minutes = tolerance.components.seconds / 60
        let latest = now.advanced(by: tolerance)
        if claim.time > latest {
            throw .expired(
                "Signature not yet current: \(stated) is still later than \(SigningDate.dateTime(latest)) "
                    + "(\(SigningDate.dateTime(now)) + \(minutes) min.)")
        }
        if let lifetime = claim.lifetime {
            guard now <= claim.time.advanced(by: lifetime) else {
                throw .presignedExpired("Request has expired.")
            }
            return
        }
        let earliest = now.advanced(by: .zero - tolerance)
        guard claim.time >= earliest else {
            throw .expired(
                "Signature expired: \(stated) is now earlier than \(SigningDate.dateTime(earliest)) "
                    + "(\(SigningDate.dateTime(now)) - \(minutes) min.)")
        }
    }

    /// In constant time, so that answers tell nothing of how much was right.
    private static func same(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Why a request was not let in.
package enum SignatureProblem: Error, Hashable, Sendable {
    case missingToken
    case incomplete(String)
    /// The access key id is not known here.
    case unknownKey
    case mismatch(String)
    /// Signed too long ago or in the future.
    case expired(String)
    case presignedExpired(String)

    /// The answer in the words of the service's protocol family; the codes differ between JSON and query services.
    package func serviceError(for wireProtocol: WireProtocol) -> AWSServiceError {
        let isQuery = wireProtocol.isQuery
        if wireProtocol == .ec2Query, self == .unknownKey {
            // EC2 alone has its own code for it.
            return AWSServiceError(
                code: "AuthFailure", message: "AWS was not able to validate the provided access credentials",
                httpStatus: 401)
        }
        let (json, query, message): (String, String, String) =
            switch self {
            case .missingToken:
                (
                    "MissingAuthenticationTokenException", "MissingAuthenticationToken",
                    isQuery ? "Request is missing Authentication Token" : "Missing Authentication Token"
                )
            case .incomplete(let message): ("IncompleteSignatureException", "IncompleteSignature", message)
            case .unknownKey:
                (
                    "UnrecognizedClientException", "InvalidClientTokenId",
                    "The security token included in the request is invalid."
                )
            case .mismatch(let message): ("InvalidSignatureException", "SignatureDoesNotMatch", message)
            case .expired(let message): ("InvalidSignatureException", "SignatureDoesNotMatch", message)
            case .presignedExpired(let message): ("RequestExpired", "RequestExpired", message)
            }
        return AWSServiceError(
            code: isQuery ? query : json, message: message, httpStatus: isQuery ? 403 : 400)
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        let head = drop { $0 == " " }
        return String(head[..<(head.lastIndex { $0 != " " }.map { head.index(after: $0) } ?? head.startIndex)])
    }
}
