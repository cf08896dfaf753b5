import AWSRuntime
import Synchronization
import Testing

/// A transport that answers from a closure.
struct StubTransport: AWSTransport {
    var answer: @Sendable (HTTPRequestMessage) throws(AWSTransportError) -> HTTPResponseMessage

    func send(
        _ request: HTTPRequestMessage, timeouts: TransportTimeouts
    ) async throws(AWSTransportError) -> HTTPResponseMessage {
        try answer(request)
    }
}

@Suite("Credentials")
struct CredentialsTests {
    let files = [
        "/user/.aws/config": """
        [profile role]
        role_arn = arn:aws:iam::1:role/x
        source_profile = dev
        [profile sso]
        sso_session = corp
        """,
        "/user/.aws/credentials": """
        [default]
        aws_access_key_id = AKDEFAULT
        aws_secret_access_key = default-secret
        [dev]
        aws_access_key_id = AKDEV
        aws_secret_access_key = dev-secret
        aws_session_token = dev-token
        [half]
        aws_access_key_id = AKHALF
        """,
    ]
    let nobody = StubTransport { _ throws(AWSTransportError) in
        throw AWSTransportError(.connect, requestMayHaveArrived: false, detail: "nobody there")
    }

    private func resolve(
        _ variables: [String: String], profile: String? = nil, transport: StubTransport? = nil,
        files: [String: String]? = nil
    ) async throws -> AWSCredentials {
        let environment = environment(variables, files: files ?? self.files)
        let configuration = try AWSConfiguration.resolve(environment, overrides: .init(profile: profile))
        return try await CredentialsChain.standard(
            environment, configuration: configuration, transport: transport ?? nobody
        ).resolve()
    }

    @Test("the environment comes first, unless a profile is asked for by option")
    func environmentFirst() async throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
        let found = try await resolve(keys.merging(["AWS_PROFILE": "dev"]) { $1 })
        #expect(found.accessKeyID == "AKENV")
        #expect(found.sessionToken == "t")
        #expect(try await resolve(keys, profile: "dev").accessKeyID == "AKDEV")
        #expect(try await resolve([:]).accessKeyID == "AKDEFAULT")
        #expect(try await resolve(["AWS_PROFILE": "dev"]).sessionToken == "dev-token")
    }

    @Test(
        "half a key pair and unsupported profiles stop the chain and say why",
        arguments: [
            (["AWS_ACCESS_KEY_ID": "AK"], "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not"),
            (["AWS_PROFILE": "half"], "aws_access_key_id is set but aws_secret_access_key is not"),
            (["AWS_PROFILE": "role"], "it uses role_arn, which Slipway cannot follow yet"),
            (["AWS_PROFILE": "sso"], "it uses sso_session, which Slipway cannot follow yet"),
        ])
    func stops(variables: [String: String], reason: String) async throws {
        let error = await #expect(throws: CredentialsError.self) { try await resolve(variables) }
        #expect(error?.attempts.last?.problem.hasPrefix(reason) == true)
    }

    @Test("when there are none, every source is listed")
    func listsSources() async throws {
        let error = await #expect(throws: CredentialsError.self) { try await resolve([:], files: [:]) }
        #expect(error?.attempts.map(\.source) == ["environment", "profile \"default\"", "container endpoint"])
    }

    @Test("asks the container endpoint with its token")
    func containerEndpoint() async throws {
        let transport = StubTransport { request throws(AWSTransportError) in
            #expect(request.host == "169.254.170.2")
            #expect(request.path == "/v2/credentials/1")
            #expect(request.query == "a=b")
            #expect(request.headers["authorization"] == "tok")
            return HTTPResponseMessage(
                status: 200,
                body: Array(
                    #"{"AccessKeyId":"AKC","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-01T00:00:00.123Z"}"#
                        .utf8))
        }
        let found = try await resolve(
            [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1?a=b",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
            ], transport: transport, files: ["/token": "tok\n"])
        #expect(found.accessKeyID == "AKC")
        #expect(found.expiration == Timestamp(millisecondsSinceEpoch: 1_767_225_600_000))
    }

    @Test("refuses a plain-http container endpoint that is not on this machine")
    func refusesFarEndpoint() async throws {
        let error = await #expect(throws: CredentialsError.self) {
            try await resolve(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/x"], files: [:])
        }
        #expect(error?.attempts.last?.problem.contains("plain http is allowed only to loopback") == true)
    }

    @Test("a cache fetches anew shortly before the end, and keeps the old ones when that fails")
    func caches() async throws {
        let clock = Mutex(Timestamp(millisecondsSinceEpoch: 0))
        let calls = Mutex(0)
        let provider = CountingProvider { count in
            if count == 2 { return .failed("out of order") }
            let end = Timestamp(millisecondsSinceEpoch: Int64(count) * 3_600_000)
            return .found(
                AWSCredentials(accessKeyID: "AK\(count)", secretAccessKey: "s", expiration: end, source: "test"))
        } counted: {
            calls.withLock {
                $0 += 1
                return $0
            }
        }
        let cache = CredentialsCache(CredentialsChain([provider])) { clock.withLock { $0 } }
        #expect(try await cache.credentials().accessKeyID == "AK1")
        #expect(try await cache.credentials().accessKeyID == "AK1")
        clock.withLock { $0 = Timestamp(millisecondsSinceEpoch: 3_400_000) }
        #expect(try await cache.credentials().accessKeyID == "AK1")
        #expect(calls.withLock { $0 } == 2)
        #expect(try await cache.credentials().accessKeyID == "AK3")
        await cache.invalidate(AWSCredentials(accessKeyID: "AK1", secretAccessKey: "s", source: "test"))
        #expect(try await cache.credentials().accessKeyID == "AK3")
    }

    struct CountingProvider: CredentialsProvider {
        let name = "counting"
        var outcome: @Sendable (Int) -> CredentialsOutcome
        var counted: @Sendable () -> Int

        func credentials() async -> CredentialsOutcome {
            outcome(counted())
        }
    }
}
