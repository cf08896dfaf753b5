import SlipwayDomain

extension FailureMode {
    static let apiThrottled = FailureMode(
        "api-throttled", .placement, title: Words("AWS answers no more calls for now", ko: "AWS가 호출을 일시적으로 제한함"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words("AWS would have gone on by itself once there were fewer calls", ko: "호출이 줄면 AWS가 스스로 계속했을 것입니다")),
        reproduction: .modelled,
        faults: [
            .throttled(percent: 50),
            .serviceSays(event: "operations are being throttled. Will try again later."),
        ],
        specificity: .broad,
        explanation: Words(
            "More calls are made in the account than AWS answers in a second: many services that deploy at once, or "
                + "programs that ask without pauses. ECS itself is held up where its calls to the load balancer or Cloud Map "
                + "are. It passes.",
            ko: "계정에서 AWS가 초당 받아 주는 것보다 많은 호출이 발생하고 있습니다. 여러 서비스가 동시에 배포되거나, 프로그램이 쉬지 않고 "
                + "조회하는 경우입니다. 로드 밸런서나 Cloud Map 호출이 제한되면 ECS 자체도 지연됩니다. 시간이 지나면 해소됩니다."),
        remedy: Words(
            "Deploy services one after the other, and let programs that poll wait longer between calls.",
            ko: "서비스를 차례로 배포하고, 조회 프로그램의 호출 간격을 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "task-launch-throttled",
                Words(
                    "ECS speaks of calls; it does not pause because tasks failed",
                    ko: "ECS가 호출 제한을 말하는 것이며, 태스크 실패로 쉬는 것이 아닙니다")),
            LookAlike(
                "image-rate-limited",
                Words("AWS's own API refuses, not a registry", ko: "레지스트리가 아니라 AWS API가 제한합니다")),
        ],
        links: [
            PlacementWords.events,
            "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html",
        ],
        recognisers: [
            .text(
                PlacementWords.places,
                [
                    "operations are being throttled", "operation_throttled", "rate exceeded", "throttlingexception",
                    "requestlimitexceeded",
                ]
            ) { reason, scene in
                let operation = scene.place == .call && reason.source.contains(":") ? reason.source : nil
                return Recognition(
                    Words(
                        "more calls are made than AWS answers in a second\(operation.map { " (\($0))" } ?? "")",
                        ko: "AWS가 초당 처리하는 것보다 많은 호출이 발생하고 있습니다\(operation.map { " (\($0))" } ?? "")"),
                    fix: Words(
                        "wait; deploy fewer services at once",
                        ko: "기다리거나, 동시에 배포하는 서비스 수를 줄이십시오"), subject: operation ?? "")
            }
        ])
}
