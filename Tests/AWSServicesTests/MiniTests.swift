import AWSRuntime
import Testing

/// The generator's golden files, compiled and called: what the real services may not have, they have.
@Suite("Generated miniature")
struct MiniTests {
    @Test("a structure that contains itself is boxed and survives the wire")
    func recursion() throws {
        let thing = Mini.Thing(child: Mini.Thing(child: Mini.Thing(name: "leaf")))
        #expect(thing.child?.child?.name == "leaf")
        #expect(try Mini.Thing(awsValue: thing.awsValue) == thing)
        let input = Mini.CreateThingRequest(name: "a", clientToken: "t", child: thing)
        let schema = OperationSchema(Mini.CreateThing.self)
        let codec = WireCodec.for(Mini.service.wireProtocol)
        let body = try codec.encodeRequest(schema, input.awsValue).body
        #expect(try Mini.CreateThingRequest(awsValue: codec.decodeRequest(schema, body: body)) == input)
    }

    @Test("blobs, documents, keywords and enumerations survive the wire")
    func members() throws {
        let input = Mini.CreateThingRequest(
            name: "a", clientToken: "t", kind: .noneValue, password: "hunter2", data: [0, 255], protocol: "tcp",
            createdAt: Timestamp(millisecondsSinceEpoch: 1_000_000_000_500),
            extra: .object(["a": .array([.integer(1), .double(1.5), .null])]))
        let schema = OperationSchema(Mini.CreateThing.self)
        let codec = WireCodec.for(Mini.service.wireProtocol)
        let request = try codec.encodeRequest(schema, input.awsValue)
        #expect(request.headers["X-Amz-Target"] == "Mini_V1.CreateThing")
        #expect(String(decoding: request.body, as: UTF8.self).contains("\"createdAt\":\"2001-09-09T01:46:40.500Z\""))
        #expect(try Mini.CreateThingRequest(awsValue: codec.decodeRequest(schema, body: request.body)) == input)
        #expect(!"\(input)".contains("hunter2"))
        #expect(Mini.ThingKind.default.rawValue == "default")
    }

    @Test("an error that the model gives another code is known by that code, with its own status")
    func errors() {
        let sent = Mini.ThingExistsException(message: "there is one", thing: "a").serviceError
        #expect(sent.code == "ThingExists")
        #expect(sent.httpStatus == 409)
        #expect(
            Mini.CreateThingError(sent)
                == .thingExistsException(Mini.ThingExistsException(message: "there is one", thing: "a")))
        #expect(Mini.ServerException.httpStatus == 500)
    }

    @Test("an operation without an output has an empty one")
    func emptyOutput() throws {
        #expect(try Mini.CreateThingResponse(awsValue: .structure([:])) == Mini.CreateThingResponse())
        #expect(Mini.CreateThing.isReadOnly, "its token makes it repeatable")
        #expect(Mini.ListThings.resultWrapper == "ListThingsResult")
    }
}
