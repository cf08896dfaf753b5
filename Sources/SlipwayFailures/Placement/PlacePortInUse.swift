import SlipwayDomain

extension FailureMode {
    static let placePortInUse = FailureMode(
        placing: "place-port-in-use",
        title: Words("the host's port is taken on every instance", ko: "모든 인스턴스에서 호스트 포트가 사용 중"),
        lack: "is already using a port required by your task.", shortage: .port,
        explanation: Words(
            "The task asks for a fixed port of its host, and only one task an instance can have it. With as many tasks as "
                + "instances and a minimum of 100 % no new task ever finds a free one, because the old tasks hold it.",
            ko: "태스크가 고정된 호스트 포트를 요구하며, 이 포트는 인스턴스마다 태스크 하나만 쓸 수 있습니다. 태스크 수가 인스턴스 수와 같고 "
                + "최소 정상 비율이 100%이면 이전 태스크가 포트를 쥐고 있어 새 태스크는 빈 인스턴스를 찾지 못합니다."),
        remedy: Words(
            "Let the agent choose the port (hostPort 0), give tasks their own address (awsvpc), or let old tasks stop first.",
            ko: "에이전트가 포트를 고르게 하거나(hostPort 0), 태스크에 자체 주소를 주거나(awsvpc), 이전 태스크가 먼저 중지되게 하십시오."),
        lookAlikes: [
            LookAlike(
                "dep-minmax-deadlock",
                Words(
                    "ECS would have spoken of the deployment configuration, not of a port",
                    ko: "그 경우 ECS는 포트가 아니라 배포 구성(deployment configuration)을 언급합니다"))
        ],
        foreseenFix: Words(
            "hostPort 0 or networkMode awsvpc in the task definition; or in slipway.yml: deployment: { minimum: 50, "
                + "maximum: 100 }",
            ko: "태스크 정의에서 hostPort 0 또는 networkMode awsvpc를 쓰거나, slipway.yml에서: deployment: { minimum: 50, "
                + "maximum: 100 }"),
        recognisers: [
            .text(
                PlacementWords.places,
                ["already using a port required", "resource:ports", "port is already allocated"]
            ) { reason, scene in
                let named = reason.value(after: "Bind for 0.0.0.0:", until: [" "])
                let needed = scene.workload.taskDefinition.map { TaskNeeds($0).ports.map(String.init) } ?? []
                let port = named ?? (needed.isEmpty ? nil : needed.joined(separator: ", "))
                return Recognition(
                    Words(
                        "the host's port \(port ?? "that the task asks for") is taken on every instance that would do",
                        ko: "조건에 맞는 모든 인스턴스에서 \(port.map { "호스트 포트 \($0)번이" } ?? "태스크가 요구하는 호스트 포트가") 이미 사용 중입니다")
                        + PlacementWords.closest(reason),
                    fix: Words(
                        "in the task definition: hostPort 0 or networkMode awsvpc; or in slipway.yml: deployment: { "
                            + "minimum: 50, maximum: 100 }",
                        ko: "태스크 정의에서 hostPort 0 또는 networkMode awsvpc를 쓰거나, slipway.yml에서: deployment: { "
                            + "minimum: 50, maximum: 100 }"), subject: named ?? "")
            }
        ])
}
