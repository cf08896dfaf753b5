import SlipwayDomain

extension FailureMode {
    static let iamServicePermissionsDegraded = FailureMode(
        "iam-service-permissions-degraded", .identity,
        title: Words("ECS can no longer look after the service", ko: "ECS가 서비스를 더 관리할 수 없음"), nature: .cannotHeal,
        breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have said so in an event and done nothing: tasks that end are not replaced",
                ko: "ECS는 이벤트에만 남기고 아무것도 하지 않았을 것이며, 종료된 태스크는 대체되지 않습니다")),
        reproduction: .modelled, recipes: ["P-IAM-3"],
        faults: [
            .role(.serviceLinkedRoleMissing),
            .serviceSays(
                event:
                    "IAM permissions policies have been misconfigured or changed, and ECS can no longer maintain your "
                    + "service"),
        ],
        explanation: Words(
            "A role that ECS works with was changed by hand or by a policy of the organisation: its service-linked role, an old "
                + "service role, or the infrastructure role. What runs goes on running; nothing is replaced or registered any "
                + "more.",
            ko: "ECS가 사용하는 역할(서비스 연결 역할, 예전 서비스 역할, 인프라 역할)이 수동으로 또는 조직 정책으로 변경되었습니다. 실행 중인 것은 계속되지만 태스크 교체나 대상 등록이 더는 "
                + "이루어지지 않습니다."),
        remedy: Words(
            "Put the policy or trust back: CloudTrail says who changed it, and when.",
            ko: "정책이나 신뢰 관계를 되돌리십시오. 누가 언제 바꾸었는지는 CloudTrail에 있습니다."),
        lookAlikes: [
            LookAlike(
                "iam-service-linked-role-missing",
                Words("the service is there and was looked after before", ko: "서비스가 이미 있었고 전에는 관리되고 있었습니다"))
        ],
        links: [TemplateWords.guide("service-event-messages-list")],
        foresee: { plan, facts in
            guard let fact = facts.serviceLinkedRole, facts.service?.value != nil else { return [] }
            let subject = Words("ECS's hold on service \(plan.service.name)", ko: "서비스 \(plan.service.name)에 대한 ECS 권한")
            func warn(_ cause: Words, fix: Words) -> Foresight { Foresight(.warn, subject, cause, fix: fix) }
            switch fact {
            case .missing:
                return [
                    warn(
                        Words(
                            "AWSServiceRoleForECS is gone: nothing will be replaced",
                            ko: "AWSServiceRoleForECS 역할이 없어 태스크가 교체되지 않습니다"),
                        fix: Words(
                            "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
                            ko: "역할을 만드십시오: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"))
                ]
            case .known(let role) where !role.trusts(IdentityWords.ecs):
                return [
                    warn(
                        Words(
                            "\(role.name) no longer trusts ecs.amazonaws.com",
                            ko: "'\(role.name)' 역할이 더는 ecs.amazonaws.com을 신뢰하지 않습니다"),
                        fix: IdentityWords.trust(IdentityWords.ecs, role: role.name))
                ]
            case .known, .denied, .unknown, .planned: return []
            }
        },
        recognisers: [
            .text(
                [.event],
                [
                    "ecs can no longer maintain your service", "trust relationship has been misconfigured",
                    "perform: elasticloadbalancing:",
                ]
            ) { reason, _ in
                let isTrust = reason.has("trust relationship")
                let action = Denial(reason)?.action
                let what =
                    action.map { Words("its role may not \($0)", ko: "역할에 \($0) 권한이 없습니다") }
                    ?? (isTrust
                        ? Words("a role no longer trusts it", ko: "역할의 신뢰 관계가 바뀌었습니다")
                        : Words("a role's permissions were changed", ko: "역할의 권한이 바뀌었습니다"))
                return Recognition(
                    Words("ECS can no longer look after the service: ", ko: "ECS가 서비스를 더 관리할 수 없습니다. ") + what,
                    fix: Words(
                        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,"
                            + "AttributeValue=iam.amazonaws.com shows who changed it; put it back",
                        ko: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,"
                            + "AttributeValue=iam.amazonaws.com 명령으로 변경자를 확인하고 되돌리십시오"),
                    subject: isTrust ? "trust" : "permissions")
            }
        ])
}
