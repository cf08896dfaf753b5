import SlipwayDomain

extension FailureMode {
    static let placeInsufficientCpu = FailureMode(
        placing: "place-insufficient-cpu",
        title: Words("no instance has enough CPU left", ko: "CPU가 충분히 남은 인스턴스가 없음"),
        lack: "has insufficient CPU units available.", shortage: .cpu,
        explanation: Words(
            "A task on EC2 reserves its CPU units on one instance, and no instance of the cluster has that many left. A "
                + "rolling update wants room for old and new tasks at once; or the task is larger than any instance, or what "
                + "is free lies scattered over many.",
            ko: "EC2의 태스크는 한 인스턴스에서 CPU 단위를 예약하는데, 그만큼 남은 인스턴스가 클러스터에 없습니다. 롤링 배포에는 이전 "
                + "태스크와 새 태스크가 함께 들어갈 자리가 필요합니다. 태스크가 어떤 인스턴스보다 크거나, 남은 단위가 여러 인스턴스에 흩어져 "
                + "있을 수도 있습니다."),
        remedy: Words(
            "Add an instance, reserve less CPU, or lower the minimum healthy percent so that old tasks may stop first.",
            ko: "인스턴스를 추가하거나, CPU 예약을 줄이거나, 최소 정상 비율을 낮춰 이전 태스크가 먼저 중지되게 하십시오."),
        lookAlikes: [
            LookAlike(
                "place-insufficient-memory",
                Words("the closest instance lacks CPU, not memory", ko: "가장 가까운 인스턴스에 부족한 것은 메모리가 아니라 CPU입니다")),
            LookAlike(
                "capacity-vcpu-quota",
                Words(
                    "ECS names an instance; a quota of Fargate has none",
                    ko: "ECS가 인스턴스를 지목합니다. Fargate 할당량에는 인스턴스가 없습니다")),
        ],
        foreseenFix: Words(
            "in slipway.yml: a lower `cpu:`, or deployment: { minimum: 50 }; or add an instance",
            ko: "slipway.yml에서: `cpu:` 값을 낮추거나 deployment: { minimum: 50 }. 또는 인스턴스를 추가하십시오"),
        recognisers: [
            .text(PlacementWords.places, ["insufficient cpu units available", "resource:cpu"]) { reason, scene in
                Recognition(
                    Words("no instance of the cluster has enough CPU left", ko: "클러스터에 CPU가 충분히 남은 인스턴스가 없습니다")
                        + PlacementWords.asked(scene) { "\($0.cpu) CPU units" } + PlacementWords.closest(reason),
                    fix: Words(
                        "add an instance, or lower `cpu:` in slipway.yml",
                        ko: "인스턴스를 추가하거나 slipway.yml에서 `cpu:` 값을 낮추십시오") + PlacementWords.look(reason, scene))
            }
        ])
}
