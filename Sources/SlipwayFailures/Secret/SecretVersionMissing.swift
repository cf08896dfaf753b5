import SlipwayDomain

extension FailureMode {
    static let secretVersionMissing = FailureMode(
        "secret-version-missing", title: "the secret has no value yet", nature: .cannotHeal,
        explanation:
            "The secret exists but has no version of that stage: it was made by a stack and nobody has put a value "
            + "in, or a pinned version was removed.",
        withoutUs: SecretWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.has("can't find the specified secret value for") else { return nil }
                let stage = reason.value(after: "staging label: ") ?? reason.value(after: "VersionId: ") ?? "AWSCURRENT"
                let name = SecretWords.name(reason)
                return Recognition(
                    "\(name) has no value for \(stage)",
                    fix: "aws secretsmanager put-secret-value --secret-id NAME --secret-string file://secret.json",
                    subject: name, named: name)
            }
        ])
}
