import AWSRuntime
import Synchronization

/// Time that passes only when somebody sleeps.
final class VirtualClock: AWSClock {
    private let elapsed = Mutex(Duration.zero)
    let start = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)

    func wallTime() -> Timestamp { start.advanced(by: uptime()) }

    func uptime() -> Duration { elapsed.withLock { $0 } }

    func sleep(for duration: Duration) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        elapsed.withLock { $0 += duration }
    }
}

/// Collects what is told to it.
final class Recorder<Value: Sendable>: Sendable {
    private let held = Mutex<[Value]>([])
    var values: [Value] { held.withLock { $0 } }

    func add(_ value: Value) { held.withLock { $0.append(value) } }
}

/// Answers from a script, one answer an attempt, the last one for ever.
final class ScriptedTransport: AWSTransport {
    typealias Answer = Result<HTTPResponseMessage, AWSTransportError>
    let requests = Recorder<HTTPRequestMessage>()
    private let answers: Mutex<[Answer]>

    init(_ answers: [Answer]) { self.answers = Mutex(answers) }

    func send(
        _ request: HTTPRequestMessage, timeouts: TransportTimeouts
    ) async throws(AWSTransportError) -> HTTPResponseMessage {
        requests.add(request)
        return try answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
    }
}

extension ScriptedTransport.Answer {
    static func json(_ status: Int, _ body: String, _ headers: [HTTPField] = []) -> Self {
        .success(
            HTTPResponseMessage(
                status: status, headers: [HTTPField("Content-Type", "application/x-amz-json-1.1")] + headers,
                body: Array(body.utf8)))
    }

    static let throttled = json(400, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
    static let broken = Self.failure(AWSTransportError(.broken, requestMayHaveArrived: true, detail: "closed"))
    static let refused = Self.failure(AWSTransportError(.connect, requestMayHaveArrived: false, detail: "refused"))
}

/// A service in miniature.
enum Toy {
    static let service = ServiceDescription(
        endpointPrefix: "toy", signingName: "toy", environmentSuffix: "TOY", apiVersion: "1",
        wireProtocol: .awsJSON11, targetPrefix: "Toy")

    struct Message: AWSStructure {
        var text: String?

        static let shape = Shape(
            "Message",
            .structure(
                .init([
                    .init("text", target: { Shape("Text", .string, constraints: .init(maximum: 10)) })
                ])))

        init(text: String? = nil) { self.text = text }

        init(awsValue: AWSValue) throws(AWSDecodingError) {
            self.text = try StructureReader(awsValue).optional("text")
        }

        var awsValue: AWSValue {
            var writer = StructureWriter()
            writer.set("text", text)
            return writer.value
        }
    }

    struct TokenMessage: AWSStructure {
        var token: String?

        static let shape = Shape(
            "TokenMessage",
            .structure(.init([.init("clientToken", isIdempotencyToken: true, target: { Shape("Token", .string) })])))

        init(token: String? = nil) { self.token = token }

        init(awsValue: AWSValue) throws(AWSDecodingError) {
            self.token = try StructureReader(awsValue).optional("clientToken")
        }

        var awsValue: AWSValue {
            var writer = StructureWriter()
            writer.set("clientToken", token)
            return writer.value
        }
    }

    enum Failure: AWSOperationError {
        case other(AWSServiceError)
        static let errorShapes: [any AWSErrorShape.Type] = []

        init(_ error: AWSServiceError) { self = .other(error) }

        var serviceError: AWSServiceError {
            switch self {
            case .other(let error): error
            }
        }
    }

    enum Write: AWSOperation {
        typealias Input = Message
        typealias Output = Message
        typealias Failure = Toy.Failure
        static let service = Toy.service
        static let name = "Write"
        static let isReadOnly = false
        static let resultWrapper: String? = nil
    }

    enum Read: AWSOperation {
        typealias Input = Message
        typealias Output = Message
        typealias Failure = Toy.Failure
        static let service = Toy.service
        static let name = "Read"
        static let isReadOnly = true
        static let resultWrapper: String? = nil
    }

    enum Run: AWSOperation {
        typealias Input = TokenMessage
        typealias Output = Message
        typealias Failure = Toy.Failure
        static let service = Toy.service
        static let name = "Run"
        static let isReadOnly = false
        static let resultWrapper: String? = nil
    }
}

/// A caller with everything virtual.
struct Bench {
    let clock = VirtualClock()
    let records = Recorder<CallRecord>()
    let transport: ScriptedTransport
    let caller: AWSCaller

    init(
        _ answers: [ScriptedTransport.Answer], provider: (any CredentialsProvider)? = nil, seed: UInt64 = 1
    ) {
        self.transport = ScriptedTransport(answers)
        let fixed = FixedCredentials(AWSCredentials(accessKeyID: "AK", secretAccessKey: "s", source: "test"))
        let clock = clock
        let records = records
        self.caller = AWSCaller(
            AWSCaller.Settings(
                region: "ap-northeast-2",
                credentials: CredentialsCache(CredentialsChain([provider ?? fixed])) { clock.wallTime() },
                transport: transport, clock: clock, random: SeededRandom(seed: seed), userAgent: "slipway/test",
                observer: { records.add($0) }))
    }
}
