import AWSRuntime
import AWSServices

/// STS: says who the caller is.
package struct IdentityService: Sendable {
    private let identities: IdentityStore

    package init(identities: IdentityStore) {
        self.identities = identities
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: STS.service)
        let identities = identities
        table.on(STS.GetCallerIdentity.self) { _, context in
            guard let identity = identities.identity(of: context.accessKeyID) else {
                // The gateway has just authenticated it, so it can only have been removed meanwhile.
                throw SignatureProblem.unknownKey.serviceError(for: .awsQuery)
            }
            return .init(userId: identity.userID, account: identity.account, arn: identity.arn)
        }
        return table
    }
}
