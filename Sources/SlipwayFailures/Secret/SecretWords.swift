import SlipwayDomain

/// What the failures of secrets share.
enum SecretWords {
    static let alone = "ECS would have started new tasks for ever, with pauses growing to 27 min"

    /// The plan's secrets of Secrets Manager with what is known of each; those not asked about are left out.
    static func secrets(
        _ plan: ServicePlan, _ facts: Facts, _ look: (SecretBinding, Fact<SecretFact>) -> Foresight?
    ) -> [Foresight] {
        plan.secrets.filter { $0.reference.store == .secretsManager }.compactMap { binding in
            facts.secrets[binding.reference.identifier].flatMap { look(binding, $0) }
        }
    }

    static func subject(_ binding: SecretBinding) -> String { "secret \(binding.variable)" }

    /// Whether a text is about fetching secrets.
    static func isSecret(_ reason: Reason) -> Bool {
        reason.hasAny("secret from asm", "secrets manager", "secretsmanager", "json key")
    }

    /// The secret that a text names, or the words for one.
    static func name(_ reason: Reason) -> String { reason.arn(of: "secretsmanager") ?? "the secret" }
}
