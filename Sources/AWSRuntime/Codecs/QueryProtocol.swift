/// The protocols awsQuery and ec2Query: a form to `/` that names the action, an XML document back.
struct QueryProtocol {
    private let dialect: QueryDialect

    init(_ wireProtocol: WireProtocol) {
        dialect = wireProtocol == .ec2Query ? .ec2 : .aws
    }

    // MARK: Clients

    func encodeRequest(_ operation: OperationSchema, _ value: AWSValue) throws(CodecError) -> EncodedRequest {
        var writer = QueryWriter(dialect)
        writer.add("Action", operation.name)
        writer.add("Version", operation.service.apiVersion)
        try writer.write(value, operation.input)
        return EncodedRequest(
            headers: [HTTPField("Content-Type", QueryForm.contentType)], body: QueryForm.bytes(writer.pairs))
    }

    func decodeResponse(
        _ operation: OperationSchema, _ response: HTTPResponseMessage
    ) throws(CodecError) -> AWSValue {
        guard case .structure(let traits) = operation.output.kind, !traits.members.isEmpty, !response.body.isEmpty
        else { return .structure([:]) }
        let root = try XMLTree(parsing: response.body)
        // ec2Query wraps nothing; awsQuery has a name of its own for the wrapper where the model gives none.
        guard dialect == .aws else { return try XMLWire.structure(root, traits) }
        let result = root.child(operation.resultWrapper ?? "\(operation.name)Result") ?? root
        return try XMLWire.structure(result, traits)
    }

    func decodeError(_ operation: OperationSchema, _ response: HTTPResponseMessage) -> AWSServiceError {
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
    func decodeRequest(
        _ operation: OperationSchema, body: [UInt8], query: String?
    ) throws(CodecError) -> AWSValue {
        guard case .structure(let traits) = operation.input.kind else { return .structure([:]) }
        let pairs = (QueryForm.pairs(in: query ?? "") + QueryForm.pairs(in: body))
            .filter { $0.name != "Action" && $0.name != "Version" }
        return .structure(try QueryTree(pairs, dialect).structure(traits))
    }

    func encodeResponse(
        _ operation: OperationSchema, _ value: AWSValue, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        guard case .structure(let traits) = operation.output.kind, case .structure(let members) = value else {
            throw CodecError(problem: "the output of \(operation.name) is no structure")
        }
        var writer = XMLWriter()
        writer.open("\(operation.name)Response", xmlns: operation.service.xmlNamespace)
        switch dialect {
        case .ec2:
            writer.element("requestId", requestID)
            try XMLWire.write(members, traits, into: &writer)
        case .aws:
            if let wrapper = operation.resultWrapper { writer.open(wrapper) }
            try XMLWire.write(members, traits, into: &writer)
            if let wrapper = operation.resultWrapper { writer.close(wrapper) }
            writer.open("ResponseMetadata")
            writer.element("RequestId", requestID)
            writer.close("ResponseMetadata")
        }
        writer.close("\(operation.name)Response")
        return answer(200, writer, requestID)
    }

    func encodeError(
        _ error: AWSServiceError, _ shape: Shape?, xmlNamespace: String?, _ requestID: String
    ) throws(CodecError) -> HTTPResponseMessage {
        var writer = XMLWriter()
        switch dialect {
        case .ec2:
            writer.open("Response")
            writer.open("Errors")
            writer.open("Error")
        case .aws:
            writer.open("ErrorResponse", xmlns: xmlNamespace)
            writer.open("Error")
            writer.element("Type", error.httpStatus >= 500 ? "Receiver" : "Sender")
        }
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
        switch dialect {
        case .ec2:
            writer.close("Errors")
            writer.element("RequestID", requestID)
            writer.close("Response")
        case .aws:
            writer.element("RequestId", requestID)
            writer.close("ErrorResponse")
        }
        return answer(error.httpStatus, writer, requestID)
    }

    private func answer(_ status: Int, _ writer: XMLWriter, _ requestID: String) -> HTTPResponseMessage {
        HTTPResponseMessage(
            status: status,
            headers: [HTTPField("Content-Type", "text/xml"), HTTPField("x-amzn-RequestId", requestID)],
            body: Array(writer.text.utf8))
    }
}
