import SlipwayDomain

extension FailureMode {
    static let appExit137 = FailureMode(
        exit: 137, "app-exit-137", title: Words("the container was killed", ko: "컨테이너가 강제 종료됨"),
        meaning: Words(
            "it was killed (SIGKILL), and ECS does not say that it was for memory",
            ko: "강제 종료되었습니다 (SIGKILL). ECS는 메모리 때문이라고 하지 않습니다"),
        fix: Words(
            "look at its memory in CloudWatch (MemoryUtilization); if it grows to the limit, raise `memory:` in "
                + "slipway.yml",
            ko: "CloudWatch에서 메모리 사용률(MemoryUtilization)을 확인하고, 한도까지 올라간다면 slipway.yml의 `memory:` 값을 늘리십시오"),
        confidence: .possible, faults: [.diesOf(signal: 9)],
        explanation: Words(
            "137 is SIGKILL, and says nothing of who sent it. Memory is one cause, and ECS mostly says so; on Fargate the "
                + "limit of the whole task may kill without a word. A program that kills itself, or is killed by another "
                + "in its container, looks the same.",
            ko: "137은 SIGKILL이며 누가 보냈는지는 알려 주지 않습니다. 메모리가 원인이면 ECS가 대개 그렇게 말하지만, Fargate에서는 태스크 "
                + "전체의 한도를 넘어 아무 말 없이 종료될 수 있습니다. 스스로 또는 컨테이너 안의 다른 프로세스가 종료한 경우도 똑같이 보입니다."),
        remedy: Words(
            "Watch its memory and compare it with the limits of container and task; look for what sends signals inside it.",
            ko: "메모리 사용량을 컨테이너와 태스크의 한도와 비교하고, 컨테이너 안에서 시그널을 보내는 프로세스가 있는지 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed",
                Words("ECS would have given memory as the container's reason", ko: "그 경우 컨테이너의 reason에 메모리가 언급됩니다")),
            LookAlike(
                "app-exit-137-not-oom",
                Words("nobody had asked the task to stop", ko: "태스크를 중지하라는 요청이 없었습니다")),
        ])
}
