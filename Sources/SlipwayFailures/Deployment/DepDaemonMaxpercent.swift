import SlipwayDomain

extension FailureMode {
    static let depDaemonMaxpercent = FailureMode(
        "dep-daemon-maxpercent", .deployment,
        title: Words("a DAEMON service cannot start a second task", ko: "DAEMON 서비스는 태스크를 하나 더 시작할 수 없음"),
        nature: .cannotHeal, sureness: .reported, breaker: .blind,
        givesUp: .other(
            Words(
                "AWS would likely have refused the percents, or ECS would have waited for ever",
                ko: "AWS가 비율을 거부했거나 ECS가 끝없이 기다렸을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-1"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message: "The maximumPercent value must be 100 for services using the DAEMON scheduling strategy")
        ],
        specificity: .narrow,
        explanation: Words(
            "A DAEMON service runs one task on each instance, so no second one starts beside it: the maximum is 100. With "
                + "a minimum above 0 on a single instance nothing may stop either.",
            ko: "DAEMON 서비스는 인스턴스마다 태스크를 하나씩 실행하므로 두 번째 태스크는 시작되지 않고, 최댓값은 100입니다. 인스턴스가 하나인데 최솟값이 "
                + "0보다 크면 중지할 수도 없습니다."),
        remedy: Words("Set the maximum to 100 and the minimum to 0.", ko: "최댓값을 100, 최솟값을 0으로 하십시오."),
        lookAlikes: [
            LookAlike(
                "dep-minmax-deadlock",
                Words("the scheduling strategy is DAEMON", ko: "스케줄링 전략이 DAEMON입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html"
        ],
        foresee: { plan, facts in
            guard facts.service?.value?.scheduling == "DAEMON" else { return [] }
            let bounds = plan.deployment.percent
            let subject = Words(
                "percents \(bounds.minimum)/\(bounds.maximum) of a DAEMON",
                ko: "DAEMON의 비율 \(bounds.minimum)/\(bounds.maximum)")
            let alone = facts.instances?.value.map { $0.count == 1 } ?? false
            if bounds.maximum == 100, bounds.minimum == 0 || !alone {
                return [Foresight(.ok, subject, Words("one task after the other", ko: "태스크를 하나씩 교체합니다"))]
            }
            return [
                Foresight(
                    bounds.maximum == 100 ? .warn : .fail, subject,
                    bounds.maximum == 100
                        ? Words(
                            "the cluster has one instance, and its task may not stop: nothing can move",
                            ko: "클러스터에 인스턴스가 하나인데 그 태스크를 중지할 수 없어 아무것도 움직이지 못합니다")
                        : Words(
                            "a DAEMON service likely takes no maximum but 100",
                            ko: "DAEMON 서비스의 최댓값은 100만 허용되는 것으로 알려져 있습니다"),
                    fix: percents,
                    evidence: [
                        Evidence(source: DeploymentWords.services, field: "schedulingStrategy", text: "DAEMON")
                    ])
            ]
        },
        recognisers: [
            .text([.call, .stack], ["daemon"]) { reason, _ in
                guard reason.hasAny("scheduling strategy", "maximumpercent", "maximum percent") else { return nil }
                return Recognition(
                    Words(
                        "a DAEMON service does not take these percents", ko: "DAEMON 서비스에 쓸 수 없는 비율입니다"),
                    fix: percents, confidence: .likely)
            }
        ])

    private static let percents = Words(
        "in slipway.yml: deployment: { minimum: 0, maximum: 100 }",
        ko: "slipway.yml에서: deployment: { minimum: 0, maximum: 100 }")
}
