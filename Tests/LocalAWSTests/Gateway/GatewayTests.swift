import AWSRuntime
import AWSServices
import LocalAWS
import Logging
import NIOCore
import Testing

@Suite("Gateway")
struct GatewayTests {
    private func request(
        _ target: String, service: String = "ecs", body: String = "{}", credentials: AWSCredentials, at time: Timestamp
    ) -> HTTPRequestMessage {
        let plain = HTTPRequestMessage(
            method: "POST", scheme: "http", host: "127.0.0.1", port: 4566,
            headers: [HTTPField("Content-Type", "application/x-amz-json-1.1"), HTTPField("X-Amz-Target", target)],
            body: Array(body.utf8))
        return SigV4Signer(credentials: credentials, region: TestCloud.region, service: service).sign(plain, at: time)
    }

    private func text(_ response: HTTPResponseMessage) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test("an operation that is not there is answered with its name")
    func namesOperations() async throws {
        let test = try TestCloud()
        let answer = await test.cloud.dispatcher.answer(
            request(
                "secretsmanager.RotateSecret", service: "secretsmanager", credentials: test.cloud.owner.credentials,
                at: test.time.now()))
        #expect(answer.status == 501)
        #expect(text(answer).contains("LocalAWS does not implement secretsmanager:RotateSecret"))
        #expect(answer.headers["x-amzn-requestid"] != nil)
        #expect(answer.headers["date"] == "Thu, 01 Jan 2026 00:00:00 GMT")
    }

    @Test("a service that is not there is answered with its name")
    func namesServices() async throws {
        let test = try TestCloud()
        let answer = await test.cloud.dispatcher.answer(
            request(
                "DynamoDB_20120810.ListTables", service: "dynamodb", credentials: test.cloud.owner.credentials,
                at: test.time.now()))
        #expect(answer.status == 501)
        #expect(text(answer).contains("LocalAWS does not implement the service dynamodb"))
    }

    @Test("a member that is not there is answered with its name")
    func namesMembers() async throws {
        let test = try TestCloud()
        let refusal = await message {
            () throws(AWSCallError<SecretsManager.CreateSecretError>) in
            try await test.secrets.createSecret(.init(name: "a", addReplicaRegions: [.init(region: "eu-west-1")]))
        }
        #expect(refusal == "LocalAWS does not implement the member AddReplicaRegions of secretsmanager:CreateSecret")
    }

    @Test("lets in only whom it knows, with AWS's codes")
    func authenticates() async throws {
        let test = try TestCloud()
        func refusal(_ credentials: AWSCredentials) async -> String? {
            let client = SecretsManager.Client(test.caller(credentials))
            return await code { () throws(AWSCallError<SecretsManager.ListSecretsError>) in
                try await client.listSecrets()
            }
        }
        #expect(await refusal(test.cloud.owner.credentials) == nil)
        #expect(
            await refusal(AWSCredentials(accessKeyID: "AKIANOBODY", secretAccessKey: "x", source: "test"))
                == "UnrecognizedClientException")
        #expect(
            await refusal(AWSCredentials(accessKeyID: "test", secretAccessKey: "wrong", source: "test"))
                == "InvalidSignatureException")
        test.cloud.identities.expire("test")
        #expect(await refusal(test.cloud.owner.credentials) == "ExpiredTokenException")
        var unsigned = request(
            "secretsmanager.ListSecrets", credentials: test.cloud.owner.credentials, at: test.time.now())
        unsigned.headers.removeAll { $0.name == "Authorization" }
        #expect(text(await test.cloud.dispatcher.answer(unsigned)).contains("MissingAuthenticationTokenException"))
    }

    @Test("STS says who calls, over the query protocol")
    func callerIdentity() async throws {
        let test = try TestCloud()
        let identity = try await test.sts.getCallerIdentity()
        #expect(identity.account == "000000000000")
        #expect(identity.arn == "arn:aws:iam::000000000000:user/local")
        let wrong = STS.Client(
            test.caller(AWSCredentials(accessKeyID: "test", secretAccessKey: "wrong", source: "test")))
        #expect(
            await code { () throws(AWSCallError<STS.GetCallerIdentityError>) in try await wrong.getCallerIdentity() }
                == "SignatureDoesNotMatch")
    }

    @Test("a body that is no JSON, and one that breaks the model, are refused as such")
    func refusesBadBodies() async throws {
        let test = try TestCloud()
        for (body, code) in [("{", "SerializationException"), ("{}", "ValidationException")] {
            let answer = await test.cloud.dispatcher.answer(
                request(
                    "secretsmanager.CreateSecret", service: "secretsmanager", body: body,
                    credentials: test.cloud.owner.credentials, at: test.time.now()))
            #expect(answer.status == 400)
            #expect(text(answer).contains(code), "\(text(answer))")
        }
    }

    /// Every second call is throttled.
    actor EverySecond: CallFaults {
        private var count = 0

        func fault(service: String, operation: String) -> AWSServiceError? {
            count += 1
            return count.isMultiple(of: 2)
                ? nil : AWSServiceError(code: "ThrottlingException", message: "Rate exceeded", httpStatus: 400)
        }
    }

    @Test("faults throttle, and callers get through")
    func throttles() async throws {
        let test = try TestCloud(faults: EverySecond())
        for number in 0..<20 {
            _ = try await test.secrets.createSecret(.init(name: "s\(number)", secretString: "v"))
        }
        #expect(try await test.secrets.listSecrets().secretList?.count == 20)
    }
}

