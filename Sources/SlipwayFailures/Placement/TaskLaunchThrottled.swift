import SlipwayDomain

extension FailureMode {
    static let taskLaunchThrottled = FailureMode(
        "task-launch-throttled", .placement,
        title: Words("ECS pauses between attempts to start tasks", ko: "ECS가 태스크 시작 시도 사이에 대기함"), nature: .mayPass,
        breaker: .indirect, givesUp: .slowingDown, reproduction: .modelled,
        faults: [.serviceSays(event: "is unable to consistently start tasks successfully.")],
        explanation: Words(
            "Tasks stopped several times before they ran, so ECS waits longer and longer before each new attempt, up to 27 "
                + "minutes. It follows from what stopped those tasks and is never the cause itself.",
            ko: "태스크가 실행되기 전에 여러 번 중지되어 ECS가 새 시도 전마다 최대 27분까지 점점 오래 기다립니다. 태스크가 중지된 결과이며 "
                + "그 자체가 원인은 아닙니다."),
        remedy: Words(
            "Mend what stopped the tasks; a new task definition ends the pause at once.",
            ko: "태스크가 중지된 원인을 고치십시오. 새 태스크 정의를 쓰면 대기가 즉시 끝납니다."),
        lookAlikes: [
            LookAlike(
                "api-throttled",
                Words("no call was refused: tasks failed to start", ko: "호출이 거부된 것이 아니라 태스크가 시작되지 못했습니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html"],
        recognisers: [
            .text([.event], ["unable to consistently start tasks successfully", "service_task_start_impaired"]) {
                _, scene in
                let cluster = scene.workload.service?.cluster ?? "CLUSTER"
                let service = scene.workload.service?.name ?? "SERVICE"
                let command =
                    "aws ecs list-tasks --cluster \(cluster) --service-name \(service) --desired-status STOPPED"
                return Recognition(
                    Words(
                        "ECS waits before it tries again, because earlier tasks failed to start",
                        ko: "이전 태스크들이 시작되지 못해 ECS가 다시 시도하기 전에 기다리고 있습니다"),
                    fix: Words(
                        "mend what stopped the tasks: \(command), then aws ecs describe-tasks",
                        ko: "태스크가 중지된 원인을 고치십시오: \(command) 실행 후 aws ecs describe-tasks"),
                    confidence: .possible)
            }
        ])
}
