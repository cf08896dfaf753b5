/// The awsQuery protocol: a form to `/` that names the action, an XML document back.
enum QueryProtocol {
    // MARK: Clients

    static func encodeRequest(_ operation: OperationSchema, _ value: AWSValue) throws(CodecError) -> EncodedRequest {
        var writer = QueryWriter()
        writer.add("Action", operation.name)
        writer.add("Version", operation.service.apiVersion)
        try writer.write(value, operation.input)
        return EncodedRequest(
            headers: [HTTPField("Content-Type", QueryForm.contentType)], body: QueryForm.bytes(writer.pairs))
    }

    static func decodeResponse(
        _ operation: OperationSchema, _ response: HTTPResponseMessage
    ) throws(CodecError) -> AWSValue {
        guard case .structure(let traits) = operation.output.kind, !traits.members.isEmpty, !response.body.isEmpty
        else { return .structure([:]) }
        let root = try XMLTree(parsing: response.body)
        // The protocol's own name for the wrapper where the model gives none.
        let result = root.child(operation.resultWrapper ?? "\(operation.name)Result") ?? root
        return try XMLWire.structure(result, traits)
    }

    static func decodeError(_ operation: OperationSchema, _ response: HTTPResponseMessage) -> AWSServiceError {
        let root: XMLTree
        do throws(CodecError) {
            root = try XMLTree(parsing: response.body)
        } catch {
            return ErrorEnvelope.unreadable(response)
        }
        guard let error = root.child("Error") ?? root.child("Errors")?.child("Error"),
            let code = error.child("Code")?.text, !code.isEmpty
        else { return ErrorEnvelope.unreadable(response) }
        let message = error.child("Message")?.text ?? error.child("message")?.text
        var value = AWSValue.structure([:])
        if let shape = operation.error(code: code)?.shape, case .structure(let traits) = shape.kind {
            do throws(CodecError) {
                value = try XMLWire.structure(error, traits)
            } catch {
                // The code and the status are what decides; a malformed detail must not hide them.
                value = .structure([:])
            }
            value = ErrorEnvelope.placing(message: message, in: value, of: shape)
        }
        let requestID = root.child("RequestId") ?? root.child("RequestID")
        return AWSServiceError(
            code: code, message: message, httpStatus: response.status,
            requestID: requestID?.text ?? ErrorEnvelope.requestID(response), value: value)
    }

    // MARK: Servers

    /// - Throws: also when a parameter is nested or numbered in a way that the shape does not have.
    static func decodeRequest(
        _ operation: OperationSchema, body: [UInt8], query: String?
    ) throws(CodecError) -> AWSValue {
        guard case .structure(let traits) = operation.input.kind else { return .structure([:]) }
        let pairs = (QueryForm.pairs(in: query ?? "") + QueryForm.pairs(in: body))
            .filter { $0.name != "Action" && $0.name != "Version" }
        return .structure(try QueryTree(pairs).structure(traits))
    }

    static func encodeResponse(
        _ operation: OperationSchema, _ value: AWSValue, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        guard case .structure(let traits) = operation.output.kind, case .structure(let members) = value else {
            throw CodecError(problem: "the output of \(operation.name) is no structure")
        }
        var writer = XMLWriter()
        writer.open("\(operation.name)Response", xmlns: operation.service.xmlNamespace)
        if let wrapper = operation.resultWrapper { writer.open(wrapper) }
        try XMLWire.write(members, traits, into: &writer)
        if let wrapper = operation.resultWrapper { writer.close(wrapper) }
        writer.open("ResponseMetadata")
        writer.element("RequestId", requestID)
        writer.close("ResponseMetadata")
        writer.close("\(operation.name)Response")
        return answer(200, writer, requestID)
    }

    static func encodeError(
        _ error: AWSServiceError, _ shape: Shape?, xmlNamespace: String?, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        var writer = XMLWriter()
        writer.open("ErrorResponse", xmlns: xmlNamespace)
        writer.open("Error")
        writer.element("Type", error.httpStatus >= 500 ? "Receiver" : "Sender")
        writer.element("Code", error.code)
        // The envelope's own element carries the message, whatever the shape calls it.
        if let message = error.message { writer.element("Message", message) }
        if let shape, case .structure(let traits) = shape.kind, case .structure(let members) = error.value {
            let named = ErrorEnvelope.messageMember(of: shape)
            let known = Set(traits.members.map(\.name))
            try XMLWire.write(
                members.filter { known.contains($0.key) && $0.key != named }, traits, into: &writer)
        }
        writer.close("Error")
        writer.element("RequestId", requestID)
        writer.close("ErrorResponse")
        return answer(error.httpStatus, writer, requestID)
    }

    private static func answer(_ status: Int, _ writer: XMLWriter, _ requestID: String) -> HTTPResponseMessage {
        HTTPResponseMessage(
            status: status,
            headers: [HTTPField("Content-Type", "text/xml"), HTTPField("x-amzn-RequestId", requestID)],
            body: Array(writer.text.utf8))
    }
}
