import AWSRuntime
import Synchronization
import Testing

@Suite("Caller")
struct AWSCallerTests {
    @Test("signs, sends and decodes, and tells the observer")
    func succeeds() async throws {
        let bench = Bench([.json(200, #"{"text":"hello"}"#)])
        let output = try await bench.caller.call(Toy.Read.self, .init(text: "hi"))
        #expect(output.text == "hello")
        let request = try #require(bench.transport.requests.values.first)
        #expect(request.host == "toy.ap-northeast-2.amazonaws.com")
        #expect(request.headers["user-agent"] == "slipway/test")
        #expect(request.headers["x-amz-target"] == "Toy.Read")
        #expect(request.headers["authorization"]?.contains("/ap-northeast-2/toy/aws4_request") == true)
        #expect(
            bench.records.values == [
                CallRecord(
                    service: "toy", operation: "Read", attempt: 1, duration: .zero, outcome: .succeeded(httpStatus: 200)
                )
            ])
    }

    @Test("a throttled write is sent again until it passes")
    func throttledWrite() async throws {
        let bench = Bench(Array(repeating: .throttled, count: 12) + [.json(200, "{}")])
        _ = try await bench.caller.call(Toy.Write.self, .init())
        #expect(bench.transport.requests.values.count == 13)
        #expect(bench.records.values.map(\.attempt) == Array(1...13))
        #expect(bench.records.values[0].outcome == .refused(code: "ThrottlingException", httpStatus: 400))
    }

    @Test("a write whose answer was lost is not sent twice")
    func lostWrite() async throws {
        let bench = Bench([.broken, .json(200, "{}")])
        let error = await #expect(throws: AWSCallError<Toy.Failure>.self) {
            try await bench.caller.call(Toy.Write.self, .init())
        }
        #expect(
            error == .transport(AWSTransportError(.broken, requestMayHaveArrived: true, detail: "closed")))
        #expect(bench.transport.requests.values.count == 1)
    }

    @Test("a write that a stumbling service answered is not sent twice")
    func stumbledWrite() async throws {
        let bench = Bench([.json(500, #"{"__type":"ServerException"}"#), .json(200, "{}")])
        await #expect(throws: AWSCallError<Toy.Failure>.self) { try await bench.caller.call(Toy.Write.self, .init()) }
        #expect(bench.transport.requests.values.count == 1)
    }

    @Test("reads, unsent writes and writes that are said to be repeatable are sent again")
    func repeatable() async throws {
        let read = Bench([.broken, .json(503, "<html>"), .json(200, "{}")])
        _ = try await read.caller.call(Toy.Read.self, .init())
        #expect(read.transport.requests.values.count == 3)
        let unsent = Bench([.refused, .json(200, "{}")])
        _ = try await unsent.caller.call(Toy.Write.self, .init())
        let said = Bench([.broken, .json(200, "{}")])
        _ = try await said.caller.call(Toy.Write.self, .init(), safety: .repeatable)
        #expect(said.transport.requests.values.count == 2)
    }

    @Test("an idempotency token is given once and kept over all attempts")
    func tokens() async throws {
        let bench = Bench([.broken, .json(200, "{}")])
        _ = try await bench.caller.call(Toy.Run.self, .init())
        let bodies = bench.transport.requests.values.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.count == 2)
        #expect(bodies[0] == bodies[1])
        #expect(bodies[0].contains("clientToken"))
    }

    @Test("an input that breaks the model is not sent")
    func validates() async throws {
        let bench = Bench([.json(200, "{}")])
        let error = await #expect(throws: AWSCallError<Toy.Failure>.self) {
            try await bench.caller.call(Toy.Read.self, .init(text: "much too long"))
        }
        guard case .invalidInput = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.transport.requests.values.isEmpty)
    }

