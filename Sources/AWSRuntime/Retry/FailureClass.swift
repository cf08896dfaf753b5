/// What a failed attempt says about trying again.
package enum FailureClass: Hashable, Sendable {
    /// Refused for its rate before anything was done: safe to repeat for every operation.
    case throttled
    /// Never reached the service: safe to repeat for every operation.
    case notSent
    /// The service or the way to it failed. It may have been executed.
    case ambiguous
    /// The signature's time does not fit the service's clock. Not executed.
    case clockSkew
    /// The credentials have expired. Not executed.
    case expiredCredentials
    /// Trying again gives the same answer.
    case permanent

    /// By code first, then by status; never by text.
    package static func of(_ error: AWSServiceError) -> FailureClass {
        let code = error.code
        if throttlingCodes.contains(code) || error.httpStatus == 429 { return .throttled }
        if clockCodes.contains(code) { return .clockSkew }
        if expiryCodes.contains(code) { return .expiredCredentials }
        if transientCodes.contains(code) || transientStatuses.contains(error.httpStatus) { return .ambiguous }
        return .permanent
    }

    package static func of(_ error: AWSTransportError) -> FailureClass {
        switch error.kind {
        // A certificate that does not fit will not fit the next time either.
        case .tls: error.requestMayHaveArrived ? .ambiguous : .permanent
        case .connect, .connectTimeout, .firstByteTimeout, .totalTimeout, .broken:
            error.requestMayHaveArrived ? .ambiguous : .notSent
        }
    }

    /// botocore's and the SDKs' lists, without `LimitExceededException`: for ECS, ECR and Logs that is a quota, which
    /// waiting does not lift.
    static let throttlingCodes: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]

    /// Codes of a service that stumbled. Some arrive with status 400.
    static let transientCodes: Set<String> = [
        "InternalError", "InternalFailure", "InternalServerError", "InternalServiceError",
        "InternalServiceErrorException",
        "RequestTimeout", "RequestTimeoutException", "ServerException", "ServiceUnavailable",
        "ServiceUnavailableException",
    ]

    static let transientStatuses: Set<Int> = [500, 502, 503, 504]

    /// The last two also mean a wrong secret; the caller looks at the clocks before it believes in skew.
    static let clockCodes: Set<String> = [
        "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed", "InvalidSignatureException",
        "SignatureDoesNotMatch",
    ]

    static let expiryCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]
}

/// Whether an operation may be sent again when nobody knows if it was executed.
package enum RetrySafety: Hashable, Sendable {
    /// A read, or a write with an idempotency token: a second one changes nothing twice.
    case repeatable
    /// A write without a token (`UpdateService`, `RegisterTaskDefinition`): read back before trying again.
    case readBackFirst
}
