import SlipwayDomain

extension FailureMode {
    static let taskRoleUnassumable = FailureMode(
        "iam-task-role-unassumable", title: "ECS may not take on the role", nature: .cannotHeal,
        explanation: "A role of the task does not trust ecs-tasks.amazonaws.com, or no longer exists.",
        withoutUs: StartWords.alone,
        recognisers: [
            .reason { reason, _ in unassumable(reason) },
            .event { reason in unassumable(reason) },
            .call { reason in unassumable(reason) },
        ])

    private static func unassumable(_ reason: Reason) -> Recognition? {
        guard reason.hasAny("unable to assume the role", "unable to assume role") else { return nil }
        let role = reason.arn(of: "iam") ?? "the role"
        return Recognition(
            "ECS may not take on \(role)",
            fix: "let ecs-tasks.amazonaws.com assume it: aws iam update-assume-role-policy --role-name "
                + "\(role.split(separator: "/").last ?? "NAME") --policy-document file://trust.json", subject: role,
            named: role)
    }
}
