import SlipwayDomain

extension FailureMode {
    static let depCircuitBreakerTriggered = FailureMode(
        "dep-circuit-breaker-triggered", .deployment,
        title: Words("ECS's circuit breaker fired", ko: "ECS 서킷 브레이커가 작동함"),
        nature: .verdict, breaker: .countsStart,
        givesUp: .other(
            Words(
                "ECS gives up after its threshold of failed tasks (3 for up to 6 wanted ones): about 3 min for tasks that fail "
                    + "at once, 8 min were measured for unhealthy targets",
                ko: "ECS는 실패한 태스크가 임계값(원하는 태스크가 6개 이하면 3개)에 이르면 포기합니다. 바로 실패하는 태스크라면 약 3분, 비정상 대상은 "
                    + "8분이 측정되었습니다")),
        reproduction: .modelled,
        faults: [
            .exits(code: 1),
            .deploymentEnds(
                reason: "Service deployment rolled back because the circuit breaker threshold was exceeded."),
        ],
        explanation: Words(
            "So many tasks failed in a row that ECS ended the deployment. The breaker only counts; its text says failed to "
                + "start even where tasks ran and were unhealthy. The tasks know the cause.",
            ko: "태스크가 연달아 실패해 ECS가 배포를 끝냈습니다. 서킷 브레이커는 세기만 하며, 태스크가 실행되었다가 비정상이 된 경우에도 시작 실패라고 "
                + "표시합니다. 원인은 태스크에 있습니다."),
        remedy: Words(
            "Look at the stopped tasks of the failed deployment: startedBy is its id.",
            ko: "실패한 배포의 중지된 태스크를 살펴보십시오. startedBy가 그 배포의 ID입니다."),
        lookAlikes: [
            LookAlike(
                "dep-alarm-triggered",
                Words("no alarm is spoken of: failed tasks were counted", ko: "경보에 대한 언급이 없으며, 실패한 태스크를 센 결과입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html",
        ],
        recognisers: [
            .text([.event, .stack, .call], ["circuit breaker", "deployment failed: tasks failed to start"]) {
                reason, scene in fired(0, ServiceName(scene.workload, reason))
            },
            .deployment { deployment in
                let count = deployment.circuitBreaker?.failureCount ?? 0
                guard
                    deployment.circuitBreaker?.status == .triggered
                        || DeploymentWords.reason(deployment).has("circuit breaker")
                else { return nil }
                var found = fired(count, ServiceName(arn: deployment.arn))
                found.evidence = DeploymentWords.evidence(deployment, "deploymentCircuitBreaker")
                return found
            },
            .rule { signals in
                (signals.observation.service?.deployments ?? []).filter { deployment in
                    deployment.rolloutStateReason?.lowercased().contains("circuit breaker") ?? false
                }.prefix(1).map { deployment in
                    var found = fired(deployment.failedTasks, ServiceName(signals))
                    found.evidence = [
                        Evidence(
                            source: DeploymentWords.services, field: "deployments[\(deployment.id)].rolloutStateReason",
                            text: deployment.rolloutStateReason ?? "")
                    ]
                    return found
                }
            },
        ])

    private static func fired(_ count: Int, _ name: ServiceName) -> Recognition {
        let after = count > 0 ? Words(" after \(count) failed tasks", ko: " (실패한 태스크 \(count)개)") : .none
        return Recognition(
            Words("ECS's circuit breaker ended the deployment", ko: "ECS 서킷 브레이커가 배포를 끝냈습니다") + after,
            fix: Words(
                "see why its tasks failed: \(name.diagnose)",
                ko: "태스크가 실패한 이유를 확인하십시오: \(name.diagnose)"))
    }
}
