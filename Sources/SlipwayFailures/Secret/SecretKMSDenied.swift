import SlipwayDomain

extension FailureMode {
    static let secretKMSDenied = FailureMode(
        "secret-kms-denied", title: "the execution role may not decrypt the secret", nature: .cannotHeal,
        explanation:
            "The secret is encrypted with a key of your own. The execution role needs kms:Decrypt in its policy, "
            + "and the key's policy must let it.",
        withoutUs: SecretWords.alone,
        recognisers: [
            .reason { reason, signals in
                guard
                    reason.hasAny(
                        "access to kms is not allowed", "not authorized to perform: kms:decrypt",
                        "customer master key that does not exist")
                else { return nil }
                let role = reason.role ?? signals.workload.taskDefinition?.executionRole ?? "the execution role"
                let name = SecretWords.name(reason)
                return Recognition(
                    "\(role) may not decrypt \(name)",
                    fix: "allow kms:Decrypt on the secret's key, in the policy of \(role) and in the key's own policy",
                    subject: name)
            }
        ])
}
