import SlipwayDomain

extension FailureMode {
    /// The kind of quota that came before the one on vCPUs: what foresees that one foresees this one.
    static let capacityTaskQuota = FailureMode(
        "capacity-task-quota", .placement,
        title: Words("the account's number of tasks is used up", ko: "계정의 동시 실행 태스크 수 한도를 모두 사용함"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-CAP-1"],
        faults: [
            .placementFails(
                event:
                    "was unable to place a task. Reason: You've reached the limit on the number of tasks "
                    + "you can run concurrently")
        ],
        explanation: Words(
            "The account may run only so many tasks in a Region at a time, and a rolling update runs old and new ones "
                + "together.",
            ko: "계정이 한 리전에서 동시에 실행할 수 있는 태스크 수는 제한되어 있으며, 롤링 배포는 이전 태스크와 새 태스크를 함께 실행합니다."),
        remedy: Words(
            "Stop tasks that nobody needs, ask for a higher quota, or lower the maximum percent.",
            ko: "필요 없는 태스크를 중지하거나, 할당량 증가를 요청하거나, 최대 비율을 낮추십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-vcpu-quota",
                Words("ECS counts tasks here, not vCPUs", ko: "여기서 ECS가 세는 것은 vCPU가 아니라 태스크 수입니다")),
            LookAlike(
                "svc-desired-count-quota",
                Words(
                    "the call itself would have been refused; here tasks are not placed",
                    ko: "그 경우 호출 자체가 거부됩니다. 여기서는 태스크가 배치되지 않았습니다")),
        ],
        links: [
            PlacementWords.events,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",
        ],
        recognisers: [
            .text(
                PlacementWords.places, ["limit on the number of tasks you can run"],
                cause: Words("the account runs as many tasks as it may", ko: "계정이 동시 실행 태스크 수 한도를 모두 사용하고 있습니다"),
                fix: Words(
                    "stop tasks that nobody needs (aws ecs list-tasks --cluster CLUSTER), or ",
                    ko: "필요 없는 태스크를 중지하거나(aws ecs list-tasks --cluster CLUSTER) ") + FargateQuota.raise)
        ])
}
