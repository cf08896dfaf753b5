import SlipwayDomain

extension FailureMode {
    static let secretScheduledForDeletion = FailureMode(
        "secret-scheduled-for-deletion", title: "the secret is scheduled for deletion", nature: .cannotHeal,
        fault: .secretScheduledForDeletion,
        explanation:
            "Somebody deleted the secret. For 7 to 30 days it is kept, cannot be read, and its name is taken. It "
            + "can be restored until then.",
        withoutUs: SecretWords.alone,
        foresee: { plan, facts in
            SecretWords.secrets(plan, facts) { binding, fact in
                guard let secret = fact.value, let deletedAt = secret.deletedAt else { return nil }
                return Foresight(
                    .fail, SecretWords.subject(binding), "\(secret.name) is scheduled for deletion and cannot be read",
                    fix: "aws secretsmanager restore-secret --secret-id \(secret.name)",
                    evidence: [
                        Evidence(
                            source: "secretsmanager:DescribeSecret", field: "DeletedDate",
                            text: "\(deletedAt.millisecondsSinceEpoch / 1000)")
                    ])
            }
        },
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("marked for deletion", "already scheduled for deletion") else { return nil }
                let name = SecretWords.name(reason)
                return Recognition(
                    "\(name) is scheduled for deletion and cannot be read",
                    fix: "aws secretsmanager restore-secret --secret-id \(name == "the secret" ? "NAME" : name)",
                    subject: name, named: name)
            }
        ])
}
