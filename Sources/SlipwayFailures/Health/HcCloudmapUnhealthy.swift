import SlipwayDomain

extension FailureMode {
    static let hcCloudmapUnhealthy = FailureMode(
        "hc-cloudmap-unhealthy", .health,
        title: Words("an instance is unhealthy in Cloud Map", ko: "Cloud Map 인스턴스가 비정상"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [.serviceSays(event: "SERVICE_DISCOVERY_INSTANCE_UNHEALTHY")],
        explanation: Words(
            "The service registers its tasks with Cloud Map, and one of them is not healthy there. ECS reports to Cloud Map "
                + "what the container's own check says, so that check fails; or the registry was taken away.",
            ko: "서비스가 태스크를 Cloud Map에 등록하는데 그중 하나가 비정상입니다. ECS는 컨테이너 상태 확인 결과를 Cloud Map에 알리므로 그 상태 확인이 "
                + "실패하고 있거나, 레지스트리가 삭제된 것입니다."),
        remedy: Words(
            "Mend the container's own health check, and see that the Cloud Map service is still there.",
            ko: "컨테이너 상태 확인을 고치고 Cloud Map 서비스가 남아 있는지 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-container-unhealthy", Words("ECS speaks of service discovery", ko: "ECS가 서비스 검색을 언급합니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html"],
        recognisers: [
            .text([.reason, .event, .stack], ["service_discovery_instance_unhealthy"]) { _, scene in
                let registry = scene.workload.settings?.registries.first?.registryARN
                let id = registry.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "SERVICE_ID"
                let command = "aws servicediscovery get-instances-health-status --service-id \(id)"
                return Recognition(
                    Words(
                        "an instance of the service is unhealthy in Cloud Map", ko: "서비스의 인스턴스 하나가 Cloud Map에서 비정상입니다"),
                    fix: Words(
                        "see which: \(command); then mend the container's own health check",
                        ko: "어느 것인지 확인하십시오: \(command). 그다음 컨테이너 상태 확인을 고치십시오"))
            }
        ])
}
