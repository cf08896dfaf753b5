import SlipwayDomain

extension FailureMode {
    static let placeNoInstances = FailureMode(
        placing: "place-no-instances",
        title: Words("the cluster has no instances", ko: "클러스터에 인스턴스가 없음"),
        lack: "Reason: No Container Instances were found in your cluster.", shortage: .instances,
        explanation: Words(
            "The service asks for EC2 instances and its cluster or capacity provider has none. Often Fargate was meant; "
                + "else instances run but never registered: their ECS_CLUSTER is another, they have no role, or no way to ECS.",
            ko: "서비스는 EC2 인스턴스를 요구하지만 클러스터나 용량 공급자에 인스턴스가 없습니다. Fargate를 쓰려던 경우가 많습니다. 아니면 "
                + "인스턴스는 실행 중이지만 등록되지 않은 것입니다. ECS_CLUSTER 값이 다르거나, 역할이 없거나, ECS로 가는 경로가 없는 경우입니다."),
        remedy: Words(
            "Run the service on Fargate, or let instances register: user data, instance role, route to ECS.",
            ko: "서비스를 Fargate에서 실행하거나, 사용자 데이터, 인스턴스 역할, ECS로 가는 경로를 고쳐 인스턴스가 등록되게 하십시오."),
        lookAlikes: [
            LookAlike(
                "place-agent-disconnected",
                Words("ECS would have named an instance", ko: "그 경우 ECS는 인스턴스를 지목합니다")),
            LookAlike(
                "capacity-provider-cannot-scale",
                Words("tasks would wait in PROVISIONING", ko: "그 경우 태스크는 PROVISIONING 상태로 기다립니다")),
        ],
        foreseenFix: Words(
            "use Fargate, or start instances with ECS_CLUSTER in their user data",
            ko: "Fargate를 쓰거나, 사용자 데이터에 ECS_CLUSTER를 넣어 인스턴스를 시작하십시오"),
        recognisers: [
            .text(
                PlacementWords.places,
                ["no container instances were found", "no active instances", "empty capacity provider"]
            ) { reason, scene in
                let place =
                    reason.has("capacity provider")
                    ? Words("the capacity provider", ko: "용량 공급자") : Words("the cluster", ko: "클러스터")
                let cluster = scene.workload.service?.cluster ?? "CLUSTER"
                return Recognition(
                    place + Words(" has no instances to run tasks on", ko: "에 태스크를 실행할 인스턴스가 없습니다"),
                    fix: Words(
                        "use Fargate, or let instances register: aws ecs list-container-instances --cluster \(cluster) "
                            + "shows which have",
                        ko: "Fargate를 쓰거나 인스턴스가 등록되게 하십시오. 등록된 인스턴스 확인: aws ecs list-container-instances "
                            + "--cluster \(cluster)"))
            }
        ])
}
