import SlipwayDomain

extension FailureMode {
    static let lbTargetGroupInUse = FailureMode(
        "lb-target-group-in-use", .loadBalancer,
        title: Words("a rule still uses the target group", ko: "규칙이 아직 대상 그룹을 사용 중"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words("AWS would have refused to delete it, within minutes", ko: "AWS가 몇 분 안에 삭제를 거부했을 것입니다")),
        reproduction: .modelled, recipes: ["P-CFN-2"],
        faults: [
            .stackFails(
                status: "DELETE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup",
                reason: "Target group '\(LoadBalancerWords.exampleGroup)' is currently in use by a listener or a rule "
                    + "(Service: ElasticLoadBalancingV2, Status Code: 400, Error Code: ResourceInUse)"),
            .call(
                "elasticloadbalancing:DeleteTargetGroup", refusedWith: "ResourceInUse",
                message: "Target group '\(LoadBalancerWords.exampleGroup)' is currently in use by a listener or a rule"),
        ],
        specificity: .narrow,
        explanation: Words(
            "A target group cannot be deleted while a listener or a rule forwards to it. The order of deletion is wrong, "
                + "or the rule belongs to another stack.",
            ko: "리스너나 규칙이 전달하고 있는 대상 그룹은 지울 수 없습니다. 삭제 순서가 잘못되었거나, 규칙이 다른 스택의 것입니다."),
        remedy: Words(
            "Remove the rule, or point it elsewhere, before the target group goes.",
            ko: "대상 그룹을 지우기 전에 규칙을 지우거나 다른 곳을 가리키게 하십시오."),
        lookAlikes: [
            LookAlike(
                "lb-listener-priority-in-use",
                Words("it is a target group that is in use, not a priority", ko: "사용 중인 것은 우선순위가 아니라 대상 그룹입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html"
        ],
        foresee: { _, facts in stillUsed(facts) },
        recognisers: [
            .text([.call, .stack], ["currently in use by a listener or a rule", "resourceinuse"]) { reason, _ in
                guard reason.hasAny("listener or a rule", "target group") || reason.source.contains("TargetGroup")
                else { return nil }
                let arn = reason.arn(of: "elasticloadbalancing")
                return Recognition(
                    Words("a listener or a rule still forwards to ", ko: "리스너나 규칙이 아직 ")
                        + LoadBalancerWords.group(in: reason) + Words("", ko: "으로 전달하고 있습니다"),
                    fix: Words(
                        "find the rule and delete it first: aws elbv2 describe-rules --listener-arn ARN",
                        ko: "규칙을 찾아 먼저 지우십시오: aws elbv2 describe-rules --listener-arn ARN"),
                    subject: arn ?? "", named: arn)
            }
        ])

    /// A change set takes a target group away to which a rule of somebody else's forwards.
    private static func stillUsed(_ facts: Facts) -> [Foresight] {
        guard let balancers = facts.loadBalancers?.value else { return [] }
        let rules = balancers.flatMap(\.listeners).flatMap(\.rules)
        return StackWords.known(facts).flatMap { stack in
            let leaving = Set(stack.removals.map(\.physicalID))
            return stack.removals.filter { $0.type == "AWS::ElasticLoadBalancingV2::TargetGroup" }
                .compactMap { removal -> Foresight? in
                    let holder = rules.first { rule in
                        !leaving.contains(rule.arn)
                            && rule.targets.contains { $0.targetGroup == removal.physicalID }
                            && !stack.listenerRules.contains { $0.rule == rule.arn }
                    }
                    guard let holder else { return nil }
                    return Foresight(
                        .fail, StackWords.subject(stack.name),
                        Words(
                            "it would delete the target group \(removal.logicalID), to which a rule outside of it still "
                                + "forwards",
                            ko: "\(removal.logicalID) 대상 그룹을 삭제하려 하지만 스택 밖의 규칙이 아직 그쪽으로 전달하고 있습니다"),
                        fix: Words(
                            "point the rule elsewhere first: aws elbv2 modify-rule --rule-arn \(holder.arn) --actions …",
                            ko: "먼저 규칙이 다른 곳을 가리키게 하십시오: aws elbv2 modify-rule --rule-arn \(holder.arn) --actions …"),
                        evidence: [
                            Evidence(source: LoadBalancerWords.rules, field: "RuleArn", text: holder.arn)
                        ])
                }
        }
    }
}
