import AWSRuntime
import SlipwayDeploy
import SlipwayDomain

/// How AWS says that somebody may not: the code differs by protocol and service.
enum AccessDenial {
    static let codes: Set = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized",
    ]

    /// The action that the words name: a call may need others than its own, as `iam:PassRole`.
    static func action(in message: String) -> String? {
        guard let range = message.firstRange(of: "not authorized to perform: ") else { return nil }
        let action = message[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == ":" || $0 == "-" }
        return action.contains(":") ? String(action) : nil
    }
}

/// How AWS says that it does not take somebody's credentials.
enum RefusedCredentials {
    static let expired: Set = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]
    static let codes = expired.union([
        "UnrecognizedClient", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId",
        "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException",
        "InvalidToken", "AuthFailure", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
    ])
}

extension AWSOperation {
    /// The IAM action that the call needs: `ecs:DescribeServices`.
    static var action: String { "\(IAMPrefix.of(service)):\(name)" }
}

enum IAMPrefix {
    /// IAM's name of a service: that of its signatures, but for CloudWatch.
    static func of(_ service: ServiceDescription) -> String {
        service.signingName == "monitoring" ? "cloudwatch" : service.signingName
    }
}

extension AWSCallError {
    /// The service's own code, when it answered with an error.
    var code: String? {
        if case .service(let failure) = self { failure.serviceError.code } else { nil }
    }

    var isDenied: Bool { code.map(AccessDenial.codes.contains) ?? false }

    /// In the words of the release target.
    /// - Parameter action: the IAM action of the call, such as `ecs:UpdateService`.
    func targetFailure(_ action: String) -> TargetFailure {
        switch self {
        case .service(let failure):
            let error = failure.serviceError
            let message = error.message ?? "without a message"
            if AccessDenial.codes.contains(error.code) {
                return .denied(action: AccessDenial.action(in: message) ?? action, detail: message)
            }
            if RefusedCredentials.codes.contains(error.code) {
                return .credentialsRefused(
                    isExpired: RefusedCredentials.expired.contains(error.code), detail: "\(error.code): \(message)")
            }
            return .refused(operation: action, code: error.code, message: message)
        case .invalidInput(let problems):
            return .refused(
                operation: action, code: "InvalidInput",
                message: problems.map(\.description).joined(separator: "; "))
        case .transport(let error): return .unreachable(operation: action, detail: error.detail)
        case .credentials(let error):
            let tried = error.attempts.map { "\($0.source): \($0.problem)" }.joined(separator: "; ")
            return .noCredentials(detail: tried)
        case .undecodable(let operation, let status, let problem):
            return .unreachable(operation: operation, detail: "HTTP \(status), not an answer of AWS: \(problem)")
        case .deadlineExceeded(let operation, let last): return .unreachable(operation: operation, detail: last)
        case .cancelled: return .cancelled
        }
    }

    /// A fact that could not be collected.
    func fact<Value>(_ action: String, missing codes: Set<String> = []) -> Fact<Value> {
        gap(action, missing: codes).fact()
    }

    /// Whether a write may have happened although its answer did not come.
    var answerWasLost: Bool {
        switch self {
        case .transport(let error): error.requestMayHaveArrived
        case .undecodable, .deadlineExceeded: true
        case .service, .invalidInput, .credentials, .cancelled: false
        }
    }
}

extension Timestamp {
    var moment: Moment { Moment(millisecondsSinceEpoch: millisecondsSinceEpoch) }
}

extension Moment {
    var timestamp: Timestamp { Timestamp(millisecondsSinceEpoch: millisecondsSinceEpoch) }
}
