import SlipwayDomain

extension FailureMode {
    static let depWaiterTimeout = FailureMode(
        "dep-waiter-timeout", .deployment,
        title: Words("whoever waited gave up waiting", ko: "기다리던 쪽이 대기를 포기함"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(
            Words("the usual waiter gives up after 10 min; ECS goes on", ko: "일반적인 대기는 10분 뒤 포기하고, ECS는 계속 진행합니다")),
        reproduction: .modelled, recipes: ["P-LB-3", "P-LB-7"],
        faults: [
            .call(
                "ecs:DescribeServices", refusedWith: "WaiterError",
                message: "Waiter ServicesStable failed: Max attempts exceeded")
        ],
        explanation: Words(
            "A tool asked 40 times, once every 15 s, whether the service is stable, and stopped asking. The deployment may "
                + "be slow and fine, for a delay of 300 s in each batch say, or fail for a reason that its tasks know.",
            ko: "도구가 서비스의 안정 여부를 15초마다 40번 묻고 그만두었습니다. 배치마다 300초씩 드레이닝하는 식으로 느릴 뿐 정상일 수도 있고, "
                + "태스크에 이유가 있는 실패일 수도 있습니다."),
        remedy: Words(
            "See whether tasks fail. Where none does, shorten the delays or wait longer.",
            ko: "실패하는 태스크가 있는지 확인하십시오. 없다면 지연을 줄이거나 더 오래 기다리십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-service-did-not-stabilise",
                Words("a tool waited, not a stack", ko: "스택이 아니라 도구가 기다렸습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/cli/latest/reference/ecs/wait/services-stable.html"
        ],
        foresee: { plan, facts in tooLong(plan, facts) },
        recognisers: [
            .text(
                [.call, .stack],
                [
                    "max attempts exceeded", "not in the state servicesstable", "\"state\":\"timeout\"",
                    "state\": \"timeout",
                ]
            ) { _, _ in
                Recognition(
                    Words(
                        "the waiter gave up; that says nothing of the deployment, which goes on",
                        ko: "대기가 포기되었을 뿐이며, 계속 진행 중인 배포의 상태와는 무관합니다"),
                    fix: Words(
                        "see what goes on: slipway status, or slipway watch to wait on",
                        ko: "진행 상황을 확인하십시오: slipway status. 이어서 기다리려면: slipway watch"),
                    confidence: .likely)
            }
        ])

    /// What the waiters of AWS's own tools allow.
    private static let waiter = Duration.seconds(600)

    /// The check P-LB-3, as far as the length goes.
    private static func tooLong(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard facts.targetGroup?.value != nil || facts.service?.value != nil,
            case .takes(let length)? = LengthForecast.of(plan, facts)
        else { return [] }
        let subject = Words("length of the deployment", ko: "배포 소요 시간")
        let forecast = LengthForecast.takes(length).headline
        if length.least <= plan.deployment.budget, length.most <= waiter {
            return [Foresight(.ok, subject, forecast)]
        }
        let best = length.shorter.first
        return [
            Foresight(
                .warn, subject,
                forecast
                    + (length.least > plan.deployment.budget
                        ? Words(
                            "; the budget is \(plan.deployment.budget.words)",
                            ko: ". 예산은 \(plan.deployment.budget.koreanWords)")
                        : Words(
                            "; up to \(length.most.words), and the waiters of AWS's tools give up after 10 min",
                            ko: ". 최대 \(length.most.koreanWords)이며, AWS 도구의 대기는 10분 뒤 포기합니다")),
                fix: best?.how
                    ?? Words(
                        "in slipway.yml: deployment: { budget: \(Self.rounded(length.most).compact) }",
                        ko: "slipway.yml에서: deployment: { budget: \(Self.rounded(length.most).compact) }"),
                evidence: [
                    Evidence(
                        source: "manifest", field: "deployment.budget", text: plan.deployment.budget.compact)
                ])
        ]
    }

    /// Up to whole minutes.
    private static func rounded(_ duration: Duration) -> Duration {
        .seconds((duration.wholeSeconds + 59) / 60 * 60)
    }
}
