import AWSRuntime
import Foundation
import Testing

@Suite("Protocol vectors")
struct ProtocolVectorTests {
    /// Request compression is a trait that none of our services has; these two cases ask for nothing else.
    static let compression = [
        "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0",
        "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery",
        "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query",
    ]
    static let inputs = ProtocolVector.all(.input).filter { !compression.contains($0.id) }
    static let outputs = ProtocolVector.all(.output)

    @Test("all public cases of the four protocols are there")
    func vectorsAreThere() {
        #expect(Self.inputs.count == 69)
        #expect(Self.outputs.count == 71)
    }

    @Test("a client writes the request that the protocol wants", arguments: inputs)
    func requests(vector: ProtocolVector) throws {
        let wanted = try #require(vector.fields["serialized"])
        let value = try vector.input()
        let request = try WireCodec.for(vector.wireProtocol).encodeRequest(vector.operation, value)
        let endpoint = try EndpointURL(parsing: vector.clientEndpoint ?? "https://example.com")
        #expect(request.method == wanted["method"]?.string)
        #expect(endpoint.basePath + request.path == wanted["uri"]?.string)
        if let host = wanted["host"]?.string {
            #expect(request.hostPrefix + endpoint.host + endpoint.basePath == host)
        }
        for (name, header) in wanted["headers"]?.object ?? [:] {
            #expect(request.headers[name] == header.string)
        }
        guard let body = wanted["body"]?.string else { return }
        if vector.wireProtocol.isQuery {
            #expect(Self.pairs(String(decoding: request.body, as: UTF8.self)) == Self.pairs(body))
        } else {
            #expect(try JSONValue.parsing(request.body) == JSONValue.parsing(Array(body.utf8)))
        }
    }

    @Test("a server reads that request back as the same value", arguments: inputs)
    func requestsBack(vector: ProtocolVector) throws {
        let value = try vector.input()
        let codec = WireCodec.for(vector.wireProtocol)
        let wanted = vector.fields["serialized"]?["body"]?.string
        let body = try wanted.map { Array($0.utf8) } ?? codec.encodeRequest(vector.operation, value).body
        let decoded = try codec.decodeRequest(vector.operation, body: body)
        // awsQuery has no way to say an empty map.
        let said = vector.id == "QueryEmptyQueryMaps" ? AWSValue.structure([:]) : value
        #expect(Comparable(decoded) == Comparable(said))
    }

    @Test("a client reads the answer as the protocol means it", arguments: outputs)
    func answers(vector: ProtocolVector) throws {
        let response = try #require(vector.fields["response"])
        let message = HTTPResponseMessage(
            status: response["status_code"]?.integer ?? 0,
            headers: (response["headers"]?.object ?? [:]).map { HTTPField($0.key, $0.value.string ?? "") },
            body: Array((response["body"]?.string ?? "").utf8))
        let codec = WireCodec.for(vector.wireProtocol)
        guard let wanted = vector.fields["error"] else {
            let value = try codec.decodeResponse(vector.operation, message)
            let result = try AWSValue(vector: vector.fields["result"] ?? .object([:]), vector.operation.output)
            #expect(Comparable(value) == Comparable(result))
            return
        }
        let error = codec.decodeError(vector.operation, message)
        #expect(error.code == vector.fields["errorCode"]?.string)
        #expect(error.httpStatus == message.status)
        if let text = vector.fields["errorMessage"]?.string { #expect(error.message == text) }
        let shape = try #require(vector.errorSchema).shape
        var members = wanted.object
        if ErrorMessage.member(of: shape) == nil { members["Message"] = nil }
        #expect(Comparable(error.value) == Comparable(try AWSValue(vector: .object(members), shape)))
    }

    @Test("a server writes answers and errors that a client reads as the same value", arguments: outputs)
    func answersBack(vector: ProtocolVector) throws {
        let codec = WireCodec.for(vector.wireProtocol)
        if let wanted = vector.fields["error"] {
            let schema = try #require(vector.errorSchema)
            let message = vector.fields["errorMessage"]?.string
            let error = AWSServiceError(
                code: schema.code, message: message, httpStatus: schema.httpStatus, requestID: "id-1",
                value: try AWSValue(vector: wanted, schema.shape))
            var response = try codec.encodeError(error, shape: schema.shape, requestID: "id-1")
            #expect(codec.decodeError(vector.operation, response) == error)
            // The body alone says it too.
            response.headers.removeAll { $0.name == "x-amzn-ErrorType" }
            #expect(codec.decodeError(vector.operation, response) == error)
        } else {
            let value = try AWSValue(vector: vector.fields["result"] ?? .object([:]), vector.operation.output)
            let response = try codec.encodeResponse(vector.operation, value, requestID: "id-1")
            #expect(response.status == 200)
            #expect(response.headers["x-amzn-RequestId"] == "id-1")
            #expect(Comparable(try codec.decodeResponse(vector.operation, response)) == Comparable(value))
        }
    }

    private static func pairs(_ body: String) -> [String] {
        body.split(separator: "&").map { String($0).removingPercentEncoding ?? "" }.sorted()
    }

    /// Not-a-number equals nothing, not even itself; here it must.
    struct Comparable: Equatable {
        var text: String

        init(_ value: AWSValue) {
            text = Self.text(value)
        }

        private static func text(_ value: AWSValue) -> String {
            switch value {
            case .list(let values): "[\(values.map(text).joined(separator: ","))]"
            case .map(let entries): "map\(sorted(entries))"
            case .structure(let members): "structure\(sorted(members))"
            case .document(let json): "\(json)"
            default: "\(value)"
            }
        }

        private static func sorted(_ entries: [String: AWSValue]) -> [String] {
            entries.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }
        }
    }

    enum ErrorMessage {
        static func member(of shape: Shape) -> String? {
            guard case .structure(let traits) = shape.kind else { return nil }
            return traits.members.first { $0.name.lowercased() == "message" }?.name
        }
    }
}
