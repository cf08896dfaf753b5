import SlipwayDomain

extension FailureMode {
    static let hcContainerStartPeriodShort = FailureMode(
        "hc-container-start-period-short", .health,
        title: Words("the check's start period is shorter than the start", ko: "상태 확인 시작 기간이 부팅보다 짧음"),
        nature: .application, breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-3"],
        faults: [.plan(.startPeriodTooShort)], specificity: .narrow,
        explanation: Words(
            "The container's check counts failures before the application is up, and the task is stopped at the same age "
                + "each time: the start period and all retries. The start period is off unless somebody sets it.",
            ko: "애플리케이션이 준비되기 전부터 컨테이너 상태 확인의 실패를 세므로, 태스크가 매번 같은 시점(시작 기간과 모든 재시도가 끝난 때)에 중지됩니다. "
                + "시작 기간은 설정하지 않으면 꺼져 있습니다."),
        remedy: Words(
            "Raise the start period above what a start takes, to at most 300 s.",
            ko: "시작 기간을 부팅 시간보다 길게, 최대 300초까지 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "hc-container-unhealthy",
                Words(
                    "the task died exactly when its patience ended, still booting",
                    ko: "부팅 중에, 정확히 허용 시간이 끝난 시점에 중지되었습니다")),
            LookAlike(
                "hc-elb-grace-too-short",
                Words("it is the container's own check, not the load balancer's", ko: "로드 밸런서가 아니라 컨테이너의 상태 확인입니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html", HealthWords.containerChecks,
        ],
        foresee: { plan, facts in
            guard plan.health.command != nil, let boot = facts.usualBoot else { return [] }
            let start = min(plan.health.grace, .seconds(300))
            let patience = start + max(plan.health.interval, .seconds(5)) * max(1, plan.health.unhealthy)
            let subject = Words("start period \(start.words)", ko: "시작 기간 \(start.koreanWords)")
            guard boot > patience else {
                return [
                    Foresight(
                        .ok, subject,
                        Words("the application takes \(boot.words) to start", ko: "애플리케이션 부팅 시간: \(boot.koreanWords)"))
                ]
            }
            return [
                Foresight(
                    .fail, subject,
                    Words(
                        "the application takes \(boot.words) to start, and its check would give up after \(patience.words)",
                        ko: "애플리케이션 부팅 시간은 \(boot.koreanWords)인데 상태 확인은 \(patience.koreanWords) 뒤에 실패로 판정합니다"),
                    fix: grace(boot))
            ]
        },
        recognisers: [
            .health { health, scene in
                guard case .container = health.checker, health.isStopping, let task = scene.task,
                    let age = age(task.task),
                    let container = task.essentialFirst.first(where: { $0.health == "UNHEALTHY" })
                        ?? task.essentialFirst.first,
                    let definition = task.definition(of: container.name), !definition.healthCommand.isEmpty
                else { return nil }
                let start = definition.healthStartPeriod ?? .zero
                let patience = start + (definition.healthInterval ?? .seconds(30)) * (definition.healthRetries ?? 3)
                guard abs((age - patience).wholeSeconds) <= 10 else { return nil }
                let boot = scene.workload.usualBoot
                let isBooting = !task.lines(of: container.name).isEmpty && !HealthWords.saidItIsReady(task)
                guard boot.map({ $0 > patience }) ?? (isBooting && start < .seconds(30)) else { return nil }
                let knows =
                    boot.map { Words("it usually takes \($0.words)", ko: "평소 부팅 시간은 \($0.koreanWords)입니다") }
                    ?? Words("it had not said that it was ready", ko: "준비되었다는 로그가 없었습니다")
                return Recognition(
                    Words(
                        "\(container.name) was given up \(age.words) after its start, before it was up: ",
                        ko: "\(container.name) 컨테이너는 시작한 지 \(age.koreanWords) 만에, 준비되기 전에 중지되었습니다: ") + knows,
                    fix: grace(boot), confidence: .likely, subject: container.name, family: health.family,
                    evidence: HealthWords.lastLines(scene))
            }
        ])

    private static func grace(_ boot: Duration?) -> Words {
        let line = "health: { grace: \(HealthWords.wanted(boot)) }"
        return Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)")
    }

    private static func age(_ task: TaskObservation) -> Duration? {
        guard let started = task.startedAt else { return nil }
        return (task.stoppingAt ?? task.executionStoppedAt ?? task.stoppedAt).map { started.duration(to: $0) }
    }
}
