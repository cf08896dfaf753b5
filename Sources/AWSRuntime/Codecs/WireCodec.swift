/// Speaks one AWS protocol, as a client and as a server.
///
/// Works on shapes and values only; typed callers convert with `AWSStructure`. Clients drop members that the shape does
/// not know and keep unknown enumeration values; servers keep unknown members (as null, under their wire names), so that
/// `ModelValidator` can name them.
package struct WireCodec: Sendable {
    package let wireProtocol: WireProtocol

    package static func `for`(_ wireProtocol: WireProtocol) -> WireCodec {
        WireCodec(wireProtocol: wireProtocol)
    }

    // MARK: Clients

    /// - Throws: when the value does not fit the operation's input shape.
    package func encodeRequest(_ operation: OperationSchema, _ value: AWSValue) throws(CodecError) -> EncodedRequest {
        var request =
            switch wireProtocol {
            case .awsJSON10, .awsJSON11: try JSONProtocol(wireProtocol).encodeRequest(operation, value)
            case .rpcV2CBOR: try CBORProtocol.encodeRequest(operation, value)
            case .awsQuery, .ec2Query: try QueryProtocol(wireProtocol).encodeRequest(operation, value)
            }
        request.hostPrefix = try HostPrefix.expand(operation.hostPrefix, with: value)
        return request
    }

    /// The result in an answer of status 2xx. Required members that the service left out are filled with empty values.
    ///
    /// - Throws: when the body is not what the protocol or the output shape says.
    package func decodeResponse(
        _ operation: OperationSchema, _ response: HTTPResponseMessage
    ) throws(CodecError) -> AWSValue {
        let value =
            switch wireProtocol {
            case .awsJSON10, .awsJSON11: try JSONProtocol(wireProtocol).decodeResponse(operation, response)
            case .rpcV2CBOR: try CBORProtocol.decodeResponse(operation, response)
            case .awsQuery, .ec2Query: try QueryProtocol(wireProtocol).decodeResponse(operation, response)
            }
        return MissingMembers.filled(value, operation.output)
    }

    /// The error in an answer of any other status.
    ///
    /// Never fails: an answer that is no error of the protocol (a proxy's HTML page, an empty body) gets the code
    /// `ErrorEnvelope.unreadable` and keeps its status, which decides whether to try again.
    package func decodeError(_ operation: OperationSchema, _ response: HTTPResponseMessage) -> AWSServiceError {
        switch wireProtocol {
        case .awsJSON10, .awsJSON11: JSONProtocol(wireProtocol).decodeError(operation, response)
        case .rpcV2CBOR: CBORProtocol.decodeError(operation, response)
        case .awsQuery, .ec2Query: QueryProtocol(wireProtocol).decodeError(operation, response)
        }
    }

    // MARK: Servers

    /// - Parameter query: the request's query string: query requests may come without a body.
    /// - Throws: when the body is not what the protocol or the input shape says; answer it with `decodingErrorCode`.
    package func decodeRequest(
        _ operation: OperationSchema, body: [UInt8], query: String? = nil
    ) throws(CodecError) -> AWSValue {
        switch wireProtocol {
        case .awsJSON10, .awsJSON11: try JSONProtocol(wireProtocol).decodeRequest(operation, body: body)
        case .rpcV2CBOR: try CBORProtocol.decodeRequest(operation, body: body)
        case .awsQuery, .ec2Query: try QueryProtocol(wireProtocol).decodeRequest(operation, body: body, query: query)
        }
    }

    /// - Throws: when the value does not fit the operation's output shape.
    package func encodeResponse(
        _ operation: OperationSchema, _ value: AWSValue, requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        switch wireProtocol {
        case .awsJSON10, .awsJSON11: try JSONProtocol(wireProtocol).encodeResponse(operation, value, requestID)
        case .rpcV2CBOR: try CBORProtocol.encodeResponse(operation, value, requestID)
        case .awsQuery, .ec2Query: try QueryProtocol(wireProtocol).encodeResponse(operation, value, requestID)
        }
    }

    /// The answer that refuses. `error.value` is written as far as `shape` knows it, the message always.
    ///
    /// - Parameters:
    ///   - shape: the error's shape, where it has one.
    ///   - xmlNamespace: the service's, for awsQuery.
    /// - Throws: when the error's value does not fit the shape.
    package func encodeError(
        _ error: AWSServiceError, shape: Shape? = nil, xmlNamespace: String? = nil, requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        switch wireProtocol {
        case .awsJSON10, .awsJSON11: try JSONProtocol(wireProtocol).encodeError(error, shape, requestID)
        case .rpcV2CBOR: try CBORProtocol.encodeError(error, shape, requestID)
        case .awsQuery, .ec2Query:
            try QueryProtocol(wireProtocol).encodeError(error, shape, xmlNamespace: xmlNamespace, requestID)
        }
    }

    /// The code with which AWS refuses a body that it cannot read.
    package var decodingErrorCode: String {
        switch wireProtocol {
        case .awsJSON10, .awsJSON11, .rpcV2CBOR: "SerializationException"
        case .awsQuery, .ec2Query: "MalformedInput"
        }
    }
}
