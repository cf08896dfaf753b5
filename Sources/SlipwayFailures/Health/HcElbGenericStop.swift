import SlipwayDomain

extension FailureMode {
    static let hcElbGenericStop = FailureMode(
        "hc-elb-generic-stop", .health,
        title: Words("the load balancer's health check fails", ko: "로드 밸런서 상태 확인 실패"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2", "P-LB-3"],
        faults: [
            .runningTaskStops(
                reason: "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:"
                    + "111122223333:targetgroup/web/0123456789abcdef)", code: "ServiceSchedulerInitiated")
        ], specificity: .fallback,
        explanation: Words(
            "ECS stopped the task because its target was unhealthy. Why it was is shown only while the target is "
                + "registered, and that moment has passed. With several target groups, one unhealthy target is enough.",
            ko: "대상이 비정상이어서 ECS가 태스크를 중지했습니다. 그 이유는 대상이 등록되어 있는 동안에만 볼 수 있는데 이미 지나갔습니다. 대상 그룹이 여럿이면 "
                + "하나만 비정상이어도 중지됩니다."),
        remedy: Words(
            "Start the image alone and ask it for the health path; watch the targets during the next deployment.",
            ko: "이미지만 따로 실행해 상태 확인 경로를 요청해 보고, 다음 배포 때 대상 상태를 지켜보십시오."),
        lookAlikes: [
            LookAlike("hc-elb-404", Words("no status code was seen", ko: "상태 코드를 보지 못했습니다")),
            LookAlike("hc-elb-timeout", Words("no time-out was seen", ko: "시간 초과를 보지 못했습니다")),
            LookAlike(
                "hc-elb-connection-refused",
                Words("nothing says that no answer came", ko: "응답이 없었다는 기록이 없습니다")),
        ],
        links: [HealthWords.events, HealthWords.targetGroups],
        recognisers: [
            .health { health, scene in
                guard case .loadBalancer = health.checker else { return nil }
                return tell(health, scene)
            },
            .text([.reason, .event, .stack], ["task failed elb health checks in"]) { reason, scene in
                let group = reason.value(after: "(target-group ", until: [")", " "])
                return tell(
                    HealthSignals(
                        checker: .loadBalancer(targetGroup: group), code: nil, words: nil, isStopping: true), scene)
            },
        ])

    private static func tell(_ health: HealthSignals, _ scene: Scene) -> Recognition {
        let group = HealthWords.group(health)
        let path = HealthWords.check(health, scene)?.health.path ?? "/PATH"
        let port = HealthWords.port(health, scene).map(String.init) ?? "PORT"
        let command = "docker run -p \(port):\(port) IMAGE, curl -i http://localhost:\(port)\(path)"
        return HealthWords.found(
            health, scene,
            HealthWords.request(health, scene) + Words(" fails", ko: " 실패")
                + (group.isEmpty ? .none : Words(" in target group \(group)", ko: " (대상 그룹 \(group))"))
                + Words("; ECS does not say how", ko: ". ECS는 어떻게 실패했는지 알려 주지 않습니다"),
            fix: Words("try it: \(command)", ko: "직접 실행해 보십시오: \(command)"), confidence: .likely)
    }
}
