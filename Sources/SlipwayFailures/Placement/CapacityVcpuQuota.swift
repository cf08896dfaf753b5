import SlipwayDomain

extension FailureMode {
    static let capacityVcpuQuota = FailureMode(
        "capacity-vcpu-quota", .placement,
        title: Words("the account's Fargate vCPUs are used up", ko: "계정의 Fargate vCPU 한도를 모두 사용함"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-CAP-1"],
        faults: [
            .quotaUsedUp,
            .placementFails(
                event:
                    "was unable to place a task. Reason: You've reached the limit on the number of vCPUs "
                    + "you can run concurrently."),
        ],
        explanation: Words(
            "An account may run only so many Fargate vCPUs in a Region at a time, on demand and on Spot each; new accounts "
                + "begin with six. A rolling update runs old and new tasks together and may need twice what the service has.",
            ko: "계정이 한 리전에서 동시에 쓸 수 있는 Fargate vCPU 수는 온디맨드와 Spot 각각 제한되어 있으며, 새 계정은 6개로 시작합니다. "
                + "롤링 배포는 이전 태스크와 새 태스크를 함께 실행하므로 평소의 두 배가 필요할 수 있습니다."),
        remedy: Words(
            "Ask for a higher quota, or let the rollout use less room: a lower maximum percent, smaller tasks.",
            ko: "할당량 증가를 요청하거나, 최대 비율을 낮추거나 태스크를 작게 하여 배포에 필요한 여유를 줄이십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-fargate-unavailable",
                Words("it is the account's limit, not AWS's room", ko: "AWS의 여유가 아니라 계정의 한도 문제입니다")),
            LookAlike(
                "capacity-size-above-limit",
                Words("ECS would have spoken of the task's own size", ko: "그 경우 ECS는 태스크 자체의 크기를 언급합니다")),
        ],
        links: [
            PlacementWords.events,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        ],
        foresee: { plan, facts in
            FargateQuota.foresee(plan, facts, asksAll: true) { subject, outcome, evidence in
                switch outcome {
                case .fine(let free):
                    Foresight(
                        .ok, subject,
                        Words(
                            "\(FargateQuota.text(free)) vCPUs are free", ko: "vCPU \(FargateQuota.text(free))개가 남아 있습니다"
                        ),
                        evidence: evidence)
                case .short(let words): Foresight(.fail, subject, words, fix: FargateQuota.raise, evidence: evidence)
                case .slow(let words): Foresight(.warn, subject, words, fix: FargateQuota.raise, evidence: evidence)
                case .taskTooLarge: nil
                }
            }
        },
        recognisers: [
            .text(PlacementWords.places, ["limit on the number of vcpus you can run"]) { _, scene in
                let asked = scene.workload.taskDefinition?.cpu.map { FargateQuota.text(Double($0) / 1024) }
                return Recognition(
                    Words(
                        "the account runs as many Fargate vCPUs as it may\(asked.map { "; a task asks for \($0)" } ?? "")",
                        ko: "계정이 Fargate vCPU 한도를 모두 사용하고 있습니다\(asked.map { " (태스크 요구량: vCPU \($0)개)" } ?? "")"),
                    fix: FargateQuota.raise
                        + Words("; or a lower `cpu:` in slipway.yml", ko: ". 또는 slipway.yml에서 `cpu:` 값을 낮추십시오"))
            }
        ])
}
