import SlipwayDomain

/// What the failures of secrets share.
enum SecretWords {
    /// The plan's secrets of Secrets Manager with what is known of each; those not asked about are left out.
    static func secrets(
        _ plan: ServicePlan, _ facts: Facts, _ look: (SecretBinding, Fact<SecretFact>) -> Foresight?
    ) -> [Foresight] {
        plan.secrets.filter { $0.reference.store == .secretsManager }.compactMap { binding in
            facts.secrets[binding.reference.identifier].flatMap { look(binding, $0) }
        }
    }

    static func subject(_ binding: SecretBinding) -> Words {
        Words("secret \(binding.variable)", ko: "시크릿 \(binding.variable)")
    }

    /// Whether a text is about fetching secrets.
    static func isSecret(_ reason: Reason) -> Bool {
        reason.hasAny("secret from asm", "secrets manager", "secretsmanager", "json key")
    }

    /// The secret that a text names, or the words for one.
    static func name(_ reason: Reason) -> Words {
        reason.arn(of: "secretsmanager").map { Words(same: $0) } ?? Words("the secret", ko: "시크릿")
    }
}
