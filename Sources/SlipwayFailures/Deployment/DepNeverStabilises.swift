import SlipwayDomain

extension FailureMode {
    static let depNeverStabilises = FailureMode(
        "dep-never-stabilises", .deployment,
        title: Words("nothing will end this deployment", ko: "이 배포를 끝낼 것이 없음"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would never have given up, a stack after about 3 h",
                ko: "ECS는 결코 포기하지 않았을 것이고, 스택은 약 3시간 뒤 포기했을 것입니다")),
        reproduction: .container, recipes: ["P-DEP-2"], faults: [.answersChecks(status: 500)],
        explanation: Words(
            "The circuit breaker is off and tasks fail: ECS goes on starting new ones, and the deployment stays in progress. "
                + "The cause is the tasks' own; this is only why nobody stops it.",
            ko: "서킷 브레이커가 꺼져 있는데 태스크가 실패합니다. ECS는 새 태스크를 계속 시작하고 배포는 진행 중으로 남습니다. 원인은 태스크에 있으며, 이것은 "
                + "아무도 멈추지 않는 이유일 뿐입니다."),
        remedy: Words(
            "Enable the circuit breaker with rollback; it costs nothing where releases work.",
            ko: "롤백을 포함해 서킷 브레이커를 켜십시오. 릴리스가 정상이면 아무 비용이 없습니다."),
        lookAlikes: [
            LookAlike(
                "lb-deregistration-slow",
                Words(
                    "tasks of the new release fail; it is not only old ones that drain",
                    ko: "이전 태스크의 드레이닝만이 아니라 새 릴리스의 태스크가 실패합니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"
        ],
        foresee: { plan, facts in [breaker(plan, facts)].compactMap(\.self) },
        recognisers: [.rule { signals in stuck(signals) }])

    /// A deployment in progress for longer than this with failing tasks is not merely slow.
    private static let patience = Duration.seconds(600)

    private static func stuck(_ signals: Signals) -> [Recognition] {
        let observation = signals.observation
        guard let primary = DeploymentWords.primary(observation), primary.rolloutState == .inProgress,
            let created = primary.createdAt, DeploymentWords.breakerIsOff(signals)
        else { return [] }
        let since = created.duration(to: observation.takenAt)
        let failed = DeploymentWords.failed(signals)
        guard since > patience, failed.count >= 2 else { return [] }
        return [
            Recognition(
                Words(
                    "the deployment has been in progress for \(since.words), \(failed.count) of its tasks have stopped, and the "
                        + "circuit breaker is off",
                    ko: "배포가 \(since.koreanWords) 동안 진행 중이고 태스크 \(failed.count)개가 중지되었는데, 서킷 브레이커가 꺼져 있습니다"),
                fix: DeploymentWords.stop(
                    observation.serviceDeployment?.arn ?? observation.service?.currentServiceDeployment),
                evidence: [
                    Evidence(
                        source: DeploymentWords.services, field: "deployments[\(primary.id)].rolloutState",
                        text: "IN_PROGRESS since \(since.words)"),
                    Evidence(
                        source: DeploymentWords.services,
                        field: "deploymentConfiguration.deploymentCircuitBreaker.enable", text: "false"),
                ], tasks: failed.map(\.arn))
        ]
    }

    /// The check P-DEP-2: the second net under a release, for when whoever deploys is cut off.
    private static func breaker(_ plan: ServicePlan, _ facts: Facts) -> Foresight? {
        let subject = Words("circuit breaker", ko: "서킷 브레이커")
        let off = Foresight(
            .warn, subject,
            Words(
                "it is off: where slipway is cut off in the middle, nothing ends a failing deployment",
                ko: "꺼져 있습니다. slipway가 도중에 끊기면 실패하는 배포를 끝낼 것이 없습니다"),
            fix: DeploymentWords.enableBreaker,
            evidence: [
                Evidence(
                    source: DeploymentWords.services, field: "deploymentConfiguration.deploymentCircuitBreaker",
                    text: "enable: false")
            ])
        func judge(_ settings: CircuitBreakerSettings?) -> Foresight {
            guard let settings, settings.enable else { return off }
            guard !settings.rollback else {
                return Foresight(.ok, subject, Words("on, with rollback", ko: "켜져 있으며 롤백합니다"))
            }
            return Foresight(
                .warn, subject,
                Words(
                    "it ends a failing deployment but does not roll back: the service may be left without tasks",
                    ko: "실패하는 배포를 끝내지만 롤백하지 않아서 서비스에 태스크가 남지 않을 수 있습니다"),
                fix: DeploymentWords.enableBreaker,
                evidence: [
                    Evidence(
                        source: DeploymentWords.services, field: "deploymentConfiguration.deploymentCircuitBreaker",
                        text: "rollback: false")
                ])
        }
        if let own = plan.deployment.circuitBreaker { return judge(own) }
        return facts.service?.foresight(subject, missing: off) { judge($0.settings.circuitBreaker) }
    }
}
