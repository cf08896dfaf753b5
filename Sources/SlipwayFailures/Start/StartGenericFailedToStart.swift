import SlipwayDomain

extension FailureMode {
    static let startGenericFailedToStart = FailureMode(
        "start-generic-failed-to-start", .start,
        title: Words("the task failed to start, and ECS says no more", ko: "태스크가 시작되지 못했고 ECS의 설명이 없음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [.taskStops(reason: "Task failed to start")], specificity: .fallback,
        explanation: Words(
            "ECS's general sentence. What happened mostly stands with one of the containers; where it stands nowhere, it was "
                + "cut off (Fargate shortens long messages), or Fargate had trouble of its own.",
            ko: "ECS의 일반적인 문구입니다. 실제 원인은 대개 컨테이너 중 하나의 reason에 있습니다. 어디에도 없다면 메시지가 잘렸거나(Fargate는 "
                + "긴 메시지를 줄입니다) Fargate 자체의 문제입니다."),
        remedy: Words(
            "Look at the reason of every container, the service's events of that minute and the EventBridge copy of the "
                + "task; else try again and look at AWS Health.",
            ko: "모든 컨테이너의 reason, 그 시각의 서비스 이벤트, EventBridge로 받은 태스크 이벤트를 확인하십시오. 그래도 없으면 다시 시도하고 "
                + "AWS Health를 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-fargate-unavailable",
                Words("no event of the service speaks of capacity", ko: "용량을 언급하는 서비스 이벤트가 없습니다"))
        ],
        links: [StartWords.codes],
        recognisers: [
            .text([.reason], ["task failed to start"]) { reason, scene in
                guard ["Task failed to start", "Task failed to start."].contains(reason.text),
                    scene.task?.reasons.isEmpty ?? true
                else { return nil }
                let id = scene.task?.task.id ?? "TASK"
                let cluster = scene.workload.service?.cluster ?? "CLUSTER"
                let command =
                    "aws ecs describe-tasks --cluster \(cluster) --tasks \(id) --query 'tasks[].containers[].[name,reason]'"
                return Recognition(
                    Words(
                        "the task failed to start, and no container says why", ko: "태스크가 시작되지 못했고 어느 컨테이너에도 이유가 없습니다"),
                    fix: Words(
                        "look at its containers (\(command)) and at the service's events; else deploy again",
                        ko: "컨테이너(\(command))와 서비스 이벤트를 확인하고, 없으면 다시 배포하십시오"), confidence: .possible)
            }
        ])
}
