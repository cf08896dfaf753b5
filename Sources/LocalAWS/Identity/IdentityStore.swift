package import AWSRuntime
import Synchronization

/// A key pair that LocalAWS lets in, and whom it stands for.
package struct LocalIdentity: Hashable, Sendable {
    package var accessKeyID: String
    package var secretAccessKey: String
    /// When there is one, requests must carry it.
    package var sessionToken: String?
    package var account: String
    /// `arn:aws:iam::000000000000:user/local`.
    package var arn: String
    package var userID: String

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, account: String, arn: String,
        userID: String
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.account = account
        self.arn = arn
        self.userID = userID
    }

    /// The pair that `local start` prints: `test` and `test`, a user named `local`.
    package static func standard(account: String) -> LocalIdentity {
        LocalIdentity(
            accessKeyID: "test", secretAccessKey: "test", account: account,
            arn: "arn:aws:iam::\(account):user/local", userID: "AIDALOCALAWSLOCALAWS0")
    }

    /// As a client of this process uses it.
    package var credentials: AWSCredentials {
        AWSCredentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, source: "LocalAWS")
    }
}

extension LocalIdentity: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(accessKeyID) (\(arn))" }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID, "arn": arn]) }
}

/// Who may call.
package final class IdentityStore: Sendable {
    private struct Known: Sendable {
        var identity: LocalIdentity
        var isExpired = false
    }

    private let known = Mutex<[String: Known]>([:])

    package init(_ identities: [LocalIdentity]) {
        for identity in identities { register(identity) }
    }

    /// Adds a key pair, or replaces the one with the same access key id.
    package func register(_ identity: LocalIdentity) {
        known.withLock { $0[identity.accessKeyID] = Known(identity: identity) }
    }

    /// From now on its requests are answered with `ExpiredTokenException`, as those of temporary credentials are.
    package func expire(_ accessKeyID: String) {
        known.withLock { $0[accessKeyID]?.isExpired = true }
    }

    /// Checks a request's signature and says who sent it.
    ///
    /// - Parameter wireProtocol: of the request; nil is the service's own.
    /// - Throws: an `AWSServiceError` with the code and status of the protocol's family.
    package func authenticate(
        _ request: HTTPRequestMessage, service: ServiceDescription, as wireProtocol: WireProtocol? = nil,
        at now: Timestamp
    ) throws(AWSServiceError) -> (LocalIdentity, SignatureClaim) {
        let wireProtocol = wireProtocol ?? service.wireProtocol
        let isQuery = wireProtocol.isQuery
        do throws(SignatureProblem) {
            let claim = try SignatureClaim.read(request)
            guard let known = known.withLock({ $0[claim.accessKeyID] }) else { throw .unknownKey }
            let identity = known.identity
            guard claim.scope.service == service.signingName else {
                throw .mismatch("Credential should be scoped to correct service: '\(service.signingName)'.")
            }
            try SigV4Verifier().verify(request, claim, secretAccessKey: identity.secretAccessKey, at: now)
            guard identity.sessionToken == nil || identity.sessionToken == claim.sessionToken else {
                throw .unknownKey
            }
            if !known.isExpired { return (identity, claim) }
        } catch {
            throw error.serviceError(for: wireProtocol)
        }
        throw AWSServiceError(
            code: isQuery ? "ExpiredToken" : "ExpiredTokenException",
            message: "The security token included in the request is expired", httpStatus: isQuery ? 403 : 400)
    }

    /// Whom an access key id stands for.
    package func identity(of accessKeyID: String) -> LocalIdentity? {
        known.withLock { $0[accessKeyID]?.identity }
    }
}
