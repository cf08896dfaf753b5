import SlipwayDomain

extension FailureMode {
    static let placeEniLimit = FailureMode(
        placing: "place-eni-limit",
        title: Words("no instance has a network interface left", ko: "네트워크 인터페이스가 남은 인스턴스가 없음"),
        lack: "encountered error \"RESOURCE:ENI\".", shortage: .interface,
        explanation: Words(
            "In awsvpc mode every task takes a network interface of its instance, and a type of instance has only a few. "
                + "Trunking raises the number, but only for instances that registered after it was switched on.",
            ko: "awsvpc 모드에서는 태스크마다 인스턴스의 네트워크 인터페이스를 하나씩 쓰는데, 인스턴스 유형마다 그 수가 적습니다. ENI "
                + "트렁킹을 켜면 늘어나지만 켠 뒤에 등록된 인스턴스에만 적용됩니다."),
        remedy: Words(
            "Switch awsvpcTrunking on and replace the instances, or use a larger type or more instances.",
            ko: "awsvpcTrunking을 켜고 인스턴스를 교체하거나, 더 큰 유형 또는 더 많은 인스턴스를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "net-subnet-ip-exhausted",
                Words(
                    "it is the instance that has no interface left, not the subnet no address",
                    ko: "서브넷의 주소가 아니라 인스턴스의 인터페이스가 부족합니다"))
        ],
        foreseenFix: Words(
            "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled, then replace the instances",
            ko: "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled 실행 후 인스턴스를 교체하십시오"),
        recognisers: [
            .text(PlacementWords.places, ["resource:eni"]) { reason, scene in
                Recognition(
                    Words(
                        "no instance of the cluster has a network interface left for another task",
                        ko: "클러스터에 다른 태스크가 쓸 네트워크 인터페이스가 남은 인스턴스가 없습니다") + PlacementWords.closest(reason),
                    fix: Words(
                        "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled and replace the "
                            + "instances, or add one",
                        ko: "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled 실행 후 인스턴스를 "
                            + "교체하거나, 인스턴스를 추가하십시오")
                        + PlacementWords.look(reason, scene, at: "attributes[?name==`ecs.awsvpc-trunk-id`]"))
            }
        ])
}
