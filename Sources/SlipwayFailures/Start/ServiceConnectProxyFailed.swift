import SlipwayDomain

extension FailureMode {
    static let serviceConnectProxyFailed = FailureMode(
        "service-connect-proxy-failed", .start,
        title: Words("the Service Connect proxy failed", ko: "Service Connect 프록시가 실패함"), nature: .application,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [.sidecarExits(container: "ecs-service-connect-a1b2c", code: 1)], specificity: .narrow,
        explanation: Words(
            "Service Connect puts a proxy into every task, and the task stands and falls with it. Likely the task's CPU and "
                + "memory leave it too little, its certificates cannot be fetched (infrastructure role), a port's protocol "
                + "changed, or there is no way to ECS's management endpoint.",
            ko: "Service Connect는 태스크마다 프록시를 넣으며, 프록시가 실패하면 태스크도 실패합니다. 태스크의 CPU와 메모리가 부족하거나, "
                + "인증서를 받을 수 없거나(인프라 역할), 포트의 프로토콜이 바뀌었거나, ECS 관리 엔드포인트로 가는 경로가 없는 경우로 보입니다."),
        remedy: Words(
            "Give the task about 256 CPU units and 64 MiB more, and turn the proxy's log on.",
            ko: "태스크에 CPU 약 256단위와 메모리 약 64 MiB를 더 주고 프록시 로그를 켜십시오."),
        lookAlikes: [
            LookAlike(
                "hc-container-unhealthy",
                Words(
                    "it is the proxy's check that failed, not the application's", ko: "애플리케이션이 아니라 프록시의 상태 확인이 실패했습니다")),
            LookAlike(
                "app-sidecar-took-task-down",
                Words("the container that failed is ECS's own proxy", ko: "실패한 컨테이너는 ECS가 넣은 프록시입니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html"],
        recognisers: [
            .exit { exit, scene in
                guard let own = Sidecars.culprit(exit, scene, Sidecars.isProxy) else { return nil }
                return Recognition(
                    Words(
                        "the Service Connect proxy ended with exit code \(own.code)",
                        ko: "Service Connect 프록시가 종료되었습니다(종료 코드 \(own.code))") + own.after,
                    fix: fix, confidence: .likely, subject: String(own.code), evidence: own.evidence)
            },
            .health { health, scene in
                guard health.checker == .container, let task = scene.task?.task,
                    let proxy = task.containers.first(where: { Sidecars.isProxy($0.name) && $0.health == "UNHEALTHY" })
                else { return nil }
                return Recognition(
                    Words(
                        "the Service Connect proxy fails its own check", ko: "Service Connect 프록시가 자체 상태 확인에 실패하고 있습니다"),
                    fix: fix, confidence: .likely, subject: "unhealthy",
                    evidence: [
                        Evidence(
                            source: "ecs:DescribeTasks", field: "containers[\(proxy.name)].healthStatus",
                            text: "UNHEALTHY")
                    ])
            },
        ])

    private static let fix = Words(
        "in slipway.yml: a larger `cpu:` and `memory:` (the proxy takes about 256 units and 64 MiB), and logConfiguration in "
            + "serviceConnectConfiguration to read why",
        ko: "slipway.yml에서 `cpu:`와 `memory:` 값을 늘리고(프록시가 약 256단위와 64 MiB를 씁니다), 원인을 읽을 수 있게 "
            + "serviceConnectConfiguration에 logConfiguration을 넣으십시오")
}
