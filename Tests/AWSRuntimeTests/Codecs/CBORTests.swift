import AWSRuntime
import Testing

/// The examples are those of RFC 8949, appendix A, and of Smithy's RPC protocol over CBOR.
@Suite("CBOR")
struct CBORTests {
    private static let inner: Shape = {
        var builder = StructureShapeBuilder("Inner")
        builder.add("Name", Shape("String", .string))
        return builder.shape
    }()
    private static let everything: Shape = {
        var builder = StructureShapeBuilder("Everything")
        builder.add("Text", Shape("String", .string))
        builder.add("Flag", Shape("Boolean", .boolean))
        builder.add("Count", Shape("Long", .long))
        builder.add("Ratio", Shape("Double", .double))
        builder.add("Moment", Shape("Timestamp", .timestamp(nil)))
        builder.add("Bytes", Shape("Blob", .blob))
        builder.add("Names", Shape.list("Names", of: Shape("String", .string)))
        builder.add("Ages", Shape.map("Ages", key: Shape("String", .string), value: Shape("Integer", .integer)))
        builder.add("Inner", inner)
        return builder.shape
    }()
    private static let problem: Shape = {
        var builder = StructureShapeBuilder("NotFoundException")
        builder.add("message", Shape("String", .string))
        builder.add("Resource", Shape("String", .string))
        return builder.shape
    }()
    private static let operation = OperationSchema(
        service: ServiceDescription(
            endpointPrefix: "test", signingName: "test", environmentSuffix: "TEST", apiVersion: "1",
            wireProtocol: .rpcV2CBOR, targetPrefix: "Sample"),
        name: "Do", input: everything, output: everything,
        errors: [ErrorSchema(code: "NotFound", httpStatus: 404, shape: problem)])
    private static let codec = WireCodec.for(.rpcV2CBOR)

    /// `{"NAME": ITEM}` with the item as hex.
    private static func body(_ name: String, _ item: String) -> [UInt8] {
        [0xA1, 0x60 + UInt8(name.utf8.count)] + Array(name.utf8) + bytes(item)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    @Test(
        "the standard's encodings mean what the standard says",
        arguments: [
            ("Count", "00", AWSValue.integer(0)), ("Count", "17", .integer(23)), ("Count", "1818", .integer(24)),
            ("Count", "1903e8", .integer(1000)), ("Count", "1b000000e8d4a51000", .integer(1_000_000_000_000)),
            ("Count", "20", .integer(-1)), ("Count", "3903e7", .integer(-1000)), ("Count", "f93c00", .integer(1)),
            ("Ratio", "f93e00", .double(1.5)), ("Ratio", "f90001", .double(5.960464477539063e-8)),
            ("Ratio", "f9c400", .double(-4)), ("Ratio", "fa47c35000", .double(100_000)),
            ("Ratio", "fb3ff199999999999a", .double(1.1)), ("Ratio", "f97c00", .double(.infinity)),
            ("Ratio", "07", .double(7)), ("Flag", "f5", .boolean(true)), ("Flag", "f4", .boolean(false)),
            ("Text", "60", .string("")), ("Text", "62c3bc", .string("ü")),
            ("Text", "7f657374726561646d696e67ff", .string("streaming")), ("Bytes", "4401020304", .blob([1, 2, 3, 4])),
            ("Bytes", "5f42010243030405ff", .blob([1, 2, 3, 4, 5])),
            ("Names", "8261616162", .list([.string("a"), .string("b")])),
            ("Names", "9f61616162ff", .list([.string("a"), .string("b")])),
            ("Ages", "bf6161016162f7ff", .map(["a": .integer(1), "b": .null])),
            ("Moment", "c11a514b67b0", .timestamp(Timestamp(secondsSinceEpoch: 1_363_896_240))),
            ("Moment", "c1fb41d452d9ec200000", .timestamp(Timestamp(secondsSinceEpoch: 1_363_896_240.5))),
            ("Inner", "a1644e616d656178", .structure(["Name": .string("x")])),
        ])
    func standard(name: String, item: String, value: AWSValue) throws {
        let decoded = try Self.codec.decodeRequest(Self.operation, body: Self.body(name, item))
        #expect(decoded == .structure([name: value]))
        let written = try Self.codec.encodeRequest(Self.operation, decoded)
        #expect(try Self.codec.decodeRequest(Self.operation, body: written.body) == decoded)
    }

    @Test("a request says where it goes and how it is written")
    func request() throws {
        let request = try Self.codec.encodeRequest(Self.operation, .structure(["Text": .string("a")]))
        #expect(request.path == "/service/Sample/operation/Do")
        #expect(request.headers["smithy-protocol"] == "rpc-v2-cbor")
        #expect(request.headers["Content-Type"] == "application/cbor")
        #expect(request.body == Self.body("Text", "6161"))
        let route = RequestRoute(headers: request.headers, path: request.path, query: nil, body: request.body)
        #expect(route == .cbor(targetPrefix: "Sample", operation: "Do"))
        #expect(RequestRoute(headers: request.headers, path: "/service/Sample", query: nil, body: []) == nil)
    }

    @Test("unknown members are named to a server and dropped by a client")
    func unknown() throws {
        let body = Self.body("Novel", "01")
        #expect(try Self.codec.decodeRequest(Self.operation, body: body) == .structure(["Novel": .null]))
        let answer = HTTPResponseMessage(status: 200, body: body)
        #expect(try Self.codec.decodeResponse(Self.operation, answer) == .structure([:]))
    }

    @Test("an error keeps its code, message and members; the old code of a header counts")
    func errors() throws {
        let error = AWSServiceError(
            code: "NotFound", message: "no such thing", httpStatus: 404, requestID: "id",
            value: .structure(["message": .string("no such thing"), "Resource": .string("r")]))
        let answer = try Self.codec.encodeError(error, shape: Self.problem, requestID: "id")
        #expect(Self.codec.decodeError(Self.operation, answer) == error)
        let named = HTTPResponseMessage(
            status: 404, headers: [HTTPField("x-amzn-query-error", "NotFound;Sender")],
            body: Self.body("__type", "6f6e6f2e766563746f72234e6f76656c"))
        #expect(Self.codec.decodeError(Self.operation, named).code == "NotFound")
        let page = HTTPResponseMessage(status: 502, body: Array("<html>".utf8))
        #expect(Self.codec.decodeError(Self.operation, page).code == ErrorEnvelope.unreadable)
    }

    @Test(
        "broken bodies are refused, whatever they claim",
        arguments: [
            "", "a1", "a16454657874", "a164546578746", "a16454657874636100", "a1645465787462c328", "9bffffffffffffffff",
            "bbffffffffffffffff", "a10101", "a1645465787401", "a0a0", "a16454657874ff",
            "a165436f756e741bffffffffffffffff",
            "f8ff", String(repeating: "81", count: 5000), String(repeating: "d8c1", count: 5000),
        ])
    func broken(hex: String) {
        let body = Self.bytes(hex)
        guard !body.isEmpty else { return }
        #expect(throws: CodecError.self) { try Self.codec.decodeRequest(Self.operation, body: body) }
    }
}
