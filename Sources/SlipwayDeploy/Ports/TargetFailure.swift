package import SlipwayDomain

/// How a call to a release target can fail: a closed set, so that the conductor decides without reading texts.
package enum TargetFailure: Error, Hashable, Sendable {
    /// We may not: the action to grant, and on what.
    case denied(action: String, detail: String)
    /// No usable credentials.
    case noCredentials(detail: String)
    /// There are credentials, and AWS does not take them.
    case credentialsRefused(isExpired: Bool, detail: String)
    /// AWS cannot be reached, or did not answer before the deadline.
    case unreachable(operation: String, detail: String)
    /// The thing named is not there.
    case notFound(what: String, detail: String)
    /// The service refused the request: its own code and words.
    case refused(operation: String, code: String, message: String)
    /// The answer to a write was lost, and reading back could not tell whether it happened.
    case uncertain(operation: String, detail: String)
    case cancelled

    static let deniedCode: Problem.Code = "aws.denied"
    package static let refusedCredentials: Problem.Code = "aws.credentials-refused"

    /// As a person reads it.
    package func problem(doing activity: String) -> Problem {
        switch self {
        case .denied(let action, let detail):
            Problem(
                Self.deniedCode, "\(activity) needs the permission \(action)", cause: detail,
                next: "grant \(action) to the role that deploys, then run the same command again",
                exitCode: .notPermitted)
        case .noCredentials(let detail):
            Problem(
                "aws.no-credentials", "no AWS credentials were found", cause: detail,
                next: "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `slipway rehearse` needs none",
                exitCode: .notPermitted)
        case .credentialsRefused(let isExpired, let detail):
            Problem(
                Self.refusedCredentials,
                isExpired ? "AWS refused the credentials: they have expired" : "AWS refused the credentials",
                cause: detail,
                next: isExpired
                    ? "log in again (`aws sso login`) or renew the keys, then run the same command again"
                    : "set AWS_PROFILE, or the AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN that "
                        + "belong together; `aws sts get-caller-identity` says whose they are",
                exitCode: .notPermitted)
        case .unreachable(let operation, let detail):
            Problem(
                "aws.unreachable", "AWS did not answer while \(activity) (\(operation))", cause: detail,
                next: "check the network, AWS_REGION and AWS_ENDPOINT_URL, then run the same command again",
                exitCode: .unreachable)
        case .notFound(let what, let detail):
            Problem("aws.not-found", "\(what) does not exist", cause: detail, exitCode: .failedBefore)
        case .refused(let operation, let code, let message):
            Problem(
                "aws.refused", "AWS refused \(operation) while \(activity)", cause: "\(code): \(message)",
                exitCode: .failedBefore)
        case .uncertain(let operation, let detail):
            Problem(
                "aws.uncertain", "it is not known whether \(operation) happened", cause: detail,
                next: "run `slipway status`, then the same command again: it acts only on the difference",
                exitCode: .unreachable)
        case .cancelled:
            Problem("interrupted", "interrupted while \(activity)", exitCode: .interrupted)
        }
    }
}
