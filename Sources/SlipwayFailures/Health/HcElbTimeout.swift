import SlipwayDomain

extension FailureMode {
    static let hcElbTimeout = FailureMode(
        "hc-elb-timeout", .health,
        title: Words("the health check gets no answer in time", ko: "상태 확인 응답 시간 초과"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-NET-4", "P-LB-2"],
        faults: [.network(.loadBalancerCannotReach), .answersChecksTooLate],
        explanation: Words(
            "The connection hangs, or the answer takes longer than the check waits: the tasks' security group does not let "
                + "the load balancer in on the container's port, a network ACL is in the way, the application starves at "
                + "its CPU share, or it waits for something itself.",
            ko: "연결이 맺어지지 않거나 응답이 상태 확인의 제한 시간보다 오래 걸립니다. 태스크의 보안 그룹이 컨테이너 포트에 대한 로드 밸런서의 접근을 "
                + "허용하지 않거나, 네트워크 ACL이 막거나, 애플리케이션의 CPU가 부족하거나, 애플리케이션 자신이 무언가를 기다리는 경우입니다."),
        remedy: Words(
            "Let the load balancer's security group in on the container's port; if it is, give more CPU or a longer time-out.",
            ko: "컨테이너 포트에 로드 밸런서 보안 그룹의 접근을 허용하십시오. 이미 허용되어 있다면 CPU를 늘리거나 제한 시간을 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-connection-refused",
                Words("a closed port would have refused at once", ko: "닫힌 포트라면 바로 거부했을 것입니다")),
            LookAlike("hc-elb-5xx", Words("no answer came at all", ko: "응답이 전혀 오지 않았습니다")),
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        foresee: BalancerReach.foresee,
        recognisers: [
            .health { health, scene in
                guard case .loadBalancer = health.checker, health.isTimeout else { return nil }
                let wait = HealthWords.check(health, scene).map {
                    Words(" within \($0.health.timeout.words)", ko: " (제한 시간 \($0.health.timeout.koreanWords))")
                }
                let port =
                    scene.task?.task.targets.compactMap(\.port).first
                    ?? scene.workload.settings?.loadBalancers.first?.port
                let command =
                    "aws ec2 authorize-security-group-ingress --group-id TASK_GROUP --protocol tcp --port "
                    + (port.map(String.init) ?? "PORT") + " --source-group LOAD_BALANCER_GROUP"
                return HealthWords.found(
                    health, scene,
                    HealthWords.request(health, scene) + Words(" is not answered", ko: " 응답이 없습니다") + (wait ?? .none),
                    fix: Words(
                        "let the load balancer in: \(command); if it is, raise `cpu:` or health: { timeout: … } in "
                            + "slipway.yml",
                        ko:
                            "로드 밸런서의 접근을 허용하십시오: \(command). 이미 허용되어 있다면 slipway.yml에서 `cpu:` 또는 health: { timeout: … } "
                            + "값을 늘리십시오"))
            }
        ])
}
