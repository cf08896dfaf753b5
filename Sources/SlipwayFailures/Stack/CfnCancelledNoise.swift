import SlipwayDomain

extension FailureMode {
    static let cfnCancelledNoise = FailureMode(
        "cfn-cancelled-noise", .stack,
        title: Words("only consequences of another failure are shown", ko: "다른 실패의 결과만 보임"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(Words("the stack would have rolled back", ko: "스택이 롤백되었을 것입니다")), reproduction: .modelled,
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ECS::Service", reason: "Resource creation cancelled")
        ],
        specificity: .fallback,
        explanation: Words(
            "Once one resource fails, CloudFormation cancels all others and lists them. None of these events is the cause: "
                + "that is the first failed event in time with a reason of its own, often in a nested stack.",
            ko: "리소스 하나가 실패하면 CloudFormation은 나머지를 모두 취소하고 목록에 올립니다. 이 이벤트들은 원인이 아닙니다. 원인은 시간상 처음으로 "
                + "자체 이유를 가지고 실패한 이벤트이며, 중첩 스택에 있는 경우가 많습니다."),
        remedy: Words(
            "Look for the first failed event, in nested stacks as well.", ko: "중첩 스택까지 포함해 처음 실패한 이벤트를 찾으십시오."),
        links: StackWords.links,
        recognisers: [
            .text(
                [.stack],
                [
                    "resource creation cancelled", "resource update cancelled", "resource deletion cancelled",
                    "the following resource(s) failed", "rollback requested by user",
                ]
            ) { reason, _ in
                let stack = StackWords.event(reason)?.stack
                return Recognition(
                    Words(
                        "these events follow from another failure, which is not among them",
                        ko: "이 이벤트들은 다른 실패의 결과이며, 원인은 여기에 없습니다"),
                    fix: Words(
                        "find the first failure, in nested stacks too: \(StackWords.events(stack))",
                        ko: "중첩 스택까지 포함해 처음 실패한 이벤트를 찾으십시오: \(StackWords.events(stack))"),
                    confidence: .possible)
            }
        ])
}
