import SlipwayDomain

extension FailureMode {
    static let appEssentialExited = FailureMode(
        "app-essential-exited", .application,
        title: Words("an essential container ended", ko: "필수 컨테이너가 종료됨"), nature: .application, breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-TD-9", "P-IMG-3"],
        specificity: .fallback,
        explanation: Words(
            "A container without which the task may not go on has ended, and ECS stopped the rest of the task. These "
                + "words say only that; why is told by the container's exit code and its last lines, where they can be "
                + "had.",
            ko: "태스크에 꼭 필요한(essential) 컨테이너가 끝나서 ECS가 나머지 컨테이너도 중지했습니다. 이 메시지는 그 사실만 알려 줍니다. "
                + "원인은 컨테이너의 종료 코드와 마지막 로그에 있습니다."),
        remedy: Words(
            "Look at the first essential container that ended with a code other than 0, 137 or 143, and at its last "
                + "fifty lines.",
            ko: "0, 137, 143이 아닌 코드로 가장 먼저 끝난 필수 컨테이너와 그 마지막 로그 50줄을 살펴보십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-1", Words("no exit code is known", ko: "종료 코드를 알 수 없습니다")),
            LookAlike(
                "app-oom-killed",
                Words("ECS would have given memory as the container's reason", ko: "그 경우 컨테이너의 reason에 메모리가 언급됩니다")),
        ],
        links: [ApplicationWords.stoppedTasks, ApplicationWords.circuitBreaker],
        recognisers: [
            .text([.reason, .event, .stack], ["essential container in task exited"]) { _, scene in
                let task = scene.task?.task
                let ran = scene.task?.ranFor.map {
                    Words(", \($0.words) after it started", ko: " (시작 후 \($0.koreanWords))")
                }
                let command =
                    task.map { "aws ecs describe-tasks --tasks \($0.arn)" } ?? "aws ecs describe-tasks --tasks TASK"
                return Recognition(
                    Words("an essential container ended", ko: "필수 컨테이너가 종료되었습니다") + (ran ?? .none)
                        + Words("; its exit code is not known", ko: ". 종료 코드는 알 수 없습니다"),
                    fix: Words(
                        "read what it wrote: slipway logs --since 10m; its exit code: \(command)",
                        ko: "컨테이너 출력을 확인하십시오: slipway logs --since 10m. 종료 코드 확인: \(command)"),
                    confidence: .likely, family: "app-exit")
            }
        ])
}
