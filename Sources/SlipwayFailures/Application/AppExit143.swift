import SlipwayDomain

extension FailureMode {
    static let appExit143 = FailureMode(
        exit: 143, "app-exit-143", title: Words("the container was told to end", ko: "컨테이너에 종료 요청이 전달됨"),
        meaning: Words("something inside the task told it to end (SIGTERM)", ko: "태스크 안의 무언가가 종료를 요청했습니다 (SIGTERM)"),
        fix: Words(
            "read its last lines: slipway logs --since 10m; look for a process manager or script that ends it",
            ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 종료를 요청하는 프로세스 관리자나 스크립트가 있는지 살펴보십시오"),
        confidence: .possible, faults: [.diesOf(signal: 15)],
        explanation: Words(
            "143 is SIGTERM. As a rule it is the echo of an ordinary stop: scaling in, a new release, a sibling that ended "
                + "first. It is a cause only where no other container ended and nobody stopped the task.",
            ko: "143은 SIGTERM입니다. 보통은 스케일 인, 새 릴리스, 먼저 끝난 다른 컨테이너에 따른 정상적인 중지의 흔적입니다. 다른 "
                + "컨테이너가 끝나지 않았고 아무도 태스크를 중지하지 않은 경우에만 원인이 됩니다."),
        remedy: Words(
            "Nothing, where the task was stopped on purpose; else find out what inside it sent the signal.",
            ko: "의도적으로 중지한 태스크라면 조치할 것이 없습니다. 그렇지 않다면 안에서 시그널을 보낸 것이 무엇인지 찾으십시오."),
        lookAlikes: [
            LookAlike(
                "app-sidecar-took-task-down",
                Words("no other container ended first", ko: "먼저 끝난 다른 컨테이너가 없습니다"))
        ])
}
