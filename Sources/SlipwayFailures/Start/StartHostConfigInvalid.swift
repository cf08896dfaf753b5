import SlipwayDomain

extension FailureMode {
    static let startHostConfigInvalid = FailureMode(
        "start-host-config-invalid", .start,
        title: Words("the agent cannot set the container up so", ko: "에이전트가 컨테이너를 그렇게 구성할 수 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-TD-3"],
        faults: [
            .containerFails(reason: "HostConfigError: Unable to create host configuration: unsupported option")
        ],
        specificity: .broad,
        explanation: Words(
            "Before Docker is asked, the agent turns the task definition into Docker's terms and readies volumes and "
                + "network. An option that this agent or platform does not know, or a network plugin that fails, stops it there.",
            ko: "에이전트는 Docker를 부르기 전에 태스크 정의를 Docker 설정으로 바꾸고 볼륨과 네트워크를 준비합니다. 에이전트나 플랫폼이 모르는 "
                + "옵션이 있거나 네트워크 플러그인이 실패하면 여기서 멈춥니다."),
        remedy: Words(
            "Correct the option that the text names, or take instances with a newer agent.",
            ko: "메시지가 지목한 옵션을 고치거나 더 새로운 에이전트의 인스턴스를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "start-cannot-create-container",
                Words("Docker was not even asked", ko: "Docker까지 가지도 않았습니다")),
            LookAlike(
                "td-fargate-incompatible",
                Words(
                    "the task definition was accepted; the host could not do it", ko: "태스크 정의는 등록되었으나 호스트가 수행하지 못했습니다")),
        ],
        links: [StartWords.codes],
        recognisers: [
            .text(
                StartWords.places,
                ["hostconfigerror", "invalidvolumeerror", "dockerclientconfigerror", "containernetworkingerror"]
            ) { reason, _ in
                if reason.has("containernetworkingerror") {
                    return Recognition(
                        Words("the agent could not give ", ko: "에이전트가 ") + StartWords.container(reason)
                            + Words(" its network", ko: "에 네트워크를 연결하지 못했습니다"),
                        fix: Words(
                            "take an instance with a newer image: its network plugin failed. Else ",
                            ko: "네트워크 플러그인이 실패했습니다. 더 새로운 AMI의 인스턴스를 쓰십시오. 또는 ") + StartWords.replaceHost,
                        subject: "network")
                }
                let part = reason.has("invalidvolumeerror") ? "volumes" : "linuxParameters"
                return Recognition(
                    Words("the agent cannot set up ", ko: "에이전트가 ") + StartWords.container(reason)
                        + Words(" as the task definition asks", ko: "를 태스크 정의대로 구성할 수 없습니다"),
                    fix: Words(
                        "correct the option that the text names (\(part) and the like) in the task definition, or update the "
                            + "agent",
                        ko: "태스크 정의에서 메시지가 지목한 옵션(\(part) 등)을 고치거나 에이전트를 업데이트하십시오"), subject: part)
            }
        ])
}