@Suite("Gateway on a socket")
struct GatewaySocketTests {
    /// Echoes bodies piece by piece and tells their length.
    struct Echo: HTTPService {
        func respond(to request: HTTPServiceRequest) async throws -> HTTPServiceResponse {
            switch request.path {
            case "/v2/length":
                var count = 0
                for try await piece in request.body { count += piece.readableBytes }
                return HTTPServiceResponse(status: 200, body: .bytes(Array("\(count)".utf8)))
            case "/v2/stream":
                return HTTPServiceResponse(
                    status: 200,
                    body: .stream(length: nil) { writer in
                        for number in 0..<1000 { try await writer.write(ByteBuffer(string: "line \(number)\n")) }
                    })
            case "/v2/unread": return HTTPServiceResponse(status: 202)
            case "/v2/hang":
                // Until the gateway ends.
                try await Task.sleep(for: .seconds(3600))
                return HTTPServiceResponse(status: 200)
            default: return HTTPServiceResponse(status: 404)
            }
        }
    }

    private func withGateway<R>(_ body: (Int, AsyncHTTPTransport, TestCloud) async throws -> R) async throws -> R {
        let test = try TestCloud()
        let gateway = GatewayServer(
            dispatcher: test.cloud.dispatcher, registry: Echo(), logger: Logger(label: "test"))
        let port = try await gateway.start(port: 0)
        let transport = AsyncHTTPTransport()
        do {
            let result = try await body(port, transport, test)
            try await transport.shutdown()
            await gateway.stop()
            return result
        } catch {
            try await transport.shutdown()
            await gateway.stop()
            throw error
        }
    }

    private func send(
        _ method: String, _ path: String, body: [UInt8] = [], _ port: Int, _ transport: AsyncHTTPTransport
    ) async throws -> HTTPResponseMessage {
        try await transport.send(
            HTTPRequestMessage(method: method, scheme: "http", host: "127.0.0.1", port: port, path: path, body: body),
            timeouts: TransportTimeouts())
    }

    @Test("clients reach services over HTTP")
    func overHTTP() async throws {
        try await withGateway { port, transport, test in
            let rules = EndpointRules(override: EndpointURL(scheme: "http", host: "127.0.0.1", port: port))
            let client = SecretsManager.Client(test.caller(transport: transport, endpoints: rules))
            _ = try await client.createSecret(.init(name: "over/http", secretString: "v"))
            #expect(try await client.getSecretValue(.init(secretId: "over/http")).secretString == "v")
        }
    }