    @Test("the deadline of the phase ends a call, whatever the caller's own limit")
    func deadline() async throws {
        let bench = Bench([.throttled])
        let error = await #expect(throws: AWSCallError<Toy.Failure>.self) {
            try await CallDeadline.with(.seconds(3)) { try await bench.caller.call(Toy.Read.self, .init()) }
        }
        #expect(error == .deadlineExceeded(operation: "Read", lastError: "ThrottlingException: Rate exceeded"))
        #expect(bench.clock.uptime() < .seconds(3))
        #expect(bench.transport.requests.values.count > 2)
    }

    @Test("a wrong clock is corrected from the answer's date, once, and stays corrected")
    func clockSkew() async throws {
        let date = HTTPField("Date", "Thu, 01 Jan 2026 02:00:00 GMT")
        let skewed = ScriptedTransport.Answer.json(403, #"{"__type":"RequestTimeTooSkewed"}"#, [date])
        let bench = Bench([skewed, .json(200, "{}")])
        _ = try await bench.caller.call(Toy.Write.self, .init())
        _ = try await bench.caller.call(Toy.Write.self, .init())
        #expect(
            bench.transport.requests.values.map { $0.headers["x-amz-date"] }
                == ["20260101T000000Z", "20260101T020000Z", "20260101T020000Z"])
    }

    @Test("a wrong secret is not taken for a wrong clock")
    func wrongSecret() async throws {
        let date = HTTPField("Date", "Thu, 01 Jan 2026 00:00:01 GMT")
        let bench = Bench([.json(400, #"{"__type":"InvalidSignatureException"}"#, [date])])
        await #expect(throws: AWSCallError<Toy.Failure>.self) { try await bench.caller.call(Toy.Read.self, .init()) }
        #expect(bench.transport.requests.values.count == 1)
    }

    @Test("expired credentials are fetched anew in the middle of a call")
    func expired() async throws {
        let count = Mutex(0)
        let provider = CredentialsTests.CountingProvider { number in
            .found(AWSCredentials(accessKeyID: "AK\(number)", secretAccessKey: "s", source: "test"))
        } counted: {
            count.withLock { count in
                count += 1
                return count
            }
        }
        let bench = Bench([.json(400, #"{"__type":"ExpiredTokenException"}"#), .json(200, "{}")], provider: provider)
        _ = try await bench.caller.call(Toy.Write.self, .init())
        let headers = bench.transport.requests.values.compactMap { $0.headers["authorization"] }
        #expect(headers.map { $0.contains("AK2/") } == [false, true])
    }

    @Test("an answer that is not AWS's is said to be so")
    func html() async throws {
        let page = ScriptedTransport.Answer.success(
            HTTPResponseMessage(
                status: 200, headers: [HTTPField("Content-Type", "text/html")], body: Array("<html>".utf8)))
        let error = await #expect(throws: AWSCallError<Toy.Failure>.self) {
            try await Bench([page]).caller.call(Toy.Read.self, .init())
        }
        guard case .undecodable("Read", 200, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("no credentials: nothing is sent, every source is named")
    func noCredentials() async throws {
        let bench = Bench([.json(200, "{}")], provider: EnvironmentCredentials(environment: AWSEnvironment()))
        let error = await #expect(throws: AWSCallError<Toy.Failure>.self) {
            try await bench.caller.call(Toy.Read.self, .init())
        }
        #expect(
            error
                == .credentials(
                    CredentialsError(attempts: [
                        .init(source: "environment", problem: "AWS_ACCESS_KEY_ID is not set")
                    ])))
    }

    /// Through the real caller: two thousand deployments of thirty calls.
    @Test("with half of all calls throttled, calls of the shipped caller finish", arguments: 0..<20)
    func survivesThrottling(batch: UInt64) async throws {
        var unfinished = 0
        for seed in (batch * 100)..<(batch * 100 + 100) {
            let dice = SeededRandom(seed: seed &+ 77)
            let answers = (0..<400).map { _ -> ScriptedTransport.Answer in
                dice.next() & 1 == 0 ? .throttled : .json(200, "{}")
            }
            let bench = Bench(answers + [.json(200, "{}")], seed: seed)
            for _ in 0..<30 {
                do {
                    _ = try await CallDeadline.with(bench.clock.uptime() + .seconds(30)) {
                        try await bench.caller.call(Toy.Write.self, .init())
                    }
                } catch {
                    unfinished += 1
                }
            }
        }
        #expect(unfinished == 0)
    }
}
