import SlipwayDomain

extension FailureMode {
    static let secretNotFound = FailureMode(
        "secret-not-found", title: "the secret does not exist", nature: .cannotHeal, fault: .secretMissing,
        explanation: "Secrets Manager has no secret of that name or ARN here. Typical: it was never made in this "
            + "environment, lives in another region, or was deleted and made anew, which changes the end of its ARN.",
        withoutUs: SecretWords.alone,
        foresee: { plan, facts in
            SecretWords.secrets(plan, facts) { binding, fact in
                let subject = SecretWords.subject(binding)
                let name = binding.reference.identifier
                let missing = Foresight(
                    .fail, subject, "there is no secret '\(name)' in \(plan.service.region)",
                    fix: "aws secretsmanager create-secret --name \(name) --secret-string file://secret.json",
                    evidence: [Evidence(source: "secretsmanager:DescribeSecret", field: "SecretId", text: name)])
                return fact.foresight(subject, missing: missing) { secret in
                    guard binding.reference.key == nil, secret.deletedAt == nil else { return nil }
                    if case .known(.text(isEmpty: true)) = secret.content { return nil }
                    return Foresight(.ok, subject, "\(name) is there", createdAt: secret.createdAt)
                }
            }
        },
        recognisers: [
            .reason { reason, _ in
                guard
                    reason.hasAny(
                        "can't find the specified secret", "can't retrieve the secret with arn",
                        "check whether the secret exists")
                else { return nil }
                let name = SecretWords.name(reason)
                return Recognition(
                    "\(name) does not exist in this region",
                    fix:
                        "aws secretsmanager create-secret --name NAME --secret-string file://secret.json, or correct the "
                        + "reference in slipway.yml", subject: name, named: name)
            }
        ])
}
