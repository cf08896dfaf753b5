import AWSRuntime
import Testing

/// Bodies that no service sends on a good day: each gives an error that says where, none a crash.
@Suite("Broken bodies")
struct BrokenBodyTests {
    static let inner = Shape(
        "Inner",
        .structure(
            Shape.StructureTraits([
                Shape.Member("count") { Shape("Int", .integer) }, Shape.Member("at") { Shape("Time", .timestamp(nil)) },
                Shape.Member("bytes") { Shape("Bytes", .blob) }, Shape.Member("flag") { Shape("Flag", .boolean) },
            ])))
    static let shape = Shape(
        "Outer",
        .structure(
            Shape.StructureTraits([
                Shape.Member("name") { Shape("Text", .string) },
                Shape.Member("items") { Shape.list("Items", of: inner) },
                Shape.Member("labels") {
                    Shape.map("Labels", key: Shape("Text", .string), value: Shape("Text", .string))
                },
                Shape.Member("free") { Shape("Free", .document) },
            ])))

    static func operation(_ wireProtocol: WireProtocol) -> OperationSchema {
        OperationSchema(
            service: ServiceDescription(
                endpointPrefix: "t", signingName: "t", environmentSuffix: "T", apiVersion: "2020-01-01",
                wireProtocol: wireProtocol, targetPrefix: "T"),
            name: "Do", input: shape, output: shape, resultWrapper: "DoResult",
            errors: [ErrorSchema(code: "Bad", httpStatus: 400, shape: shape)])
    }

