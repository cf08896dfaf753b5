import SlipwayDomain

extension FailureMode {
    static let netEniProvisionTimeout = FailureMode(
        "net-eni-provision-timeout", .network,
        title: Words("the task got no network interface in time", ko: "네트워크 인터페이스 준비 시간 초과"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-5"],
        faults: [.taskStops(reason: "Timeout waiting for network interface provisioning to complete.")],
        explanation: Words(
            "ECS makes a network interface for each task and waits about three minutes for it. It did not come: EC2 throttled, "
                + "too many tasks began at once, the agent of an instance is offline, or AWS had a slow moment in the region.",
            ko: "ECS는 태스크마다 네트워크 인터페이스를 만들고 약 3분간 기다립니다. EC2 스로틀링, 동시에 시작된 많은 태스크, 인스턴스 에이전트 오프라인, 리전의 일시적 지연 등으로 준비되지 "
                + "않았습니다."),
        remedy: Words(
            "Try again, with fewer tasks at a time; see AWS Health where it goes on.",
            ko: "한 번에 시작하는 태스크 수를 줄여 다시 시도하고, 계속되면 AWS Health를 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "net-subnet-ip-exhausted",
                Words("EC2 would have said that the subnet has no free address", ko: "그 경우 EC2가 서브넷에 남은 주소가 없다고 알립니다")),
            LookAlike(
                "place-eni-limit",
                Words("an instance was found; its interface did not come", ko: "인스턴스는 배정되었고 인터페이스가 준비되지 않았습니다")),
        ],
        links: [TemplateWords.guide("failed-to-start-error")],
        recognisers: [
            .text(
                [.reason, .event, .stack],
                [
                    "network interface provision", "timed out waiting for amazon ecs agent",
                    "attempting to create network interface",
                ]
            ) { reason, scene in
                guard !SubnetRoom.isAbout(reason) else { return nil }
                let stuck = scene.task?.task.attachments?.first { $0.type == "ElasticNetworkInterface" }?.status
                let evidence = stuck.map {
                    Evidence(
                        source: "ecs:DescribeTasks", field: "attachments[ElasticNetworkInterface].status", text: $0)
                }
                let isAgent = reason.has("ecs agent")
                return Recognition(
                    isAgent
                        ? Words(
                            "the agent of a new instance did not come up in time", ko: "새 인스턴스의 ECS 에이전트가 제때 시작되지 않았습니다"
                        )
                        : Words(
                            "the task's network interface did not come in time", ko: "태스크의 네트워크 인터페이스가 제때 준비되지 않았습니다"),
                    fix: Words(
                        "try again; aws ec2 describe-subnets --query "
                            + "'Subnets[].[SubnetId,AvailableIpAddressCount]' shows whether there is room",
                        ko: "다시 시도하십시오. 남은 주소 확인: aws ec2 describe-subnets --query "
                            + "'Subnets[].[SubnetId,AvailableIpAddressCount]'"),
                    subject: isAgent ? "agent" : "interface", evidence: [evidence].compactMap(\.self))
            }
        ])
}
