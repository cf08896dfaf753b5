import SlipwayDomain

extension FailureMode {
    static let capacityProvisioningLimit = FailureMode(
        "capacity-provisioning-limit", .placement,
        title: Words("too many tasks wait for an instance", ko: "인스턴스를 기다리는 태스크가 너무 많음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-CAP-3"],
        faults: [
            .placementFails(
                event:
                    "was unable to place tasks in your cluster because the tasks provisioning capacity "
                    + "limit was exceeded.")
        ],
        explanation: Words(
            "Tasks of a capacity provider wait in PROVISIONING until its group has an instance for them, and a cluster lets "
                + "500 wait. So many wait only where the group does not grow.",
            ko: "용량 공급자의 태스크는 그룹에 인스턴스가 생길 때까지 PROVISIONING 상태로 기다리며, 한 클러스터에서 500개까지 기다릴 수 "
                + "있습니다. 이렇게 많이 쌓이는 것은 그룹이 늘어나지 않기 때문입니다."),
        remedy: Words(
            "Find out why the Auto Scaling group does not grow: its activities say so. Else spread services over clusters.",
            ko: "Auto Scaling 그룹이 늘어나지 않는 이유를 그룹의 활동 기록에서 확인하십시오. 아니면 서비스를 여러 클러스터로 나누십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-provider-cannot-scale",
                Words(
                    "so many tasks wait that ECS takes no more; why the group does not grow is told by its activities",
                    ko: "대기 태스크가 너무 많아 ECS가 더 받지 않는 것입니다. 그룹이 늘어나지 않는 이유는 활동 기록에 있습니다"))
        ],
        links: [PlacementWords.events],
        recognisers: [
            .text(
                PlacementWords.places, ["provisioning capacity limit was exceeded"],
                cause: Words(
                    "500 tasks of the cluster wait for an instance, and no more may",
                    ko: "클러스터에서 인스턴스를 기다리는 태스크가 한도인 500개에 도달했습니다"),
                fix: Words(
                    "see why the group does not grow: aws autoscaling describe-scaling-activities "
                        + "--auto-scaling-group-name GROUP",
                    ko: "그룹이 늘어나지 않는 이유를 확인하십시오: aws autoscaling describe-scaling-activities "
                        + "--auto-scaling-group-name GROUP"))
        ])
}
