import SlipwayDomain

extension FailureMode {
    static let lbRuleLimits = FailureMode(
        "lb-rule-limits", .loadBalancer,
        title: Words("the load balancer is full", ko: "로드 밸런서의 한도에 도달함"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-LB-4"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::ListenerRule",
                reason: "The maximum number of rules on the load balancer has been reached (Service: "
                    + "ElasticLoadBalancingV2, Status Code: 400, Error Code: TooManyRules)"),
            .call(
                "elasticloadbalancing:CreateRule", refusedWith: "TooManyRules",
                message: "The maximum number of rules on the load balancer has been reached"),
        ],
        specificity: .narrow,
        explanation: Words(
            "A load balancer holds so many rules, target groups, targets and certificates and no more; 100 rules and "
                + "1,000 targets unless the account's quota says otherwise.",
            ko: "로드 밸런서가 담을 수 있는 규칙, 대상 그룹, 대상, 인증서의 수에는 한도가 있습니다. 계정의 할당량을 늘리지 않았다면 "
                + "규칙은 100개, 대상은 1,000개입니다."),
        remedy: Words(
            "Remove what nobody uses, ask for a higher quota, or use another load balancer.",
            ko: "쓰지 않는 것을 지우거나, 할당량 증가를 요청하거나, 다른 로드 밸런서를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "lb-listener-priority-in-use",
                Words("no number is taken; there is no room for one more", ko: "번호가 겹친 것이 아니라 더 넣을 자리가 없습니다")),
            LookAlike(
                "cfn-quota",
                Words("the limit is the load balancer's own", ko: "한도는 로드 밸런서 자체의 것입니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"
        ],
        foresee: { _, facts in room(facts) },
        recognisers: [
            .text(
                [.call, .stack, .event],
                [
                    "toomanyrules", "toomanytargetgroups", "toomanytargets", "toomanylisteners", "toomanycertificates",
                    "toomanyuniquetargetgroups", "toomanyregistrations", "targetgroupassociationlimit",
                ]
            ) { reason, _ in
                let what = things.first { reason.has($0.code) }
                let name = what?.name ?? Words("parts", ko: "구성 요소")
                return Recognition(
                    Words("the load balancer can take no more ", ko: "로드 밸런서에 더 추가할 수 없습니다: ") + name,
                    fix: more, subject: what?.code ?? "")
            }
        ])

    private static let things: [(code: String, name: Words)] = [
        ("toomanyrules", Words("rules", ko: "규칙")), ("toomanytargets", Words("targets", ko: "대상")),
        ("targetgroups", Words("target groups", ko: "대상 그룹")),
        ("targetgroupassociationlimit", Words("load balancers for its target group", ko: "대상 그룹의 로드 밸런서 연결")),
        ("toomanylisteners", Words("listeners", ko: "리스너")), ("toomanycertificates", Words("certificates", ko: "인증서")),
        ("toomanyregistrations", Words("registrations of one target", ko: "같은 대상의 등록")),
    ]

    private static let more = Words(
        "delete rules that nobody uses, or ask for more: aws service-quotas list-service-quotas --service-code "
            + "elasticloadbalancing",
        ko: "쓰지 않는 규칙을 지우거나 한도 증가를 요청하십시오: aws service-quotas list-service-quotas --service-code "
            + "elasticloadbalancing")

    /// The check P-LB-4: new rules of the stacks fit beside those that are there.
    private static func room(_ facts: Facts) -> [Foresight] {
        guard let quota = facts.quotas.first(where: { $0.kind == .rulesPerLoadBalancer }) else { return [] }
        let subject = Words("rules of the load balancer", ko: "로드 밸런서의 규칙")
        let new = StackWords.known(facts).flatMap(\.listenerRules).filter { $0.rule == nil }.count
        let none = Foresight(.unknown, subject, Words("no quota is known", ko: "할당량을 알 수 없습니다"))
        let seen = quota.limit.foresight(subject, missing: none) { limit in
            quota.used.foresight(subject, missing: none) { used in
                let wanted = Int(used) + new
                let cause = Words(
                    "\(wanted) of \(Int(limit)) rules with this run's \(new) new ones",
                    ko: "이번 실행의 새 규칙 \(new)개를 포함해 \(Int(limit))개 중 \(wanted)개")
                return wanted <= Int(limit)
                    ? Foresight(.ok, subject, cause)
                    : Foresight(
                        .fail, subject, cause, fix: more,
                        evidence: [
                            Evidence(source: "servicequotas:GetServiceQuota", field: "Value", text: "\(Int(limit))")
                        ])
            }
        }
        return [seen].compactMap(\.self)
    }
}
