import SlipwayDomain

extension FailureMode {
    static let lbDuplicateName = FailureMode(
        "lb-duplicate-name", .loadBalancer,
        title: Words("the name is taken by another load balancer part", ko: "로드 밸런서 구성 요소의 이름이 이미 사용 중"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-3"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup",
                reason: "A target group with the same name 'web' exists, but with different settings (Service: "
                    + "ElasticLoadBalancingV2, Status Code: 400, Error Code: DuplicateTargetGroupName)"),
            .call(
                "elasticloadbalancing:CreateTargetGroup", refusedWith: "DuplicateTargetGroupName",
                message: "A target group with the same name 'web' exists, but with different settings"),
        ],
        specificity: .narrow,
        explanation: Words(
            "A target group or load balancer of that name is there already with other settings, or a listener on that "
                + "port. Mostly a template gives a fixed name to something that a change of port, protocol or type replaces: "
                + "the new one is made while the old one still has the name.",
            ko: "같은 이름의 대상 그룹이나 로드 밸런서가 다른 설정으로 이미 있거나, 같은 포트의 리스너가 이미 있습니다. 대개는 포트나 "
                + "프로토콜, 유형을 바꾸면 교체되는 리소스에 템플릿이 고정된 이름을 주어서, 이전 것이 이름을 가진 채로 새것이 만들어지는 경우입니다."),
        remedy: Words(
            "Leave the name out of the template or change it together with what forces the replacement.",
            ko: "템플릿에서 이름을 빼거나, 교체를 일으키는 변경과 함께 이름도 바꾸십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-resource-already-exists",
                Words("the load balancer service itself names the clash", ko: "로드 밸런서 서비스가 직접 충돌을 알려 주었습니다")),
            LookAlike(
                "lb-listener-priority-in-use",
                Words("a name or port clashes, not a rule's number", ko: "규칙 번호가 아니라 이름이나 포트가 겹칩니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html",
        ],
        foresee: { _, facts in
            StackWords.taken(facts) { $0.hasPrefix("AWS::ElasticLoadBalancingV2::") }
        },
        recognisers: [
            .text(
                [.call, .stack],
                [
                    "duplicatetargetgroupname", "duplicatelistener", "duplicateloadbalancername",
                    "exists, but with different settings", "a listener already exists on this port",
                ]
            ) { reason, _ in
                let isListener = reason.hasAny("duplicatelistener", "listener already exists")
                let name = reason.value(after: "same name '", until: ["'"])
                let cause: Words =
                    if isListener {
                        Words(
                            "the load balancer has a listener on that port already", ko: "로드 밸런서의 해당 포트에 이미 리스너가 있습니다")
                    } else if let name {
                        Words(
                            "there is another '\(name)' already, with other settings",
                            ko: "설정이 다른 '\(name)' 리소스가 이미 있습니다")
                    } else {
                        Words("the name is taken", ko: "이름이 이미 사용 중입니다")
                    }
                return Recognition(
                    cause,
                    fix: isListener
                        ? Words(
                            "see it, and delete it or use it: aws elbv2 describe-listeners --load-balancer-arn ARN",
                            ko: "확인한 뒤 지우거나 그것을 쓰십시오: aws elbv2 describe-listeners --load-balancer-arn ARN")
                        : Words(
                            "take the name out of the template or change it; the other one: aws elbv2 "
                                + "describe-target-groups --names \(name ?? "NAME")",
                            ko: "템플릿에서 이름을 빼거나 바꾸십시오. 기존 리소스 확인: aws elbv2 "
                                + "describe-target-groups --names \(name ?? "NAME")"),
                    subject: name ?? "", named: name)
            }
        ])
}
