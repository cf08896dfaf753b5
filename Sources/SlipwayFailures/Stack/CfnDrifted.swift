import SlipwayDomain

extension FailureMode {
    static let cfnDrifted = FailureMode(
        "cfn-drifted", .stack,
        title: Words("the account no longer matches the stack", ko: "계정이 스택과 더 이상 일치하지 않음"),
        nature: .cannotHeal, breaker: .indirect, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-5"],
        faults: [
            .stackFails(
                status: "UPDATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::ListenerRule",
                reason: "Resource handler returned message: \"Resource of type "
                    + "'AWS::ElasticLoadBalancingV2::ListenerRule' was not found.\" (HandlerErrorCode: NotFound)")
        ],
        specificity: .broad,
        explanation: Words(
            "Somebody changed or deleted in the console what the stack made, or another tool did: a blue/green deployment "
                + "that shifts weights, an autoscaler. CloudFormation compares templates, not the account, so it either fails at "
                + "what is gone or says that there is nothing to do.",
            ko: "스택이 만든 것을 누군가 콘솔에서 바꾸거나 지웠거나, 블루/그린 배포의 가중치 전환이나 오토 스케일링 같은 다른 도구가 바꿨습니다. "
                + "CloudFormation은 계정이 아니라 템플릿을 비교하므로, 없어진 것에서 실패하거나 할 일이 없다고 합니다."),
        remedy: Words(
            "Put it back as the template says, or import what is there.", ko: "템플릿대로 되돌리거나, 있는 것을 스택으로 가져오십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-template-invalid",
                Words("the template is fine; what it speaks of is gone", ko: "템플릿은 정상이며, 가리키는 대상이 없어졌습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html"
        ],
        foresee: { _, facts in
            StackWords.rows(
                facts, .drift, fine: Words("what it made is as it was made", ko: "만든 그대로입니다")
            ) { stack in
                stack.drifted.map { item in
                    let isGone = item.value == "DELETED"
                    let type = stack.types[item.name].map { " (\($0))" } ?? ""
                    return Foresight(
                        .warn, StackWords.subject(stack.name),
                        isGone
                            ? Words(
                                "\(item.name)\(type) was deleted behind its back",
                                ko: "\(item.name)\(type) 리소스가 스택 밖에서 삭제되었습니다")
                            : Words(
                                "\(item.name)\(type) was changed behind its back",
                                ko: "\(item.name)\(type) 리소스가 스택 밖에서 변경되었습니다"),
                        fix: compare(stack.name),
                        evidence: [
                            Evidence(
                                source: "cloudformation:DescribeStackResourceDrifts", field: item.name,
                                text: item.value)
                        ])
                }
            }
        },
        recognisers: [
            .text([.stack], ["handlererrorcode: notfound"]) { reason, _ in
                let event = StackWords.event(reason)
                return Recognition(
                    Words("it is gone, and the stack does not know: ", ko: "스택 모르게 없어진 리소스입니다: ")
                        + StackWords.resource(reason),
                    fix: compare(event?.stack ?? "NAME"), confidence: .likely, subject: event?.resource ?? "")
            }
        ])

    private static func compare(_ stack: String) -> Words {
        let command =
            "aws cloudformation detect-stack-drift --stack-name \(stack) && aws cloudformation "
            + "describe-stack-resource-drifts --stack-name \(stack)"
        return Words("see what differs: \(command)", ko: "무엇이 다른지 확인하십시오: \(command)")
    }
}
