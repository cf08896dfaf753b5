import SlipwayDomain

extension FailureMode {
    static let secretScheduledForDeletion = FailureMode(
        id: "secret-scheduled-for-deletion", title: "the secret is being deleted", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretScheduledForDeletion,
        foresee: { facts, plan in
            plan.secretNames.compactMap { name in
                guard let secret = facts.secrets[name]?.value, secret.deletedAt != nil else { return nil }
                return Foreseen(
                    .secret(name), cause: "the secret \(secret.name) is scheduled for deletion and cannot be read",
                    evidence: [Evidence(source: "secretsmanager:DescribeSecret", field: "DeletedDate", text: "set")],
                    fix: "aws secretsmanager restore-secret --secret-id \(secret.name)")
            }
        },
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["secret because it was marked for deletion"], ["marked deleted", "secret"], ["scheduled for deletion"],
            ]) else { return nil }
            return Recognised(
                cause: "the secret \(found.text.secretName ?? "of the task") is scheduled for deletion",
                fix: "aws secretsmanager restore-secret --secret-id \(found.text.secretName ?? "NAME")",
                evidence: [found], fingerprint: found.text.secretName ?? "")
        })
}

extension ServicePlan {
    /// Identifiers of the plan's Secrets Manager secrets, each once.
    var secretNames: [String] {
        Set(secrets.map(\.reference).filter { $0.store == .secretsManager }.map(\.identifier)).sorted()
    }

    /// Identifiers of the plan's parameters, each once.
    var parameterNames: [String] {
        Set(secrets.map(\.reference).filter { $0.store == .parameterStore }.map(\.identifier)).sorted()
    }
}
