import SlipwayDomain

extension FailureMode {
    static let secretAccessDenied = FailureMode(
        "secret-access-denied", title: "the execution role may not read the secret", nature: .cannotHeal,
        fault: .secretDenied,
        explanation: "Secrets are read by the task's execution role, not by its task role. Its policy must allow "
            + "secretsmanager:GetSecretValue on the secret's full ARN; a pattern without the six characters at the end does "
            + "not fit.",
        withoutUs: SecretWords.alone,
        recognisers: [
            .reason { reason, signals in
                guard
                    reason.has("not authorized to perform: secretsmanager:getsecretvalue")
                        || (SecretWords.isSecret(reason) && reason.has("accessdenied"))
                else { return nil }
                let role = reason.role ?? signals.workload.taskDefinition?.executionRole ?? "the execution role"
                let name = SecretWords.name(reason)
                return Recognition(
                    "\(role) may not read \(name)",
                    fix: "allow secretsmanager:GetSecretValue on \(name) in the policy of \(role) (the execution role)",
                    subject: name)
            }
        ])
}
