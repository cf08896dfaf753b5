import SlipwayDomain

extension FailureMode {
    static let lbTargetGroupUnattached = FailureMode(
        "lb-target-group-unattached", .loadBalancer,
        title: Words("the target group has no load balancer", ko: "대상 그룹에 로드 밸런서가 없음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled,
        recipes: ["P-LB-1", "P-CFN-6"], faults: [.targetGroup(.unattached)],
        explanation: Words(
            "ECS refuses a service whose target group no listener forwards to. Mostly the service is made before the "
                + "listener or its rule, because nothing in the template says which comes first; or the rule is being "
                + "replaced in the same update.",
            ko: "어떤 리스너도 전달하지 않는 대상 그룹을 쓰는 서비스는 ECS가 거부합니다. 대개는 템플릿에 순서가 적혀 있지 않아 서비스가 "
                + "리스너나 규칙보다 먼저 만들어지거나, 같은 업데이트에서 규칙이 교체되는 경우입니다."),
        remedy: Words(
            "Make a listener or a rule that forwards to the target group first. In a template let the service depend "
                + "on it; where a rule is replaced, do it in two updates.",
            ko: "먼저 대상 그룹으로 전달하는 리스너나 규칙을 만드십시오. 템플릿에서는 서비스가 그것에 의존(DependsOn)하게 하고, "
                + "규칙이 교체될 때는 업데이트를 두 번으로 나누십시오."),
        lookAlikes: [
            LookAlike(
                "lb-target-group-missing",
                Words("the target group is there; only nothing forwards to it", ko: "대상 그룹은 있으며, 전달하는 것이 없을 뿐입니다")),
            LookAlike(
                "lb-target-not-in-use",
                Words(
                    "AWS refused the call, before there was any target", ko: "대상이 생기기도 전에 AWS가 호출을 거부했습니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html"],
        foresee: { plan, facts in
            unattached(plan, facts)
                + StackWords.dependencies(facts) { $0.hasPrefix("AWS::ElasticLoadBalancingV2::") }
        },
        recognisers: [
            .text([.call, .stack, .event], ["does not have an associated load balancer"]) { reason, _ in
                let arn = reason.arn(of: "elasticloadbalancing")
                return Recognition(
                    Words("no listener forwards to ", ko: "") + LoadBalancerWords.group(in: reason)
                        + Words("", ko: "으로 전달하는 리스너가 없습니다"),
                    fix: forward(to: arn ?? "ARN"), subject: arn ?? "", named: arn)
            }
        ])

    private static func unattached(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard case .unattached? = TargetGroupCheck.verdict(plan, facts),
            let group = LoadBalancerWords.group(plan, facts)
        else { return [] }
        return [
            Foresight(
                .fail, LoadBalancerWords.subject(plan),
                Words("no listener forwards to \(group.name)", ko: "\(group.name) 대상 그룹으로 전달하는 리스너가 없습니다"),
                fix: forward(to: group.arn),
                evidence: [Evidence(source: LoadBalancerWords.groups, field: "LoadBalancerArns", text: "[]")])
        ]
    }

    private static func forward(to arn: String) -> Words {
        let command =
            "aws elbv2 create-listener --load-balancer-arn ARN --protocol HTTP --port 80 "
            + "--default-actions Type=forward,TargetGroupArn=\(arn)"
        return Words(
            "make a listener or a rule that forwards to it: \(command)",
            ko: "그쪽으로 전달하는 리스너나 규칙을 만드십시오: \(command)")
    }
}
