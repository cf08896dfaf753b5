/// An IAM role.
package struct RoleFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    /// Who may assume it, as far as its trust policy allows services to.
    package var trust: [TrustFact]
    package var createdAt: Moment?
    /// Names of attached managed policies.
    package var managedPolicies: [String] = []

    package init(arn: String, name: String, trust: [TrustFact], createdAt: Moment? = nil) {
        self.arn = arn
        self.name = name
        self.trust = trust
        self.createdAt = createdAt
    }

    /// Whether a service such as `ecs-tasks.amazonaws.com` may assume it under some condition or none.
    package func trusts(_ service: String) -> Bool { trust.contains { $0.service == service } }
}

/// One service that a role's trust policy lets in.
package struct TrustFact: Hashable, Sendable, Codable {
    /// Such as `ecs-tasks.amazonaws.com`.
    package var service: String
    /// `aws:SourceAccount` that it asks for.
    package var sourceAccount: String?
    /// A pattern for `aws:SourceArn` that it asks for.
    package var sourceARN: String?

    package init(service: String, sourceAccount: String? = nil, sourceARN: String? = nil) {
        self.service = service
        self.sourceAccount = sourceAccount
        self.sourceARN = sourceARN
    }
}
