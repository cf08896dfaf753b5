import SlipwayDomain

extension FailureMode {
    static let targetGroupUnattached = FailureMode(
        "lb-target-group-unattached", title: "no load balancer forwards to the target group", nature: .cannotHeal,
        fault: .targetGroupUnattached,
        explanation:
            "The target group is there, but no listener's rule forwards to it; ECS refuses a service that registers "
            + "with it.",
        withoutUs: TargetWords.alone,
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let target = facts.targetGroup?.value else { return [] }
            let subject = "listener of \(target.name)"
            if !target.loadBalancers.isEmpty { return [Foresight(.ok, subject, "there")] }
            return [
                Foresight(
                    .fail, subject, "no load balancer forwards to \(target.name)",
                    fix:
                        "aws elbv2 create-listener --load-balancer-arn ARN --protocol HTTP --port 80 --default-actions "
                        + "Type=forward,TargetGroupArn=\(target.arn)",
                    evidence: [
                        Evidence(
                            source: "elasticloadbalancing:DescribeTargetGroups", field: "LoadBalancerArns", text: "none"
                        )
                    ])
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.has("does not have an associated load balancer") else { return nil }
                return Recognition(
                    "no load balancer forwards to the target group",
                    fix: "make a listener or a rule that forwards to it: aws elbv2 create-listener …",
                    subject: reason.arn(of: "elasticloadbalancing") ?? "")
            }
        ])
}
