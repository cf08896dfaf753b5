import SlipwayDomain

extension FailureMode {
    static let hcElbGraceTooShort = FailureMode(
        "hc-elb-grace-too-short", .health,
        title: Words("the grace period is shorter than the start", ko: "유예 시간이 부팅보다 짧음"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-3"],
        faults: [.plan(.graceTooShort)], specificity: .narrow,
        explanation: Words(
            "ECS begins to believe the load balancer before the application is up, and stops a task that only needed more "
                + "time. The grace period is 0 unless somebody sets it. It holds back container checks as well, so a very "
                + "long one hides real failures.",
            ko: "애플리케이션이 준비되기 전부터 ECS가 로드 밸런서의 판단을 따르기 시작해, 시간이 더 필요했을 뿐인 태스크를 중지합니다. 유예 시간은 설정하지 "
                + "않으면 0입니다. 유예 시간은 컨테이너 상태 확인도 미루므로 지나치게 길면 실제 실패를 가립니다."),
        remedy: Words(
            "Set the grace period to about twice what a start takes at its slowest.",
            ko: "유예 시간을 가장 느린 부팅 시간의 두 배 정도로 설정하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-connection-refused",
                Words("the application had not yet said that it is up", ko: "애플리케이션이 아직 준비되었다고 알리지 않았습니다")),
            LookAlike(
                "hc-elb-timeout",
                Words("the application had not yet said that it is up", ko: "애플리케이션이 아직 준비되었다고 알리지 않았습니다")),
        ],
        links: [
            HealthWords.targetGroups,
            "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        ],
        foresee: grace,
        recognisers: [
            .health { health, scene in
                guard case .loadBalancer(let name) = health.checker, health.isStopping,
                    let task = scene.task,
                    let settings = scene.workload.settings,
                    task.culprit.map({ [0, 137, 143].contains($0.exitCode ?? 0) }) ?? true,
                    !HealthWords.saidItIsReady(task)
                else { return nil }
                let group = scene.workload.targetGroup(name)
                guard group.flatMap(HealthWords.protocolMismatch) == nil else { return nil }
                let grace = settings.gracePeriod ?? .zero
                let check = group?.health ?? TargetGroupHealth()
                let patience = grace + check.interval * check.unhealthy
                let boot = scene.workload.usualBoot
                // Where nobody knows how long a start takes, it is the check's answer that makes it likely.
                let hasNoAnswer = health.isRefused || health.isTimeout
                guard hasNoAnswer || health.words == nil, isYoung(task, patience),
                    boot.map({ $0 > patience }) ?? (hasNoAnswer && grace < .seconds(30))
                else { return nil }
                let knows =
                    boot.map { Words("it usually takes \($0.words)", ko: "평소 부팅 시간은 \($0.koreanWords)입니다") }
                    ?? Words("it had not said that it was ready", ko: "준비되었다는 로그가 없었습니다")
                let line = "health: { grace: \(HealthWords.wanted(boot)) }"
                return HealthWords.found(
                    health, scene,
                    Words(
                        "the task was stopped before the application was up: the grace period is \(grace.words), and ",
                        ko: "애플리케이션이 준비되기 전에 태스크가 중지되었습니다. 유예 시간은 \(grace.koreanWords)이고, ") + knows,
                    fix: Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)"), confidence: .likely)
            }
        ])

    /// Whether the task was stopped about when the patience ended: one that ran for hours was up.
    private static func isYoung(_ task: TaskSignals, _ patience: Duration) -> Bool {
        task.ranFor.map { $0 <= patience + .seconds(120) } ?? true
    }

    /// P-LB-3: whether the application is given the time that it usually takes.
    private static func grace(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard plan.health.path != nil, plan.targetGroup != nil else { return [] }
        let subject = Words("grace period \(plan.health.grace.words)", ko: "유예 시간 \(plan.health.grace.koreanWords)")
        let patience = plan.health.grace + plan.health.interval * max(1, plan.health.unhealthy)
        guard let boot = facts.usualBoot else {
            guard plan.health.grace < .seconds(10) else { return [] }
            return [
                Foresight(
                    .warn, subject,
                    Words(
                        "an application that takes longer than \(patience.words) to start is stopped",
                        ko: "부팅에 \(patience.koreanWords)보다 오래 걸리는 애플리케이션은 중지됩니다"),
                    fix: Words("in slipway.yml: health: { grace: 30s }", ko: "slipway.yml에서: health: { grace: 30s }"))
            ]
        }
        guard boot > patience else {
            return [
                Foresight(
                    .ok, subject,
                    Words("the application takes \(boot.words) to start", ko: "애플리케이션 부팅 시간: \(boot.koreanWords)"))
            ]
        }
        let line = "health: { grace: \(HealthWords.wanted(boot)) }"
        return [
            Foresight(
                .fail, subject,
                Words(
                    "the application takes \(boot.words) to start, and would be stopped after \(patience.words)",
                    ko: "애플리케이션 부팅 시간은 \(boot.koreanWords)인데 \(patience.koreanWords) 뒤에 중지됩니다"),
                fix: Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)"))
        ]
    }
}
