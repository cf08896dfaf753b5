import SlipwayDomain

extension FailureMode {
    static let lbStopTimeoutKillsRequests = FailureMode(
        "lb-stop-timeout-kills-requests", .loadBalancer,
        title: Words("old tasks are killed while they work", ko: "이전 태스크가 작업 중에 강제 종료됨"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(Words("ECS would not have told anyone", ko: "ECS는 아무에게도 알리지 않았을 것입니다")),
        reproduction: .container, recipes: ["P-TD-10", "P-LB-7"], faults: [.ignoresTermination],
        explanation: Words(
            "A container that has not ended stopTimeout after SIGTERM is killed, with whatever it is doing. Either the "
                + "work in hand takes longer, or SIGTERM never reaches the program: a shell as process 1 does not pass it on.",
            ko: "SIGTERM 후 stopTimeout 안에 끝나지 않은 컨테이너는 하던 일과 함께 강제 종료됩니다. 진행 중인 작업이 더 오래 걸리거나, "
                + "1번 프로세스인 셸이 SIGTERM을 프로그램에 전달하지 않는 경우입니다."),
        remedy: Words(
            "End the work in hand at SIGTERM, start the program with exec, and give it the time it needs: up to 120 s on "
                + "Fargate. Long jobs take task protection.",
            ko: "SIGTERM을 받으면 하던 일을 마무리하고, 프로그램을 exec로 시작하며, 필요한 시간(Fargate에서는 최대 120초)을 주십시오. "
                + "오래 걸리는 작업에는 태스크 보호를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed",
                Words(
                    "it was being stopped in the ordinary way; memory had no part in it",
                    ko: "평범하게 중지되던 중이었으며 메모리와는 무관합니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
        ],
        foresee: { plan, facts in tooShort(plan, facts) },
        recognisers: [.rule { signals in killed(signals) }])

    /// Tasks that ECS stopped in its ordinary work and that had to be killed at the end of their time.
    private static func killed(_ signals: Signals) -> [Recognition] {
        let observation = signals.observation
        var found: [Recognition] = []
        for task in observation.tasks {
            let own = TaskSignals(task, logs: [], in: observation, of: signals.workload)
            // Elsewhere it is no request that is lost: app-exit-137-not-oom tells it.
            let isServed = !task.targets.isEmpty || signals.workload.settings?.loadBalancers.isEmpty == false
            guard isServed, own.isOrdinaryStop, let begun = task.stoppingAt,
                let ended = task.executionStoppedAt ?? task.stoppedAt,
                let container = task.containers.first(where: {
                    $0.exitCode == 137 && !($0.reason ?? "").contains("OutOfMemory")
                })
            else { continue }
            let limit = own.definition(of: container.name)?.stopTimeout ?? .seconds(30)
            let took = begun.duration(to: ended)
            guard took >= limit - .seconds(2) else { continue }
            found.append(
                Recognition(
                    Words(
                        "\(container.name) had not ended \(limit.words) after SIGTERM and was killed",
                        ko: "\(container.name) 컨테이너가 SIGTERM 후 \(limit.koreanWords) 안에 끝나지 않아 강제 종료되었습니다"),
                    fix: Words(
                        "end at SIGTERM (start with exec, or set initProcessEnabled), or in slipway.yml: stopTimeout: 120s",
                        ko: "SIGTERM을 받으면 끝나게 하십시오(exec로 시작하거나 initProcessEnabled 설정). 아니면 slipway.yml에서: "
                            + "stopTimeout: 120s"),
                    confidence: .likely, subject: container.name,
                    evidence: [
                        Evidence(
                            source: "ecs:DescribeTasks", field: "containers[\(container.name)].exitCode", text: "137"),
                        Evidence(
                            source: "ecs:DescribeTasks", field: "stoppingAt … stoppedAt", text: took.words),
                    ], tasks: [task.arn], isWarning: true))
        }
        return found
    }

    /// From SIGTERM to SIGKILL on Fargate at most.
    private static let limit = Duration.seconds(120)

    private static func tooShort(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let subject = Words("stop time-out", ko: "중지 제한 시간(stopTimeout)")
        let definition = facts.definition
        let longest = definition?.containers.compactMap(\.stopTimeout).max() ?? plan.stopTimeout
        if longest > limit, definition?.compatibilities.contains("EC2") != true {
            return [
                Foresight(
                    .fail, subject,
                    Words(
                        "\(longest.words) are more than Fargate allows (\(limit.words))",
                        ko: "stopTimeout 값(\(longest.koreanWords))이 Fargate의 한도(\(limit.koreanWords))보다 깁니다"),
                    fix: Words("in slipway.yml: stopTimeout: 120s", ko: "slipway.yml에서: stopTimeout: 120s"),
                    evidence: [Evidence(source: "manifest", field: "stopTimeout", text: longest.compact)])
            ]
        }
        guard let group = LoadBalancerWords.group(plan, facts), let slow = group.responseTime99,
            let delay = group.deregistrationDelay
        else { return [] }
        if slow <= delay + longest {
            return [
                Foresight(
                    .ok, subject,
                    Words(
                        "requests have \(delay.words), and \(longest.words) more after SIGTERM",
                        ko: "요청에는 \(delay.koreanWords), SIGTERM 이후 \(longest.koreanWords)의 시간이 있습니다"))
            ]
        }
        return [
            Foresight(
                .warn, subject,
                Words(
                    "one request of 100 lasts longer than \(slow.words), and the container is killed \(longest.words) after "
                        + "SIGTERM",
                    ko:
                        "요청 100개 중 1개는 \(slow.koreanWords)보다 오래 걸리는데, 컨테이너는 SIGTERM 후 \(longest.koreanWords) 만에 강제 종료됩니다"
                ),
                fix: Words("in slipway.yml: stopTimeout: 120s", ko: "slipway.yml에서: stopTimeout: 120s"),
                evidence: [Evidence(source: "manifest", field: "stopTimeout", text: longest.compact)])
        ]
    }
}
