import SlipwayDomain

extension FailureMode {
    static let capacitySpotInterrupted = FailureMode(
        "capacity-spot-interrupted", .placement,
        title: Words("AWS took the Spot capacity back", ko: "AWS가 Spot 용량을 회수함"), nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words("ECS would have started the task again elsewhere", ko: "ECS가 다른 곳에서 태스크를 다시 시작했을 것입니다")),
        reproduction: .modelled, recipes: ["P-CAP-3"],
        faults: [.runningTaskStops(reason: "Your Spot Task was interrupted.", code: "SpotInterruption")],
        specificity: .narrow,
        explanation: Words(
            "Spot capacity is lent. AWS wants it back now and then, tells the task by SIGTERM about two minutes before, and "
                + "the exit code 137 or 143 that follows says nothing about memory or a crash.",
            ko: "Spot 용량은 빌려 쓰는 것입니다. AWS는 때때로 이를 회수하며, 약 2분 전에 SIGTERM으로 태스크에 알립니다. 뒤따르는 종료 "
                + "코드 137이나 143은 메모리나 비정상 종료를 뜻하지 않습니다."),
        remedy: Words(
            "End in order on SIGTERM within the stop time-out (at most 120 s), and keep a base of the tasks on FARGATE.",
            ko: "SIGTERM을 받으면 중지 제한 시간(최대 120초) 안에 정상 종료하게 하고, 태스크 일부를 FARGATE 기본(base)으로 두십시오."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed",
                Words("the kill followed the notice; no memory was short", ko: "회수 통지에 따른 종료이며 메모리 부족이 아닙니다")),
            LookAlike(
                "app-exit-137-not-oom",
                Words("ECS says who ended it: the Spot market", ko: "ECS가 종료 주체를 Spot으로 밝히고 있습니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
        ],
        foresee: { _, facts in
            let shares = facts.service?.value?.settings.capacityProviders ?? []
            guard shares.contains(where: { $0.provider == "FARGATE_SPOT" }) else { return [] }
            let subject = Words("capacity provider strategy", ko: "용량 공급자 전략")
            let others = shares.filter { $0.provider != "FARGATE_SPOT" && ($0.base > 0 || $0.weight > 0) }
            let text = shares.map { "\($0.provider) base \($0.base) weight \($0.weight)" }.joined(separator: ", ")
            let evidence = [
                Evidence(source: "ecs:DescribeServices", field: "capacityProviderStrategy", text: text)
            ]
            guard others.isEmpty else {
                return [
                    Foresight(
                        .ok, subject, Words("not all tasks are on Spot", ko: "모든 태스크가 Spot에 있지는 않습니다"),
                        evidence: evidence)
                ]
            }
            return [
                Foresight(
                    .warn, subject,
                    Words(
                        "every task runs on Spot: AWS may take all of them back at once",
                        ko: "모든 태스크가 Spot에서 실행됩니다. AWS가 한꺼번에 회수할 수 있습니다"),
                    fix: keepBase, evidence: evidence)
            ]
        },
        recognisers: [
            .text(
                [.reason, .event], ["spot task was interrupted", "spotinterruption"],
                cause: Words("AWS took the task's Spot capacity back", ko: "AWS가 태스크의 Spot 용량을 회수했습니다"), fix: keepBase)
        ])

    private static let keepBase = Words(
        "keep a base on FARGATE: aws ecs update-service … --capacity-provider-strategy "
            + "capacityProvider=FARGATE,base=1,weight=1 capacityProvider=FARGATE_SPOT,weight=1",
        ko: "일부를 FARGATE에 두십시오: aws ecs update-service … --capacity-provider-strategy "
            + "capacityProvider=FARGATE,base=1,weight=1 capacityProvider=FARGATE_SPOT,weight=1")
}
