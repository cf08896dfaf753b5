/// Smithy's RPC protocol over CBOR: the operation stands in the path, a map goes each way.
///
/// Our own clients speak JSON to the services that have both; this is what the AWS CLI and boto3 speak to them.
enum CBORProtocol {
    static let contentType = "application/cbor"
    private static let marker = HTTPField("smithy-protocol", "rpc-v2-cbor")

    // MARK: Clients

    static func encodeRequest(_ operation: OperationSchema, _ value: AWSValue) throws(CodecError) -> EncodedRequest {
        let headers = [marker, HTTPField("Accept", contentType), HTTPField("Content-Type", contentType)]
        return EncodedRequest(
            path: "/service/\(operation.service.targetPrefix ?? "")/operation/\(operation.name)", headers: headers,
            body: try CBORWire.encode(value, operation.input))
    }

    static func decodeResponse(
        _ operation: OperationSchema, _ response: HTTPResponseMessage
    ) throws(CodecError) -> AWSValue {
        guard !response.body.isEmpty else { return .structure([:]) }
        return try CBORWire.decode(response.body, operation.output, unknownMembers: .dropped)
    }

    static func decodeError(_ operation: OperationSchema, _ response: HTTPResponseMessage) -> AWSServiceError {
        let entries: [String: CBORItem]
        do throws(CodecError) {
            guard case .map(let map) = try CBORItem(parsing: response.body) else {
                return ErrorEnvelope.unreadable(response)
            }
            entries = map
        } catch {
            return ErrorEnvelope.unreadable(response)
        }
        let compatible = response.headers["x-amzn-query-error"].map { String($0.prefix { $0 != ";" }) }
        guard let code = text(entries["__type"]).map(ErrorEnvelope.code) ?? compatible, !code.isEmpty else {
            return ErrorEnvelope.unreadable(response)
        }
        let schema = operation.error(code: code) ?? compatible.flatMap(operation.error(code:))
        let message = text(entries["message"]) ?? text(entries["Message"])
        return AWSServiceError(
            code: schema?.code ?? code, message: message, httpStatus: response.status,
            requestID: ErrorEnvelope.requestID(response),
            value: schema.map { value(response.body, $0.shape, message) } ?? .structure([:]))
    }

    private static func value(_ body: [UInt8], _ shape: Shape, _ message: String?) -> AWSValue {
        var value = AWSValue.structure([:])
        do throws(CodecError) {
            value = try CBORWire.decode(body, shape, unknownMembers: .dropped)
        } catch {
            // The code and the status are what decides; a malformed detail must not hide them.
            value = .structure([:])
        }
        return ErrorEnvelope.placing(message: message, in: value, of: shape)
    }

    private static func text(_ item: CBORItem?) -> String? {
        if case .text(let text) = item { text } else { nil }
    }

    // MARK: Servers

    static func decodeRequest(_ operation: OperationSchema, body: [UInt8]) throws(CodecError) -> AWSValue {
        guard !body.isEmpty else { return .structure([:]) }
        return try CBORWire.decode(body, operation.input, unknownMembers: .kept)
    }

    static func encodeResponse(
        _ operation: OperationSchema, _ value: AWSValue, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        HTTPResponseMessage(
            status: 200, headers: headers(requestID), body: try CBORWire.encode(value, operation.output))
    }

    static func encodeError(
        _ error: AWSServiceError, _ shape: Shape?, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        HTTPResponseMessage(
            status: error.httpStatus, headers: headers(requestID), body: try CBORWire.encodeError(error, shape))
    }

    private static func headers(_ requestID: String) -> [HTTPField] {
        [HTTPField("Content-Type", contentType), marker, HTTPField("x-amzn-RequestId", requestID)]
    }
}
