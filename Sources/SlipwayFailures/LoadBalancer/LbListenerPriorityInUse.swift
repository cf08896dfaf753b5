import SlipwayDomain

extension FailureMode {
    static let lbListenerPriorityInUse = FailureMode(
        "lb-listener-priority-in-use", .loadBalancer,
        title: Words("the listener rule's priority is taken", ko: "리스너 규칙의 우선순위가 이미 사용 중"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-LB-4"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::ListenerRule",
                reason: "Priority '26' is currently in use (Service: AmazonElasticLoadBalancingV2; Status Code: 400; "
                    + "Error Code: PriorityInUse)"),
            .call(
                "elasticloadbalancing:CreateRule", refusedWith: "PriorityInUse",
                message: "Priority '26' is currently in use"),
        ],
        specificity: .narrow,
        explanation: Words(
            "Each rule of a listener has its own number. Two services worked out the same next number at the same time, "
                + "somebody made a rule by hand, a failed stack left one behind, or a rule is being replaced: the new one is "
                + "made before the old one goes, with the same number.",
            ko: "리스너의 규칙마다 고유한 번호가 있습니다. 두 서비스가 동시에 같은 다음 번호를 계산했거나, 누군가 규칙을 직접 만들었거나, "
                + "실패한 스택이 규칙을 남겼거나, 규칙이 교체되면서 이전 규칙이 사라지기 전에 같은 번호로 새 규칙을 만들려 한 경우입니다."),
        remedy: Words(
            "Take another number, remove the stale rule, and let only one deployment at a time add rules.",
            ko: "다른 번호를 쓰거나 남은 규칙을 지우고, 규칙을 추가하는 배포는 한 번에 하나씩 실행하십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-resource-already-exists",
                Words("what exists is a number, not the rule itself", ko: "이미 있는 것은 규칙 자체가 아니라 번호입니다")),
            LookAlike(
                "lb-target-group-in-use",
                Words("it is a priority that is in use, not a target group", ko: "사용 중인 것은 대상 그룹이 아니라 우선순위입니다")),
        ],
        links: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-update-rules.html"],
        foresee: { _, facts in taken(facts) },
        recognisers: [
            .text([.stack, .call], ["priorityinuse", "priority '", "listenerrule' with identifier"]) { reason, _ in
                guard
                    reason.has("priorityinuse") || reason.has("priority '", "currently in use")
                        || reason.has("listenerrule' with identifier", "priorit")
                else { return nil }
                let number = reason.value(after: "Priority '", until: ["'"])
                let which = number.map { Words("priority \($0)", ko: "우선순위 \($0)번") }
                return Recognition(
                    (which ?? Words("the priority", ko: "우선순위"))
                        + Words(" is taken by another rule of the listener", ko: " 자리를 같은 리스너의 다른 규칙이 쓰고 있습니다"),
                    fix: whose, subject: number ?? "")
            }
        ])

    private static let whose = Words(
        "see whose it is, then take another number or delete the stale rule: aws elbv2 describe-rules --listener-arn ARN "
            + "--query 'Rules[].[Priority,RuleArn]'",
        ko: "어느 규칙인지 확인한 뒤 다른 번호를 쓰거나 남은 규칙을 지우십시오: aws elbv2 describe-rules --listener-arn ARN "
            + "--query 'Rules[].[Priority,RuleArn]'")

    /// The check P-LB-4: a number of the template is free, or its own rule has it.
    private static func taken(_ facts: Facts) -> [Foresight] {
        guard let balancers = facts.loadBalancers?.value else { return [] }
        let listeners = balancers.flatMap(\.listeners)
        return StackWords.known(facts).flatMap { stack in
            stack.listenerRules.compactMap { planned -> Foresight? in
                guard let listener = listeners.first(where: { $0.arn == planned.listener }) else { return nil }
                let subject = Words(
                    "listener rule \(planned.logicalID)", ko: "리스너 규칙 \(planned.logicalID)")
                let holder = listener.rules.first { $0.priority == planned.priority && $0.arn != planned.rule }
                guard let holder else {
                    return Foresight(
                        .ok, subject,
                        Words("priority \(planned.priority) is free", ko: "우선순위 \(planned.priority)번은 비어 있습니다"))
                }
                let used = Set(listener.rules.compactMap { Int($0.priority) })
                let free = (1...50_000).first { !used.contains($0) } ?? 1
                return Foresight(
                    .fail, subject,
                    Words(
                        "priority \(planned.priority) of the listener on port \(listener.port) is taken",
                        ko: "\(listener.port)번 포트 리스너의 우선순위 \(planned.priority)번은 이미 사용 중입니다"),
                    fix: Words(
                        "in the template of \(stack.name): Priority: \(free), or delete the other rule: aws elbv2 "
                            + "delete-rule --rule-arn \(holder.arn)",
                        ko: "\(stack.name) 템플릿에서: Priority: \(free). 아니면 다른 규칙을 지우십시오: aws elbv2 "
                            + "delete-rule --rule-arn \(holder.arn)"),
                    evidence: [Evidence(source: LoadBalancerWords.rules, field: "RuleArn", text: holder.arn)])
            }
        }
    }
}
