import SlipwayDomain

extension FailureMode {
    static let deployerDenied = FailureMode(
        "iam-deployer-denied", title: "we are not allowed to do that", nature: .cannotHeal,
        explanation:
            "Whoever runs slipway lacks a permission. The message names the action and who was refused; a policy "
            + "of that user or role must allow it.",
        withoutUs: "ECS would have refused the call",
        foresee: { _, facts in
            facts.permissions.filter { $0.principal == "deployer" }.compactMap { permission in
                let subject = "permission \(permission.action)"
                let missing = Foresight(.unknown, subject, "it could not be found out")
                return permission.allowed.foresight(subject, missing: missing) { allowed in
                    allowed
                        ? Foresight(.ok, subject, "allowed")
                        : Foresight(
                            .fail, subject, "\(permission.action) on \(permission.resource) is not allowed to us",
                            fix: "allow \(permission.action) on \(permission.resource) in the policy of "
                                + (facts.caller?.value?.arn ?? "the deploying role"))
                }
            }
        },
        recognisers: [
            .call { reason in
                guard !reason.has("iam:passrole") else { return nil }
                let denied = reason.hasAny("is not authorized to perform", "explicit deny")
                guard denied || reason.field.contains("AccessDenied") else { return nil }
                let action = reason.value(after: "not authorized to perform: ") ?? "the call"
                return Recognition(
                    "we are not allowed \(action)", fix: "allow \(action) to the role or user that runs slipway",
                    subject: action)
            }
        ])
}
