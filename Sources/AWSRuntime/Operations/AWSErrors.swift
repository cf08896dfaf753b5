/// An error shape of a service model, such as `ClusterNotFoundException`.
package protocol AWSErrorShape: AWSStructure, Error {
    /// The code on the wire.
    static var code: String { get }
    /// The HTTP status a server answers with; 400 where the model has none.
    static var httpStatus: Int { get }
    var message: String? { get }
}

extension AWSErrorShape {
    /// The same error without its type.
    package var serviceError: AWSServiceError {
        AWSServiceError(code: Self.code, message: message, httpStatus: Self.httpStatus, value: awsValue)
    }
}

/// The errors of one operation: a closed set of the model's, and `other` for everything a service may add.
package protocol AWSOperationError: Error, Hashable, Sendable {
    /// The model's errors, in its order. Codecs decode an error's members with them.
    static var errorShapes: [any AWSErrorShape.Type] { get }
    init(_ error: AWSServiceError)
    /// The same error without its type: code, message, status.
    var serviceError: AWSServiceError { get }
}

/// An error as it came over the wire.
package struct AWSServiceError: Error, Hashable, Sendable {
    /// Without namespace or suffix: `ClusterNotFoundException`.
    package var code: String
    package var message: String?
    package var httpStatus: Int
    package var requestID: String?
    /// The decoded members, for typed errors to read.
    package var value: AWSValue

    package init(
        code: String, message: String? = nil, httpStatus: Int = 400, requestID: String? = nil,
        value: AWSValue = .structure([:])
    ) {
        self.code = code
        self.message = message
        self.httpStatus = httpStatus
        self.requestID = requestID
        self.value = value
    }
}

/// Shows code, status and message; the members may hold what nobody should read.
extension AWSServiceError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(code) (HTTP \(httpStatus))\(message.map { ": \($0)" } ?? "")" }
    package var debugDescription: String { description }
    package var customMirror: Mirror {
        Mirror(self, children: ["code": code, "httpStatus": httpStatus, "message": message ?? ""])
    }
}

extension AWSServiceError {
    /// The typed error, or nil when the members that arrived do not fit the model; nothing is lost then, because the
    /// caller keeps this value as `other`.
    package func typed<E: AWSErrorShape>(as type: E.Type) -> E? {
        do throws(AWSDecodingError) {
            return try E(awsValue: value)
        } catch {
            return nil
        }
    }
}

/// How a call can end without an answer of the operation.
package enum AWSCallError<Failure: AWSOperationError>: Error, Hashable, Sendable {
    /// The service refused.
    case service(Failure)
    /// The input breaks the model; nothing was sent.
    case invalidInput([ValidationProblem])
    /// No connection, time-out, broken connection. `requestMayHaveArrived` decides whether a write must be read back.
    case transport(AWSTransportError)
    /// No usable credentials; every source tried, with why it gave none.
    case credentials(CredentialsError)
    /// The answer was not what the model promises.
    case undecodable(operation: String, httpStatus: Int, problem: String)
    /// The phase's deadline or the retry budget ended; the last error is kept in words.
    case deadlineExceeded(operation: String, lastError: String)
    case cancelled
}

/// A broken rule of the model: where and which.
package struct ValidationProblem: Hashable, Sendable, CustomStringConvertible {
    package var path: String
    package var problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "\(path): \(problem)" }
}

package struct AWSTransportError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case connect, connectTimeout, firstByteTimeout, totalTimeout, broken, tls }
    package var kind: Kind
    package var requestMayHaveArrived: Bool
    package var detail: String

    package init(_ kind: Kind, requestMayHaveArrived: Bool, detail: String) {
        self.kind = kind
        self.requestMayHaveArrived = requestMayHaveArrived
        self.detail = detail
    }
}

package struct CredentialsError: Error, Hashable, Sendable {
    package struct Attempt: Hashable, Sendable {
        package var source: String
        package var problem: String

        package init(source: String, problem: String) {
            self.source = source
            self.problem = problem
        }
    }
    package var attempts: [Attempt]

    package init(attempts: [Attempt]) {
        self.attempts = attempts
    }
}
