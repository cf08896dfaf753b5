import SlipwayDomain

extension FailureMode {
    static let startStateError = FailureMode(
        "start-state-error", .start,
        title: Words("the host lost track of the container", ko: "호스트에서 컨테이너 상태가 어긋남"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [.containerFails(reason: "ContainerVanishedError: No container matching saved ID found")],
        specificity: .broad,
        explanation: Words(
            "What the agent remembers of the container and what Docker has no longer agree: somebody cleaned containers or "
                + "images up on the host, Docker was restarted, or the task was stopped while it started, which is harmless "
                + "where a newer deployment has replaced it.",
            ko: "에이전트가 기억하는 컨테이너와 Docker의 실제 상태가 다릅니다. 누군가 호스트에서 컨테이너나 이미지를 정리했거나, Docker가 다시 "
                + "시작되었거나, 시작 중에 태스크가 중지된 경우입니다. 새 배포로 교체된 태스크라면 문제없습니다."),
        remedy: Words(
            "Do not clean up on instances by hand, and replace an instance where it happens again.",
            ko: "인스턴스에서 직접 정리하지 말고, 반복되면 인스턴스를 교체하십시오."),
        lookAlikes: [
            LookAlike(
                "dep-superseded",
                Words(
                    "harmless only where a newer deployment stopped the task", ko: "새 배포가 태스크를 중지한 경우에만 무해합니다"))
        ],
        links: [StartWords.codes],
        recognisers: [
            .text(
                StartWords.places,
                [
                    "dockerstateerror", "containervanishederror", "impossiblestatetransition",
                    "taskstoppedbeforepullbegin", "cannotgetdockerclient", "cannotstopcontainererror",
                ]
            ) { reason, _ in
                if reason.has("taskstoppedbeforepullbegin") {
                    return Recognition(
                        Words("the task was stopped before its image was fetched", ko: "이미지를 가져오기 전에 태스크가 중지되었습니다"),
                        fix: Words(
                            "nothing, where a newer deployment replaced it; else look who stopped it",
                            ko: "새 배포로 교체되었다면 조치가 필요 없습니다. 아니면 누가 중지했는지 확인하십시오"),
                        confidence: .likely, subject: "stopped")
                }
                return Recognition(
                    Words("the agent and Docker no longer agree about ", ko: "에이전트와 Docker가 파악한 ")
                        + StartWords.container(reason) + Words("", ko: "의 상태가 서로 다릅니다"), fix: StartWords.replaceHost)
            }
        ])
}
