import SlipwayDomain

extension FailureMode {
    static let placeInsufficientMemory = FailureMode(
        placing: "place-insufficient-memory",
        title: Words("no instance has enough memory left", ko: "메모리가 충분히 남은 인스턴스가 없음"),
        lack: "has insufficient memory available.", shortage: .memory,
        explanation: Words(
            "A task on EC2 reserves its memory on one instance, and no instance of the cluster has that much left. An "
                + "instance registers less than its type has, because the system and ECS_RESERVED_MEMORY take their part. A "
                + "rolling update wants room for old and new tasks at once.",
            ko: "EC2의 태스크는 한 인스턴스에서 메모리를 예약하는데, 그만큼 남은 인스턴스가 클러스터에 없습니다. 운영 체제와 "
                + "ECS_RESERVED_MEMORY 몫이 빠지므로 인스턴스가 등록하는 메모리는 인스턴스 유형의 값보다 작습니다. 롤링 배포에는 이전 태스크와 "
                + "새 태스크가 함께 들어갈 자리가 필요합니다."),
        remedy: Words(
            "Add an instance, reserve less memory, or lower the minimum healthy percent so that old tasks may stop first.",
            ko: "인스턴스를 추가하거나, 메모리 예약을 줄이거나, 최소 정상 비율을 낮춰 이전 태스크가 먼저 중지되게 하십시오."),
        lookAlikes: [
            LookAlike(
                "place-insufficient-cpu",
                Words("the closest instance lacks memory, not CPU", ko: "가장 가까운 인스턴스에 부족한 것은 CPU가 아니라 메모리입니다")),
            LookAlike(
                "app-oom-killed",
                Words("no task was started that could use memory up", ko: "메모리를 다 쓸 태스크가 시작되지도 않았습니다")),
        ],
        foreseenFix: Words(
            "in slipway.yml: a lower `memory:`, or deployment: { minimum: 50 }; or add an instance",
            ko: "slipway.yml에서: `memory:` 값을 낮추거나 deployment: { minimum: 50 }. 또는 인스턴스를 추가하십시오"),
        recognisers: [
            .text(PlacementWords.places, ["insufficient memory available", "resource:memory"]) { reason, scene in
                Recognition(
                    Words("no instance of the cluster has enough memory left", ko: "클러스터에 메모리가 충분히 남은 인스턴스가 없습니다")
                        + PlacementWords.asked(scene) { "\($0.memory) MiB" } + PlacementWords.closest(reason),
                    fix: Words(
                        "add an instance, or lower `memory:` in slipway.yml",
                        ko: "인스턴스를 추가하거나 slipway.yml에서 `memory:` 값을 낮추십시오") + PlacementWords.look(reason, scene))
            }
        ])
}
