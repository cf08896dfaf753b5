import AWSRuntime
import Testing

@Suite("Signature Version 4")
struct SigV4Tests {
    @Test("the published vectors are there")
    func vectorsAreThere() {
        #expect(SigningVector.names.count >= 19)
    }

    @Test("signs headers as the published vectors do", arguments: SigningVector.names.map(SigningVector.init))
    func signsHeaders(vector: SigningVector) throws {
        let (signed, work) = try vector.signer().signWithWork(vector.request(), at: vector.time())
        #expect(work.canonicalRequest.text == (try vector.text("header-canonical-request.txt")))
        #expect(work.stringToSign == (try vector.text("header-string-to-sign.txt")))
        #expect(work.signature == (try vector.text("header-signature.txt")))
        let expected = try SigningVector.parse(vector.text("header-signed-request.txt"))
        #expect(Set(signed.headers.map(Self.lowercased)) == Set(expected.headers.map(Self.lowercased)))
        #expect(signed.body == expected.body)
    }

    @Test("presigns as the published vectors do", arguments: SigningVector.names.map(SigningVector.init))
    func presigns(vector: SigningVector) throws {
        let lifetime = Duration.seconds(try vector.context().expiration_in_seconds)
        let (signed, work) = try vector.signer().presign(vector.request(), at: vector.time(), lifetime: lifetime)
        #expect(work.canonicalRequest.text == (try vector.text("query-canonical-request.txt")))
        #expect(work.stringToSign == (try vector.text("query-string-to-sign.txt")))
        #expect(work.signature == (try vector.text("query-signature.txt")))
        let expected = try SigningVector.parse(vector.text("query-signed-request.txt"))
        #expect(Self.pairs(signed.query) == Self.pairs(expected.query))
    }

    @Test("a server accepts what the vectors signed", arguments: SigningVector.names.map(SigningVector.init))
    func verifies(vector: SigningVector) throws {
        // Where the token stays outside the signature the signed form is the same, so the verifier needs no switch.
        let signer = try vector.signer()
        let verifier = SigV4Verifier(options: signer.options)
        let secret = signer.credentials.secretAccessKey
        for file in ["header-signed-request.txt", "query-signed-request.txt"] {
            if try vector.context().omit_session_token == true, file.hasPrefix("query") { continue }
            let request = try SigningVector.parse(vector.text(file))
            let claim = try SignatureClaim.read(request)
            #expect(claim.accessKeyID == "AKIDEXAMPLE")
            try verifier.verify(request, claim, secretAccessKey: secret, at: vector.time())
            #expect(throws: SignatureProblem.self) {
                try verifier.verify(request, claim, secretAccessKey: secret + "x", at: vector.time())
            }
        }
    }

    private static func lowercased(_ field: HTTPField) -> HTTPField {
        HTTPField(field.name.lowercased(), field.value)
    }

    private static func pairs(_ query: String?) -> [String] {
        QueryString.pairs(query).map { "\($0.name)=\($0.value)" }.sorted()
    }
}

