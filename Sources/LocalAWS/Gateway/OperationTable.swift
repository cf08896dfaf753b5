package import AWSRuntime

/// What one service of LocalAWS answers: operations by wire name. The gateway decodes, validates, calls and encodes.
package struct OperationTable: Sendable {
    package typealias Handler = @Sendable (AWSValue, CallContext) async throws -> AWSValue

    package struct Entry: Sendable {
        package var name: String
        package var input: Shape
        package var output: Shape
        package var resultWrapper: String?
        package var handle: Handler
    }

    package let service: ServiceDescription
    package private(set) var entries: [String: Entry] = [:]
    /// Input members that are taken and have no effect here, by operation, so that nothing is accepted in silence:
    /// `local status` lists them. A member that is neither honoured nor listed is refused by the gateway's caller.
    package init(service: ServiceDescription) {
        self.service = service
    }

    /// - Parameter handle: throws an `AWSErrorShape` to refuse; anything else is answered as `InternalFailure` and logged.
    package mutating func on<O: AWSOperation>(
        _ operation: O.Type, _ handle: @escaping @Sendable (O.Input, CallContext) async throws -> O.Output
    ) {
        entries[O.name] = Entry(
            name: O.name, input: O.Input.shape, output: O.Output.shape, resultWrapper: O.resultWrapper
        ) { value, context in
            try await handle(O.Input(awsValue: value), context).awsValue
        }
    }
}
