import SlipwayDomain

extension FailureMode {
    static let depBreakerBlindCrashLoop = FailureMode(
        "dep-breaker-blind-crash-loop", .deployment,
        title: Words("ECS does not count the crashes", ko: "ECS가 비정상 종료를 세지 않음"),
        nature: .verdict, sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container,
        recipes: ["P-DEP-2"],
        faults: [.exits(code: 1, saying: ["starting", "cannot go on"])],
        explanation: Words(
            "A task that runs and then ends counts as a failure where a check finds it unhealthy. Without a load balancer and "
                + "without a check inside the container nothing may do so: many reported that ECS starts the next one, for "
                + "ever, and failedTasks stays 0, though some have seen such crashes counted.",
            ko: "실행된 뒤 끝난 태스크는 상태 확인이 비정상으로 판정할 때 실패로 집계됩니다. 로드 밸런서도 컨테이너 상태 확인도 없으면 판정할 것이 없을 수 "
                + "있습니다. ECS가 다음 태스크를 끝없이 시작하고 failedTasks는 0으로 남았다는 보고가 많으며, 집계되었다는 보고도 있습니다."),
        remedy: Words(
            "Add a health check inside the container. Until then end such a rollout yourself: stop the deployment with "
                + "rollback.",
            ko: "컨테이너 상태 확인을 추가하십시오. 그때까지는 배포를 직접 롤백으로 중지해야 합니다."),
        lookAlikes: [
            LookAlike(
                "dep-never-stabilises",
                Words("the breaker may be on; it only does not count these", ko: "서킷 브레이커가 켜져 있어도 이런 종료는 세지 않습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
            "https://github.com/aws/containers-roadmap/issues/1206",
        ],
        foresee: { plan, facts in
            let subject = Words("what ECS sees of a crash", ko: "ECS가 감지하는 비정상 종료")
            guard !HealthSignalCheck.isThere(plan, facts) else {
                return [
                    Foresight(
                        .ok, subject, Words("a health check tells ECS", ko: "상태 확인이 ECS에 알려 줍니다"))
                ]
            }
            return [
                Foresight(
                    .warn, subject,
                    Words(
                        "there is neither a load balancer nor a check inside the container: ECS is likely not to count a task "
                            + "that starts and then crashes",
                        ko: "로드 밸런서도 컨테이너 상태 확인도 없어서, 시작한 뒤 비정상 종료하는 태스크를 ECS가 실패로 세지 않을 가능성이 큽니다"),
                    fix: Words(
                        "in slipway.yml: health: { command: [CMD-SHELL, \"test -f /tmp/ready\"] } (what tells that it works)",
                        ko: "slipway.yml에서: health: { command: [CMD-SHELL, \"test -f /tmp/ready\"] } (정상임을 알려 주는 명령)"),
                    evidence: [Evidence(source: "manifest", field: "health.command", text: "none")])
            ]
        },
        recognisers: [.rule { signals in uncounted(signals) }])

    /// Two tasks of the new deployment that ran and crashed within three minutes, and ECS has counted none.
    private static func uncounted(_ signals: Signals) -> [Recognition] {
        let observation = signals.observation
        guard let primary = DeploymentWords.primary(observation), primary.failedTasks == 0,
            primary.rolloutState != .completed
        else { return [] }
        let crashed = DeploymentWords.failed(signals).filter { task in
            let isRecent = task.stoppedAt.map { $0.duration(to: observation.takenAt) <= .seconds(180) } ?? true
            let hasRun = task.startedAt != nil || task.stopCode == "EssentialContainerExited"
            return hasRun && isRecent && task.containers.contains { ($0.exitCode ?? 0) != 0 }
        }
        guard crashed.count >= 2 else { return [] }
        return [
            Recognition(
                Words(
                    "\(crashed.count) tasks ran and crashed, and ECS counts none of them: no circuit breaker will end this",
                    ko: "태스크 \(crashed.count)개가 실행 후 비정상 종료했지만 ECS는 하나도 세지 않았습니다. 서킷 브레이커가 끝내 주지 않습니다"),
                fix: DeploymentWords.stop(
                    observation.serviceDeployment?.arn ?? observation.service?.currentServiceDeployment),
                confidence: .likely,
                evidence: [
                    Evidence(
                        source: DeploymentWords.services, field: "deployments[\(primary.id)].failedTasks", text: "0")
                ], tasks: crashed.map(\.arn))
        ]
    }
}
