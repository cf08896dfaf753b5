import SlipwayDomain

extension FailureMode {
    static let parameterMissing = FailureMode(
        "ssm-parameter-missing", title: "the parameter does not exist", nature: .cannotHeal, fault: .parameterMissing,
        explanation:
            "Parameter Store has no parameter of that name here. Typical: another region or path, a missing slash "
            + "in front, or a bare secret name, which ECS takes for a parameter's.",
        withoutUs: SecretWords.alone,
        foresee: { plan, facts in
            plan.secrets.filter { $0.reference.store == .parameterStore }.compactMap { binding in
                let name = binding.reference.identifier
                let subject = SecretWords.subject(binding)
                let missing = Foresight(
                    .fail, subject, "there is no parameter '\(name)' in \(plan.service.region)",
                    fix: "make it: aws ssm put-parameter --type SecureString --name \(name) --value file://value.txt",
                    evidence: [Evidence(source: "ssm:GetParameters", field: "InvalidParameters", text: name)])
                return facts.parameters[name]?.foresight(subject, missing: missing) { parameter in
                    parameter.isEmpty == true
                        ? Foresight(
                            .fail, subject, "the parameter '\(name)' is empty",
                            fix: "aws ssm put-parameter --overwrite --name \(name) --value file://value.txt")
                        : Foresight(.ok, subject, "\(name) is there", createdAt: parameter.lastModifiedAt)
                }
            }
        },
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("invalid parameters: ", "invalid ssm parameters: ") else { return nil }
                let names =
                    reason.value(after: "arameters: ", until: ["\n"])
                    ?? "a parameter"
                return Recognition(
                    "Parameter Store does not have \(names)",
                    fix:
                        "aws ssm put-parameter --type SecureString --name NAME --value file://value.txt, or correct the "
                        + "reference in slipway.yml", subject: names, named: names)
            }
        ])
}
