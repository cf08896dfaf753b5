import SlipwayDomain

extension FailureMode {
    static let targetGroupMissing = FailureMode(
        "lb-target-group-missing", title: "the target group does not exist", nature: .cannotHeal,
        fault: .targetGroupMissing,
        explanation:
            "The service is to register with a target group that is not there: deleted, replaced, or of another "
            + "environment or region.",
        withoutUs: TargetWords.alone,
        foresee: { plan, facts in
            guard let name = plan.targetGroup else { return [] }
            let missing = Foresight(
                .fail, TargetWords.subject(plan), "there is no target group '\(name)' in \(plan.service.region)",
                fix: "make it: aws elbv2 create-target-group --name \(name) --target-type ip --protocol HTTP --port "
                    + "\(plan.port ?? 80) --vpc-id VPC",
                evidence: [
                    Evidence(source: "elasticloadbalancing:DescribeTargetGroups", field: "Names", text: name)
                ])
            return [facts.targetGroup?.foresight(TargetWords.subject(plan), missing: missing) { _ in nil }].compactMap(
                \.self)
        },
        recognisers: [.call { missing($0) }, .event { missing($0) }])

    private static func missing(_ reason: Reason) -> Recognition? {
        guard
            reason.field.contains("TargetGroupNotFound")
                || reason.hasAny("target group is not found", "targetgroupnotfound", "unable to describe target group")
        else { return nil }
        return Recognition(
            "the target group does not exist any more",
            fix: "correct `targetGroup:` in slipway.yml, or make the target group again",
            subject: reason.arn(of: "elasticloadbalancing") ?? "")
    }
}