@Suite("Signature verification")
struct SigV4VerifierTests {
    let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", source: "test")
    let now = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)
    var signer: SigV4Signer { SigV4Signer(credentials: credentials, region: "ap-northeast-2", service: "ecs") }
    let request = HTTPRequestMessage(
        method: "POST", scheme: "http", host: "127.0.0.1", port: 4566,
        headers: [HTTPField("Content-Type", "application/x-amz-json-1.1"), HTTPField("X-Amz-Target", "A.B")],
        body: Array("{}".utf8))

    private func problem(_ request: HTTPRequestMessage, at time: Timestamp? = nil) -> SignatureProblem? {
        do {
            let claim = try SignatureClaim.read(request)
            try SigV4Verifier().verify(request, claim, secretAccessKey: "secret", at: time ?? now)
            return nil
        } catch {
            return error
        }
    }

    @Test("an untouched request passes, a changed body, header or path does not")
    func findsChanges() {
        let signed = signer.sign(request, at: now)
        #expect(signed.headers["host"] == "127.0.0.1:4566")
        #expect(problem(signed) == nil)
        var body = signed
        body.body = Array("{ }".utf8)
        var header = signed
        header.headers.removeAll { $0.name == "X-Amz-Target" }
        header.headers.append(HTTPField("X-Amz-Target", "A.C"))
        var path = signed
        path.path = "/other"
        for changed in [body, header, path] {
            guard case .mismatch(let message) = problem(changed) else {
                Issue.record("a changed request passed")
                continue
            }
            #expect(message.hasPrefix("The request signature we calculated does not match"))
        }
    }

    @Test("fifteen minutes of clock difference pass, more do not")
    func boundsTime() {
        let signed = signer.sign(request, at: now)
        #expect(problem(signed, at: now.advanced(by: .seconds(900))) == nil)
        #expect(problem(signed, at: now.advanced(by: .seconds(-900))) == nil)
        #expect(
            problem(signed, at: now.advanced(by: .seconds(901)))
                == .expired(
                    "Signature expired: 20260101T000000Z is now earlier than 20260101T000001Z "
                        + "(20260101T001501Z - 15 min.)"))
        #expect(
            problem(signed, at: now.advanced(by: .seconds(-901)))
                == .expired(
                    "Signature not yet current: 20260101T000000Z is still later than 20251231T235959Z "
                        + "(20251231T234459Z + 15 min.)"))
    }

    @Test("a presigned request holds for its lifetime")
    func boundsPresigned() {
        let (signed, _) = signer.presign(request, at: now, lifetime: .seconds(60))
        #expect(problem(signed, at: now.advanced(by: .seconds(60))) == nil)
        #expect(problem(signed, at: now.advanced(by: .seconds(61))) == .presignedExpired("Request has expired."))
    }

    @Test("what is no signature is named")
    func namesBrokenSignatures() {
        #expect(problem(request) == .missingToken)
        var broken = request
        broken.headers.append(HTTPField("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/a/b/aws4_request"))
        #expect(
            problem(broken)
                == .incomplete(
                    "Authorization header requires 'SignedHeaders' parameter. "
                        + "Authorization header requires 'Signature' parameter."))
        broken.headers = [HTTPField("Authorization", "Basic abc")]
        #expect(problem(broken) == .incomplete("Authorization header requires the algorithm 'AWS4-HMAC-SHA256'."))
    }

    @Test("each protocol family has its own code and status")
    func codesByProtocol() {
        let mismatch = SignatureProblem.mismatch("m")
        #expect(mismatch.serviceError(for: .awsJSON11).code == "InvalidSignatureException")
        #expect(mismatch.serviceError(for: .awsJSON11).httpStatus == 400)
        #expect(mismatch.serviceError(for: .awsQuery).code == "SignatureDoesNotMatch")
        #expect(mismatch.serviceError(for: .awsQuery).httpStatus == 403)
        #expect(SignatureProblem.missingToken.serviceError(for: .awsQuery).code == "MissingAuthenticationToken")
        #expect(SignatureProblem.unknownKey.serviceError(for: .awsJSON10).code == "UnrecognizedClientException")
    }

    @Test("dates of signatures read back", arguments: [0, 951_782_399_000, 951_782_400_000, 4_107_542_400_000, -1000])
    func datesRoundTrip(milliseconds: Int64) {
        let time = Timestamp(millisecondsSinceEpoch: milliseconds)
        #expect(SigningDate.parse(SigningDate.dateTime(time)) == time)
    }

    @Test("credentials never show their secret")
    func hidesSecrets() {
        let secret = AWSCredentials(
            accessKeyID: "AKID", secretAccessKey: "canary-secret", sessionToken: "canary-token", source: "test")
        for text in [
            "\(secret)", String(reflecting: secret), String(describing: [secret]), "\(Optional(secret) as Any)",
        ] {
            #expect(!text.contains("canary"))
        }
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("canary"))
    }
}
