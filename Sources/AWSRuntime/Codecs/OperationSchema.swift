/// An operation as codecs see it: names and shapes, no types. Generated operations give one; tests build them at run time.
package struct OperationSchema: Sendable {
    package var service: ServiceDescription
    /// As on the wire, `DescribeServices`.
    package var name: String
    package var input: Shape
    package var output: Shape
    /// The element that wraps an awsQuery result.
    package var resultWrapper: String?
    package var errors: [ErrorSchema]
    /// What stands before the endpoint's host, with `{Member}` for input members; nil for nearly all operations.
    package var hostPrefix: String?

    package init(
        service: ServiceDescription, name: String, input: Shape, output: Shape, resultWrapper: String? = nil,
        errors: [ErrorSchema] = [], hostPrefix: String? = nil
    ) {
        self.service = service
        self.name = name
        self.input = input
        self.output = output
        self.resultWrapper = resultWrapper
        self.errors = errors
        self.hostPrefix = hostPrefix
    }

    package init<O: AWSOperation>(_ operation: O.Type) {
        self.init(
            service: O.service, name: O.name, input: O.Input.shape, output: O.Output.shape,
            resultWrapper: O.resultWrapper, errors: O.Failure.errorShapes.map(ErrorSchema.init))
    }

    package func error(code: String) -> ErrorSchema? {
        errors.first { $0.code == code }
    }
}

/// An error shape with what only the wire needs.
package struct ErrorSchema: Sendable {
    /// The code on the wire, `ClusterNotFoundException`, `LoadBalancerNotFound`.
    package var code: String
    package var httpStatus: Int
    package var shape: Shape

    package init(code: String, httpStatus: Int, shape: Shape) {
        self.code = code
        self.httpStatus = httpStatus
        self.shape = shape
    }

    package init(_ type: any AWSErrorShape.Type) {
        self.init(code: type.code, httpStatus: type.httpStatus, shape: type.shape)
    }
}

/// A request as a protocol writes it; where it goes and who signs it is the caller's business.
package struct EncodedRequest: Hashable, Sendable {
    package var method: String
    /// To be appended to the endpoint's base path.
    package var path: String
    package var headers: [HTTPField]
    package var body: [UInt8]
    /// To be put before the endpoint's host; empty for nearly all operations.
    package var hostPrefix: String

    package init(
        method: String = "POST", path: String = "/", headers: [HTTPField], body: [UInt8], hostPrefix: String = ""
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.hostPrefix = hostPrefix
    }
}

/// Why bytes could not become a value, or a value bytes. Names places and kinds, never contents: they may be secret.
package struct CodecError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `services[0].events`, empty for the whole body.
    package var path: String
    package var problem: String

    package init(path: String = "", problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { path.isEmpty ? problem : "\(path): \(problem)" }

    func below(_ step: String) -> CodecError {
        CodecError(path: AWSPath.join(step, path), problem: problem)
    }
}
