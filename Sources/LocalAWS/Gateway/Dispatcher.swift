package import AWSRuntime
package import Logging

/// Breaks calls on purpose: throttling, stumbling services, late answers.
package protocol CallFaults: Sendable {
    /// What to answer instead of performing the call; nil performs it.
    func fault(service: String, operation: String) async -> AWSServiceError?
}

/// Decides who may do what: IAM's policies of the caller.
package protocol CallPermissions: Sendable {
    /// - Parameter action: in IAM's words, `cloudwatch:DescribeAlarms`.
    /// - Returns: why the call is refused; nil lets it through.
    func refusal(of action: String, for identity: LocalIdentity) -> String?
}

/// Turns one AWS request into its answer: finds the service, checks the signature, decodes, validates, calls, encodes.
///
/// Knows nothing of sockets; the server and the in-memory transport lead here.
package struct Dispatcher: Sendable {
    private let tables: [OperationTable]
    private let identities: IdentityStore
    private let time: any CloudTime
    private let random: any RandomSource
    private let faults: (any CallFaults)?
    private let trail: TrailStore?
    private let permissions: (any CallPermissions)?
    private let logger: Logger

    package init(
        tables: [OperationTable], identities: IdentityStore, time: any CloudTime, random: any RandomSource,
        faults: (any CallFaults)? = nil, trail: TrailStore? = nil,
        permissions: (any CallPermissions)? = nil, logger: Logger
    ) {
        self.tables = tables
        self.identities = identities
        self.time = time
        self.random = random
        self.faults = faults
        self.trail = trail
        self.permissions = permissions
        self.logger = logger
    }

    /// Services and how many of their operations there are, for `local status`.
    package var services: [OperationTable] {
        tables.sorted { $0.service.signingName < $1.service.signingName }
    }

    /// Never fails: every problem is an answer.
    package func answer(_ request: HTTPRequestMessage) async -> HTTPResponseMessage {
        let requestID = random.uuid()
        var response: HTTPResponseMessage
        switch route(request) {
        case .refused(let error, let wireProtocol):
            response = Self.encode(error, wireProtocol: wireProtocol, requestID: requestID, logger)
        case .found(let call):
            response = await perform(call, request, requestID)
        }
        if response.headers["x-amzn-requestid"] == nil {
            response.headers.append(HTTPField("x-amzn-RequestId", requestID))
        }
        response.headers.append(HTTPField("Date", HTTPDate.format(time.now())))
        return response
    }

    // MARK: Finding

    /// An operation of a service, in the protocol in which it was asked for.
    private struct Call {
        var table: OperationTable
        var operation: String
        var wireProtocol: WireProtocol
    }

    private enum Routed {
        case found(Call)
        case refused(AWSServiceError, WireProtocol)
    }

    private func route(_ request: HTTPRequestMessage) -> Routed {
        let claim = Result { try SignatureClaim.read(request) }
        switch RequestRoute(
            headers: request.headers, path: request.path, query: request.query, body: request.body)
        {
        case .json(let targetPrefix, let operation):
            return named(targetPrefix, operation, claim, else: .awsJSON11, \.isJSON)
        case .cbor(let targetPrefix, let operation):
            return named(targetPrefix, operation, claim, else: .rpcV2CBOR) { $0 == .rpcV2CBOR }
        case .query(let action, let version):
            let queryTables = tables.filter { $0.service.protocols.contains(where: \.isQuery) }
            let byScope = queryTables.first { table in
                (try? claim.get())?.scope.service == table.service.signingName
            }
            if let table = byScope ?? queryTables.first(where: { $0.service.apiVersion == version }),
                let wireProtocol = table.service.protocols.first(where: \.isQuery)
            {
                return .found(Call(table: table, operation: action, wireProtocol: wireProtocol))
            }
            return .refused(Self.unknownService(claim, or: "version \(version ?? "none")", action), .awsQuery)
        case nil: return .refused(Self.notAWS(claim), .awsQuery)
        }
    }

    /// The service with that prefix, if it speaks such a protocol.
    private func named(
        _ targetPrefix: String, _ operation: String, _ claim: Result<SignatureClaim, any Error>,
        else fallback: WireProtocol, _ isMeant: (WireProtocol) -> Bool
    ) -> Routed {
        if let table = tables.first(where: { $0.service.targetPrefix == targetPrefix }),
            let wireProtocol = table.service.protocols.first(where: isMeant)
        {
            return .found(Call(table: table, operation: operation, wireProtocol: wireProtocol))
        }
        return .refused(Self.unknownService(claim, or: targetPrefix, operation), fallback)
    }

    private static func unknownService(
        _ claim: Result<SignatureClaim, any Error>, or name: String, _ operation: String
    ) -> AWSServiceError {
        let service = (try? claim.get())?.scope.service ?? name
        return NotImplementedHere.error("LocalAWS does not implement the service \(service) (\(operation))")
    }

    /// A request of no protocol that LocalAWS speaks: unsigned, or of a service with paths (S3, REST).
    private static func notAWS(_ claim: Result<SignatureClaim, any Error>) -> AWSServiceError {
        guard let service = (try? claim.get())?.scope.service else {
            return SignatureProblem.missingToken.serviceError(for: .awsQuery)
        }
        return NotImplementedHere.error("LocalAWS does not implement the service \(service)")
    }

    // MARK: Performing

    private func perform(
        _ call: Call, _ request: HTTPRequestMessage, _ requestID: String
    ) async -> HTTPResponseMessage {
        let service = call.table.service
        let identity: LocalIdentity
        let claim: SignatureClaim
        do {
            (identity, claim) = try identities.authenticate(
                request, service: service, as: call.wireProtocol, at: time.now())
        } catch {
            return refuse(error, nil, call, requestID)
        }
        let context = CallContext(
            account: identity.account, region: claim.scope.region, accessKeyID: identity.accessKeyID,
            requestID: requestID)
        var input: AWSValue?
        do {
            try admit(identity, to: call)
            let response = try await handle(call, request, context, &input)
            record(call, request, context, identity, input, nil)
            return response
        } catch {
            let (refusal, shape) = self.refusal(error, call)
            record(call, request, context, identity, input, refusal)
            return refuse(refusal, shape, call, requestID)
        }
    }

    /// - Throws: what the service answers to those who lack a permission.
    private func admit(_ identity: LocalIdentity, to call: Call) throws {
        let service = call.table.service
        let action = "\(service.actionPrefix):\(call.operation)"
        guard let reason = permissions?.refusal(of: action, for: identity) else { return }
        let message = "User: \(identity.arn) is not authorized to perform: \(action) because \(reason)"
        switch call.wireProtocol {
        case .ec2Query:
            throw AWSServiceError(
                code: "UnauthorizedOperation",
                message: "You are not authorized to perform this operation. \(message)", httpStatus: 403)
        case .awsQuery: throw AWSServiceError(code: "AccessDenied", message: message, httpStatus: 403)
        case .awsJSON10, .awsJSON11, .rpcV2CBOR:
            throw AWSServiceError(code: "AccessDeniedException", message: message, httpStatus: 400)
        }
    }

    /// The error in the service's words; what nobody foresaw is logged.
    private func refusal(_ error: any Error, _ call: Call) -> (AWSServiceError, Shape?) {
        if let error = error as? AWSServiceError { return (error, nil) }
        if let error = error as? any AWSErrorShape { return (error.serviceError, type(of: error).shape) }
        let name = "\(call.table.service.signingName):\(call.operation)"
        logger.error("an operation failed", metadata: ["operation": "\(name)", "error": "\(error)"])
        return (
            AWSServiceError(code: "InternalFailure", message: "LocalAWS failed in \(name)", httpStatus: 500), nil
        )
    }

    private func record(
        _ call: Call, _ request: HTTPRequestMessage, _ context: CallContext, _ identity: LocalIdentity,
        _ input: AWSValue?, _ error: AWSServiceError?
    ) {
        guard let trail, TrailStore.isKept(call.operation), let entry = call.table.entries[call.operation] else {
            return
        }
        trail.record(
            TrailStore.Call(
                service: call.table.service, operation: call.operation, identity: identity, scope: context.scope,
                requestID: context.requestID, eventID: random.uuid(), moment: time.now(),
                input: input.map { ($0, entry.input) }, error: error, userAgent: request.headers["User-Agent"] ?? ""))
    }

    private func refuse(
        _ error: AWSServiceError, _ shape: Shape?, _ call: Call, _ requestID: String
    ) -> HTTPResponseMessage {
        let service = call.table.service
        var response = Self.encode(
            error, shape: shape, wireProtocol: call.wireProtocol, namespace: service.xmlNamespace,
            requestID: requestID, logger)
        if service.isQueryCompatible, !call.wireProtocol.isQuery {
            let side = error.httpStatus >= 500 ? "Receiver" : "Sender"
            response.headers.append(HTTPField("x-amzn-query-error", "\(error.code);\(side)"))
        }
        return response
    }

    private func handle(
        _ call: Call, _ request: HTTPRequestMessage, _ context: CallContext, _ decoded: inout AWSValue?
    ) async throws -> HTTPResponseMessage {
        let service = call.table.service
        if let fault = await faults?.fault(service: service.signingName, operation: call.operation) { throw fault }
        guard let entry = call.table.entries[call.operation] else {
            throw NotImplementedHere.operation(call.operation, service: service.signingName)
        }
        let codec = WireCodec.for(call.wireProtocol)
        let schema = OperationSchema(
            service: service, name: entry.name, input: entry.input, output: entry.output,
            resultWrapper: entry.resultWrapper)
        let input: AWSValue
        do throws(CodecError) {
            input = try codec.decodeRequest(schema, body: request.body, query: request.query)
        } catch {
            throw AWSServiceError(code: codec.decodingErrorCode, message: error.description)
        }
        let problems = ModelValidator(.server).problems(in: input, shape: entry.input)
        guard problems.isEmpty else {
            throw AWSServiceError(
                code: call.table.validationErrorCode, message: Self.message(for: problems))
        }
        decoded = input
        let output = try await entry.handle(input, context)
        return try codec.encodeResponse(schema, output, requestID: context.requestID)
    }

    /// In the manner of AWS's own validation: how many, then each.
    private static func message(for problems: [ValidationProblem]) -> String {
        let noun = problems.count == 1 ? "error" : "errors"
        return "\(problems.count) validation \(noun) detected: "
            + problems.map { "\($0.path) \($0.problem)" }.joined(separator: "; ")
    }

    private static func encode(
        _ error: AWSServiceError, shape: Shape? = nil, wireProtocol: WireProtocol, namespace: String? = nil,
        requestID: String, _ logger: Logger
    ) -> HTTPResponseMessage {
        do throws(CodecError) {
            return try WireCodec.for(wireProtocol).encodeError(
                error, shape: shape, xmlNamespace: namespace, requestID: requestID)
        } catch {
            logger.error("an error could not be encoded", metadata: ["problem": "\(error)"])
            return HTTPResponseMessage(status: 500)
        }
    }
}

/// Leads straight into the dispatcher, without a socket: tests and `rehearse`.
package struct InMemoryTransport: AWSTransport {
    private let dispatcher: Dispatcher

    package init(_ dispatcher: Dispatcher) {
        self.dispatcher = dispatcher
    }

    package func send(
        _ request: HTTPRequestMessage, timeouts: TransportTimeouts
    ) async throws(AWSTransportError) -> HTTPResponseMessage {
        await dispatcher.answer(request)
    }
}

extension ServiceDescription {
    /// How IAM calls the service in actions; only CloudWatch's differs from the name in signatures.
    var actionPrefix: String { signingName == "monitoring" ? "cloudwatch" : signingName }
}
