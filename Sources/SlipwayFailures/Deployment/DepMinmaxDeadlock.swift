import SlipwayDomain

extension FailureMode {
    static let depMinmaxDeadlock = FailureMode(
        "dep-minmax-deadlock", .deployment,
        title: Words("the percents leave no room to move", ko: "비율 설정 때문에 움직일 여지가 없음"),
        nature: .cannotHeal, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have waited for ever, with one line in its event list",
                ko: "ECS는 이벤트 한 줄만 남기고 끝없이 기다렸을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-1"],
        faults: [
            .plan(.percentStuck),
            .serviceSays(
                event: "was unable to stop or start tasks during a deployment because of the service "
                    + "deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
            ),
        ],
        explanation: Words(
            "The minimum, rounded up, forbids stopping a task; the maximum, rounded down, forbids starting one. The rollout "
                + "can never move: 100/150 of one task, 75/125 of two or three.",
            ko: "올림한 최솟값은 태스크 중지를 막고, 내림한 최댓값은 태스크 시작을 막습니다. 배포는 결코 움직이지 못합니다. 예: 태스크 1개에 100/150, "
                + "2개나 3개에 75/125."),
        remedy: Words(
            "Set the maximum to 200, or the minimum low enough that one task may stop.",
            ko: "최댓값을 200으로 하거나, 태스크 하나가 멈출 수 있을 만큼 최솟값을 낮추십시오."),
        lookAlikes: [
            LookAlike(
                "dep-task-protection-blocks",
                Words("no task is protected; the arithmetic forbids it", ko: "보호된 태스크는 없으며, 산술적으로 불가능합니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        ],
        foresee: { plan, facts in
            // What a DAEMON service needs has an entry of its own.
            if facts.service?.value?.scheduling == "DAEMON" { return [] }
            return [room(plan)]
        },
        recognisers: [
            .text([.event], ["because of the service deployment configuration"]) { _, scene in
                let settings = scene.workload.settings
                let count = settings?.desiredCount ?? 1
                return stuck(settings?.percent, count)
            },
            .rule { signals in silent(signals) },
        ])

    private static func stuck(_ percent: PercentBounds?, _ count: Int) -> Recognition {
        let maximum = percent.map { $0.isStuck(at: count) ? $0.maximumThatMoves(at: count) : 200 } ?? 200
        let bounds = percent.map {
            Words(
                " (\($0.minimum)/\($0.maximum) of \(count))", ko: " (\(count)개에 \($0.minimum)/\($0.maximum))")
        }
        return Recognition(
            Words(
                "the service's percents leave no room to stop or start a task",
                ko: "서비스의 비율 설정 때문에 태스크를 중지하거나 시작할 수 없습니다")
                + (bounds ?? .none),
            fix: Words(
                "in slipway.yml: deployment: { maximum: \(max(200, maximum)) }",
                ko: "slipway.yml에서: deployment: { maximum: \(max(200, maximum)) }"))
    }

    /// ECS says it only once in six hours: old tasks run, and of the new deployment nothing.
    private static func silent(_ signals: Signals) -> [Recognition] {
        guard let service = signals.observation.service, let primary = DeploymentWords.primary(signals.observation),
            let percent = service.percent ?? signals.workload.settings?.percent,
            percent.isStuck(at: service.desiredCount), primary.rolloutState != .completed,
            primary.runningCount == 0, primary.pendingCount == 0, primary.failedTasks == 0,
            service.runningCount >= service.desiredCount
        else { return [] }
        var found = stuck(percent, service.desiredCount)
        found.evidence = [
            Evidence(
                source: DeploymentWords.services, field: "deploymentConfiguration",
                text: "minimumHealthyPercent \(percent.minimum), maximumPercent \(percent.maximum), desiredCount "
                    + "\(service.desiredCount)")
        ]
        return [found]
    }

    /// The check P-DEP-1.
    private static func room(_ plan: ServicePlan) -> Foresight {
        let bounds = plan.deployment.percent
        let subject = Words(
            "percents \(bounds.minimum)/\(bounds.maximum) of \(plan.count)",
            ko: "\(plan.count)개의 비율 \(bounds.minimum)/\(bounds.maximum)")
        let (lower, upper) = (bounds.lower(of: plan.count), bounds.upper(of: plan.count))
        guard bounds.isStuck(at: plan.count) else {
            return Foresight(
                .ok, subject, Words("between \(lower) and \(upper) tasks", ko: "태스크 \(lower)개에서 \(upper)개 사이"))
        }
        let setting = "deployment: { maximum: \(bounds.maximumThatMoves(at: plan.count)) }"
        return Foresight(
            .fail, subject,
            Words(
                "of \(plan.count) tasks, at least \(lower) and at most \(upper) may run: none can be stopped and none started",
                ko: "태스크 \(plan.count)개 중 최소 \(lower)개, 최대 \(upper)개가 실행되어야 해서 중지할 수도 시작할 수도 없습니다"),
            fix: Words("in slipway.yml: \(setting)", ko: "slipway.yml에서: \(setting)"),
            evidence: [
                Evidence(
                    source: "manifest", field: "deployment",
                    text: "minimum \(bounds.minimum), maximum \(bounds.maximum)")
            ])
    }
}
