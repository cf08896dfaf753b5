import SlipwayDomain

extension FailureMode {
    static let passRoleDenied = FailureMode(
        "iam-passrole-denied", title: "we may not hand that role to tasks", nature: .cannotHeal,
        explanation: "A task definition names roles. Handing a role to ECS takes iam:PassRole on it, a permission of "
            + "whoever deploys, beside everything that the role itself allows.",
        withoutUs: "ECS would have refused the call",
        recognisers: [
            .call { reason in
                guard reason.has("iam:passrole") else { return nil }
                let role = reason.arn(of: "iam") ?? "the role"
                return Recognition(
                    "we may not hand \(role) to ECS: iam:PassRole is missing",
                    fix: "allow iam:PassRole on \(role), with iam:PassedToService ecs-tasks.amazonaws.com",
                    subject: role)
            }
        ])
}