    @Test(
        "JSON of the wrong form names the member",
        arguments: [
            ("", nil), ("{", ""), ("{\"name\":\"a", ""), ("[]", ""), ("null", ""), ("\"text\"", ""), ("{}x", ""),
            ("{\"name\":1}", "name"), ("{\"name\":\"\\ud800\"}", ""), ("{\"items\":{}}", "items"),
            ("{\"items\":[1]}", "items[0]"), ("{\"items\":[{},{\"count\":\"1\"}]}", "items[1].count"),
            ("{\"items\":[{\"count\":1.5}]}", "items[0].count"),
            ("{\"items\":[{\"count\":99999999999999999999}]}", "items[0].count"),
            ("{\"items\":[{\"at\":\"yesterday\"}]}", "items[0].at"),
            ("{\"items\":[{\"at\":1e300}]}", "items[0].at"), ("{\"items\":[{\"at\":\"NaN\"}]}", "items[0].at"),
            ("{\"items\":[{\"bytes\":\"%%%\"}]}", "items[0].bytes"),
            ("{\"items\":[{\"flag\":\"true\"}]}", "items[0].flag"), ("{\"labels\":[]}", "labels"),
            ("{\"labels\":{\"a\":1}}", "labels.a"), ("<html><body>502</body></html>", ""),
        ] as [(String, String?)])
    func brokenJSON(body: String, path: String?) throws {
        let codec = WireCodec.for(.awsJSON11)
        let message = HTTPResponseMessage(status: 200, body: Array(body.utf8))
        guard let path else {
            #expect(try codec.decodeResponse(Self.operation(.awsJSON11), message) == .structure([:]))
            return
        }
        let error = #expect(throws: CodecError.self) {
            try codec.decodeResponse(Self.operation(.awsJSON11), message)
        }
        #expect(error?.path == path)
        #expect(throws: CodecError.self) {
            try codec.decodeRequest(Self.operation(.awsJSON11), body: Array(body.utf8))
        }
    }

    @Test("JSON nested without end is refused before it is parsed", arguments: [101, 100_000])
    func deepJSON(depth: Int) {
        let body = "{\"free\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        let error = #expect(throws: CodecError.self) {
            try WireCodec.for(.awsJSON11).decodeRequest(Self.operation(.awsJSON11), body: Array(body.utf8))
        }
        #expect(error?.problem == "the body is nested deeper than 100")
    }

    @Test("brackets in strings are no nesting")
    func bracketsInStrings() throws {
        let text = String(repeating: "[{\\\"", count: 500)
        let value = try WireCodec.for(.awsJSON11).decodeRequest(
            Self.operation(.awsJSON11), body: Array("{\"name\":\"\(text)\"}".utf8))
        #expect(value == .structure(["name": .string(String(repeating: "[{\"", count: 500))]))
    }

    @Test(
        "XML of the wrong form names the member",
        arguments: [
            (
                "<DoResponse><DoResult><items><member><count>x</count></member></items></DoResult></DoResponse>",
                "items[0].count"
            ),
            ("<DoResponse><DoResult><labels><entry><key>a</key></entry></labels></DoResult></DoResponse>", "labels"),
            ("<DoResponse><DoResult>", ""), ("not xml", ""), ("{\"a\":1}", ""), ("<a></b>", ""), ("<a/><b/>", ""),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", ""), ("<a>&undefined;</a>", ""),
        ])
    func brokenXML(body: String, path: String) {
        let error = #expect(throws: CodecError.self) {
            try WireCodec.for(.awsQuery).decodeResponse(
                Self.operation(.awsQuery), HTTPResponseMessage(status: 200, body: Array(body.utf8)))
        }
        #expect(error?.path == path)
    }

    @Test("XML nested without end is refused", arguments: [101, 20_000])
    func deepXML(depth: Int) {
        let body = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        let error = #expect(throws: CodecError.self) {
            try WireCodec.for(.awsQuery).decodeResponse(
                Self.operation(.awsQuery), HTTPResponseMessage(status: 200, body: Array(body.utf8)))
        }
        #expect(error?.problem.contains("nested deeper") == true || error?.problem == "the body is not XML")
    }

    @Test(
        "query parameters of the wrong form name the member",
        arguments: [
            ("items.member.1.count=x", "items[0].count"), ("items.member.x.count=1", "items"), ("items=1", "items"),
            ("items.member.0.count=1", "items"), ("name.first=a", "name"), ("labels.entry.1.value=a", "labels[0]"),
            ("items.member.1.bytes=%25%25", "items[0].bytes"), ("items.member.1.flag=maybe", "items[0].flag"),
            (String(repeating: "a.", count: 50) + "a=1", ""),
        ])
    func brokenQuery(body: String, path: String) {
        let error = #expect(throws: CodecError.self) {
            try WireCodec.for(.awsQuery).decodeRequest(Self.operation(.awsQuery), body: Array(body.utf8))
        }
        #expect(error?.path == path)
    }

    @Test(
        "an error page keeps its status and says what it is",
        arguments: [WireProtocol.awsJSON10, .awsJSON11, .awsQuery])
    func errorPages(wireProtocol: WireProtocol) {
        for body in ["", "<html><body><h1>503</h1></body></html>", "{\"oops\":", "null", "[1]", "<a/>"] {
            let response = HTTPResponseMessage(
                status: 503, headers: [HTTPField("Content-Type", "text/html")], body: Array(body.utf8))
            let error = WireCodec.for(wireProtocol).decodeError(Self.operation(wireProtocol), response)
            #expect(error.code == ErrorEnvelope.unreadable)
            #expect(error.httpStatus == 503)
            #expect(error.message == "the answer holds no AWS error (text/html, \(body.utf8.count) bytes)")
        }
    }

    @Test("a malformed detail does not hide an error's code")
    func malformedErrorDetail() {
        let body = "{\"__type\":\"Bad\",\"message\":\"no\",\"items\":7}"
        let response = HTTPResponseMessage(status: 400, body: Array(body.utf8))
        let error = WireCodec.for(.awsJSON11).decodeError(Self.operation(.awsJSON11), response)
        #expect(error == AWSServiceError(code: "Bad", message: "no", httpStatus: 400))
    }

    @Test("a client fills required members that an answer lacks; a server names them")
    func missingMembers() throws {
        let element = Shape(
            "Element",
            .structure(
                Shape.StructureTraits([
                    Shape.Member("name", isRequired: true) { Shape("Text", .string) },
                    Shape.Member("count", isRequired: true) { Shape("Int", .integer) },
                    Shape.Member("note") { Shape("Text", .string) },
                ])))
        var operation = Self.operation(.awsJSON11)
        operation.output = Shape(
            "Output",
            .structure(
                Shape.StructureTraits([
                    Shape.Member("elements", isRequired: true) { Shape.list("Elements", of: element) },
                    Shape.Member("one", isRequired: true) { element },
                    Shape.Member("other") { element },
                ])))
        let body = Array("{\"elements\":[{\"name\":\"a\"}]}".utf8)
        let value = try WireCodec.for(.awsJSON11).decodeResponse(
            operation, HTTPResponseMessage(status: 200, body: body))
        #expect(
            value
                == .structure([
                    "elements": .list([.structure(["name": .string("a"), "count": .integer(0)])]),
                    "one": .structure(["name": .string(""), "count": .integer(0)]),
                ]))
        operation.input = operation.output
        let received = try WireCodec.for(.awsJSON11).decodeRequest(operation, body: body)
        #expect(
            ModelValidator(.server).problems(in: received, shape: operation.input).map(\.description)
                == ["elements[0].count: is required", "one: is required"])
    }

    @Test("a codec's error never quotes what it read")
    func noContents() {
        let body = "{\"items\":[{\"at\":\"hunter2\"}],\"name\":\"hunter2"
        let error = #expect(throws: CodecError.self) {
            try WireCodec.for(.awsJSON11).decodeRequest(Self.operation(.awsJSON11), body: Array(body.utf8))
        }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("a value that does not fit its shape is not sent", arguments: [WireProtocol.awsJSON11, .awsQuery])
    func valuesThatDoNotFit(wireProtocol: WireProtocol) {
        let cases: [(AWSValue, String)] = [
            (.structure(["name": .integer(1)]), "name"), (.structure(["nome": .string("a")]), "nome"),
            (.structure(["items": .list([.structure(["count": .string("1")])])]), "items[0].count"),
        ]
        for (value, path) in cases {
            let error = #expect(throws: CodecError.self) {
                try WireCodec.for(wireProtocol).encodeRequest(Self.operation(wireProtocol), value)
            }
            let queryPath = path.replacing("[0]", with: ".member.1")
            #expect(error?.path == (wireProtocol == .awsQuery ? queryPath : path))
        }
    }

    @Test(
        "a server keeps the names of members that it does not know",
        arguments: [
            (WireProtocol.awsJSON11, "{\"name\":\"a\",\"nome\":\"b\",\"items\":[{\"cuont\":1}]}"),
            (.awsQuery, "Action=Do&Version=1&name=a&nome=b&items.member.1.cuont=1"),
        ])
    func unknownMembers(wireProtocol: WireProtocol, body: String) throws {
        let value = try WireCodec.for(wireProtocol).decodeRequest(Self.operation(wireProtocol), body: Array(body.utf8))
        #expect(
            ModelValidator(.server).problems(in: value, shape: Self.shape).map(\.description)
                == ["items[0].cuont: is not a member of Inner", "nome: is not a member of Outer"])
    }

    @Test("requests are routed by target or by action")
    func routes() {
        let json = RequestRoute(headers: [HTTPField("x-amz-target", "AmazonECS.V1.Create")], query: nil, body: [])
        #expect(json == .json(targetPrefix: "AmazonECS.V1", operation: "Create"))
        let form = [HTTPField("content-type", "application/x-www-form-urlencoded; charset=utf-8")]
        #expect(
            RequestRoute(headers: form, query: nil, body: Array("Action=A+b&Version=1".utf8))
                == .query(action: "A b", version: "1"))
        #expect(RequestRoute(headers: [], query: "Action=A", body: []) == .query(action: "A", version: nil))
        #expect(RequestRoute(headers: [], query: nil, body: Array("Action=A".utf8)) == nil)
        #expect(RequestRoute(headers: [HTTPField("X-Amz-Target", "none")], query: nil, body: []) == nil)
    }
}
