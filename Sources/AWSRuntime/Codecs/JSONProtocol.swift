import FoundationEssentials

/// The awsJson protocols: one POST to `/`, the operation in `X-Amz-Target`, a JSON object each way.
struct JSONProtocol {
    private let contentType: String

    init(_ wireProtocol: WireProtocol) {
        contentType = "application/x-amz-json-\(wireProtocol == .awsJSON10 ? "1.0" : "1.1")"
    }

    // MARK: Clients

    func encodeRequest(_ operation: OperationSchema, _ value: AWSValue) throws(CodecError) -> EncodedRequest {
        let headers = [
            HTTPField("Content-Type", contentType),
            HTTPField("X-Amz-Target", "\(operation.service.targetPrefix ?? "").\(operation.name)"),
        ]
        return EncodedRequest(headers: headers, body: try JSONWire.encode(value, operation.input))
    }

    func decodeResponse(
        _ operation: OperationSchema, _ response: HTTPResponseMessage
    ) throws(CodecError) -> AWSValue {
        guard !response.body.isEmpty else { return .structure([:]) }
        return try JSONWire.decode(response.body, operation.output, unknownMembers: .dropped)
    }

    func decodeError(_ operation: OperationSchema, _ response: HTTPResponseMessage) -> AWSServiceError {
        let envelope = JSONErrorEnvelope(response.body)
        let named = response.headers["x-amzn-errortype"] ?? envelope?.type ?? envelope?.code
        // Services that once spoke awsQuery keep their old codes in this header: `OldCode;Sender`.
        let compatible = response.headers["x-amzn-query-error"].map { String($0.prefix { $0 != ";" }) }
        guard let code = named.map(ErrorEnvelope.code) ?? compatible, !code.isEmpty else {
            return ErrorEnvelope.unreadable(response)
        }
        let schema = operation.error(code: code) ?? compatible.flatMap(operation.error(code:))
        return AWSServiceError(
            code: schema?.code ?? code, message: envelope?.message, httpStatus: response.status,
            requestID: ErrorEnvelope.requestID(response),
            value: schema.map { value(response.body, $0.shape, envelope?.message) } ?? .structure([:]))
    }

    /// The error's members; where they do not fit the shape, the message alone.
    private func value(_ body: [UInt8], _ shape: Shape, _ message: String?) -> AWSValue {
        var value = AWSValue.structure([:])
        if !body.isEmpty {
            do throws(CodecError) {
                value = try JSONWire.decode(body, shape, unknownMembers: .dropped)
            } catch {
                // The code and the status are what decides; a malformed detail must not hide them.
                value = .structure([:])
            }
        }
        return ErrorEnvelope.placing(message: message, in: value, of: shape)
    }

    // MARK: Servers

    func decodeRequest(_ operation: OperationSchema, body: [UInt8]) throws(CodecError) -> AWSValue {
        guard !body.isEmpty else { return .structure([:]) }
        return try JSONWire.decode(body, operation.input, unknownMembers: .kept)
    }

    func encodeResponse(
        _ operation: OperationSchema, _ value: AWSValue, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        HTTPResponseMessage(
            status: 200, headers: headers(requestID), body: try JSONWire.encode(value, operation.output))
    }

    func encodeError(
        _ error: AWSServiceError, _ shape: Shape?, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        HTTPResponseMessage(
            status: error.httpStatus,
            headers: headers(requestID) + [HTTPField("x-amzn-ErrorType", error.code)],
            body: try JSONWire.encodeError(error, shape))
    }

    private func headers(_ requestID: String) -> [HTTPField] {
        [HTTPField("Content-Type", contentType), HTTPField("x-amzn-RequestId", requestID)]
    }
}

/// What every JSON error may say beside its own members.
private struct JSONErrorEnvelope: Decodable {
    var type: String?
    var code: String?
    var message: String?

    private enum CodingKeys: String, CodingKey {
        case type = "__type"
        case code
        case message
        case capitalMessage = "Message"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Each is a hint: one of another type is no hint, and the others still count.
        type = try? container.decode(String.self, forKey: .type)
        code = try? container.decode(String.self, forKey: .code)
        message =
            (try? container.decode(String.self, forKey: .message))
            ?? (try? container.decode(String.self, forKey: .capitalMessage))
    }

    /// Nil for a body that is no JSON object.
    init?(_ body: [UInt8]) {
        guard JSONWire.depthProblem(body) == nil,
            let envelope = try? JSONDecoder().decode(JSONErrorEnvelope.self, from: Data(body))
        else { return nil }
        self = envelope
    }
}
