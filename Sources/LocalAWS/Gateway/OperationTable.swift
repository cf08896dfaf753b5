package import AWSRuntime

/// What one service of LocalAWS answers: operations by wire name. The gateway decodes, validates, calls and encodes.
package struct OperationTable: Sendable {
    package typealias Handler = @Sendable (AWSValue, CallContext) async throws -> AWSValue

    package struct Entry: Sendable {
        package var name: String
        package var input: Shape
        package var output: Shape
        package var resultWrapper: String?
        /// Input members that are taken and have no effect here; `local status` lists them.
        package var ignored: [String]
        package var handle: Handler
    }

    package let service: ServiceDescription
    package private(set) var entries: [String: Entry] = [:]
    /// With which code the service refuses an input that breaks the model.
    package let validationErrorCode: String

    /// - Parameter validationErrorCode: nil is the protocol family's usual one.
    package init(service: ServiceDescription, validationErrorCode: String? = nil) {
        self.service = service
        self.validationErrorCode =
            validationErrorCode ?? (service.protocols.contains(.awsQuery) ? "ValidationError" : "ValidationException")
    }

    /// For operations of which LocalAWS does little: every input member but these is refused by name.
    package mutating func on<O: AWSOperation>(
        _ operation: O.Type, honouring honoured: [String], ignoring ignored: [String] = [],
        _ handle: @escaping @Sendable (O.Input, CallContext) async throws -> O.Output
    ) {
        var refused: [String] = []
        if case .structure(let traits) = O.Input.shape.kind {
            refused = traits.members.map(\.name).filter { !honoured.contains($0) && !ignored.contains($0) }
        }
        on(operation, refusing: refused, ignoring: ignored, handle)
    }

    /// - Parameters:
    ///   - refusing: input members (by the model's names) that are not implemented: a request that carries one is
    ///     answered with an error that names it, so that nothing is accepted in silence.
    ///   - ignoring: members that are taken and have no effect here.
    ///   - handle: throws an `AWSErrorShape` or an `AWSServiceError` to refuse; anything else is answered as
    ///     `InternalFailure` and logged.
    package mutating func on<O: AWSOperation>(
        _ operation: O.Type, refusing refused: [String] = [], ignoring ignored: [String] = [],
        _ handle: @escaping @Sendable (O.Input, CallContext) async throws -> O.Output
    ) {
        let service = service.signingName
        entries[O.name] = Entry(
            name: O.name, input: O.Input.shape, output: O.Output.shape, resultWrapper: O.resultWrapper, ignored: ignored
        ) { value, context in
            if case .structure(let members) = value, let member = refused.first(where: { members[$0] != nil }) {
                throw NotImplementedHere.member(member, operation: O.name, service: service)
            }
            return try await handle(O.Input(awsValue: value), context).awsValue
        }
    }
}

/// The answers for what LocalAWS does not have. AWS has no such error, so nothing mistakes it for one of AWS's.
package enum NotImplementedHere {
    package static func operation(_ operation: String, service: String) -> AWSServiceError {
        error("LocalAWS does not implement \(service):\(operation)")
    }

    package static func member(_ member: String, operation: String, service: String) -> AWSServiceError {
        error("LocalAWS does not implement the member \(member) of \(service):\(operation)")
    }

    package static func error(_ message: String) -> AWSServiceError {
        AWSServiceError(code: "NotImplemented", message: message, httpStatus: 501)
    }
}
