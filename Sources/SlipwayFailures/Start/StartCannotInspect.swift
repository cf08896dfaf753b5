import SlipwayDomain

extension FailureMode {
    static let startCannotInspect = FailureMode(
        "start-cannot-inspect", .start,
        title: Words("Docker does not say how the container is", ko: "Docker가 컨테이너 상태를 알려 주지 않음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [
            .containerFails(
                reason: "CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s")
        ],
        explanation: Words(
            "The agent asked Docker about the container and got no answer: the instance's Docker is overloaded or hangs.",
            ko: "에이전트가 Docker에 컨테이너 상태를 물었지만 답을 받지 못했습니다. 인스턴스의 Docker가 과부하이거나 응답하지 않습니다."),
        remedy: Words(
            "Replace the instance, and spread tasks over more instances.", ko: "인스턴스를 교체하고 태스크를 더 많은 인스턴스에 나누십시오."),
        lookAlikes: [
            LookAlike(
                "start-docker-timeout",
                Words("Docker was only asked how the container is", ko: "Docker에 상태를 물었을 뿐입니다"))
        ],
        links: [StartWords.codes],
        recognisers: [
            .text(StartWords.places, ["cannotinspectcontainererror", "cannotdescribecontainererror"]) { reason, _ in
                Recognition(
                    Words("Docker does not answer about ", ko: "Docker가 ") + StartWords.container(reason)
                        + Words(": it is overloaded or hangs", ko: "에 대해 답하지 않습니다. 과부하이거나 응답 불능입니다"),
                    fix: StartWords.replaceHost)
            }
        ])
}