    @Test("bodies stream in and out, and connections live on")
    func streams() async throws {
        try await withGateway { port, transport, _ in
            let large = [UInt8](repeating: 7, count: 20 << 20)
            let length = try await send("PUT", "/v2/length", body: large, port, transport)
            #expect(String(decoding: length.body, as: UTF8.self) == "\(large.count)")
            let unread = try await send(
                "PUT", "/v2/unread", body: [UInt8](repeating: 1, count: 100_000), port, transport)
            #expect(unread.status == 202)
            let lines = try await send("GET", "/v2/stream", port, transport)
            #expect(lines.headers["transfer-encoding"] == "chunked")
            #expect(String(decoding: lines.body, as: UTF8.self).hasSuffix("line 999\n"))
            #expect(try await send("HEAD", "/v2/stream", port, transport).body.isEmpty)
        }
    }

    @Test("an oversized call is refused, garbage is no crash")
    func bounds() async throws {
        try await withGateway { port, transport, _ in
            let answer = try await send("POST", "/", body: [UInt8](repeating: 0, count: 9 << 20), port, transport)
            #expect(answer.status == 413)
            #expect(try await send("GET", "/", port, transport).status == 403)
            #expect(try await send("GET", "/v2/nothing", port, transport).status == 404)
        }
    }

    @Test("an endpoint that hangs is given up, and its answer counts as lost")
    func hangs() async throws {
        try await withGateway { port, transport, _ in
            let request = HTTPRequestMessage(
                method: "GET", scheme: "http", host: "127.0.0.1", port: port, path: "/v2/hang")
            for (firstByte, total, kind) in [
                (Duration.milliseconds(100), Duration.seconds(60), AWSTransportError.Kind.firstByteTimeout),
                (.seconds(60), .milliseconds(100), .totalTimeout),
            ] {
                let error = await #expect(throws: AWSTransportError.self) {
                    try await transport.send(
                        request, timeouts: TransportTimeouts(firstByte: firstByte, total: total))
                }
                #expect(error?.kind == kind)
                #expect(error?.requestMayHaveArrived == true)
            }
        }
    }

    @Test("the cloud's own API describes it, and stops it only for those who say who they are")
    func admin() async throws {
        let cloud = try Cloud(
            Cloud.Settings(port: 0, time: HandTime(), random: SeededRandom(seed: 1), logger: Logger(label: "test")))
        let port = try await cloud.start()
        let transport = AsyncHTTPTransport()
        do {
            let status = try await send("GET", "/_slipway/status", port, transport)
            #expect(String(decoding: status.body, as: UTF8.self).contains("\"GetSecretValue\""))
            #expect(try await send("POST", "/_slipway/stop", port, transport).status == 403)
            let stop = HTTPRequestMessage(
                method: "POST", scheme: "http", host: "127.0.0.1", port: port, path: "/_slipway/stop",
                headers: [HTTPField("X-Slipway", "1")])
            #expect(try await transport.send(stop, timeouts: TransportTimeouts()).status == 202)
            await cloud.admin.stopRequested()
        } catch {
            // A client that is not shut down ends the whole process.
            try await transport.shutdown()
            throw error
        }
        await cloud.stop()
        try await transport.shutdown()
    }

    @Test("a taken port is said to be taken")
    func takenPort() async throws {
        try await withGateway { port, _, test in
            let second = GatewayServer(dispatcher: test.cloud.dispatcher, logger: Logger(label: "test"))
            await #expect(throws: GatewayError.portTaken(port)) { try await second.start(port: port) }
        }
    }

    @Test("a port that nobody listens on is told apart from a lost answer")
    func refused() async throws {
        let port = try await withGateway { port, _, _ in port }
        let transport = AsyncHTTPTransport()
        let error = await #expect(throws: AWSTransportError.self) { try await send("GET", "/", port, transport) }
        #expect(error?.kind == .connect)
        #expect(error?.requestMayHaveArrived == false)
        try await transport.shutdown()
    }
}
