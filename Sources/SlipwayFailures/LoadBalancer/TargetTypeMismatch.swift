import SlipwayDomain

extension FailureMode {
    static let targetTypeMismatch = FailureMode(
        "lb-target-type-mismatch", title: "the target group is of another type", nature: .cannotHeal,
        fault: .targetTypeMismatch,
        explanation:
            "Tasks with their own network interface register by address, so their target group must be of type ip. "
            + "The type cannot be changed afterwards.",
        withoutUs: TargetWords.alone,
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let target = facts.targetGroup?.value else { return [] }
            if target.targetType == "ip" { return [Foresight(.ok, TargetWords.subject(plan), "of type ip")] }
            return [
                Foresight(
                    .fail, TargetWords.subject(plan),
                    "\(target.name) is of type \(target.targetType); tasks here need type ip",
                    fix:
                        "make a new one: aws elbv2 create-target-group --name \(target.name)-ip --target-type ip …, and "
                        + "name it in slipway.yml",
                    evidence: [
                        Evidence(
                            source: "elasticloadbalancing:DescribeTargetGroups", field: "TargetType",
                            text: target.targetType)
                    ])
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.has("has target type", "incompatible with") else { return nil }
                let type = reason.value(after: "has target type ") ?? "another"
                return Recognition(
                    "the target group is of type \(type); tasks with their own network interface need type ip",
                    fix: "make a new target group with --target-type ip and name it in slipway.yml", subject: type)
            }
        ])
}
