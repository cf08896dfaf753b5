import SlipwayDomain

extension FailureMode {
    static let startDockerTimeout = FailureMode(
        "start-docker-timeout", .start, title: Words("Docker took too long", ko: "Docker가 제한 시간 안에 응답하지 않음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [
            .containerFails(reason: "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s")
        ],
        explanation: Words(
            "Docker on the instance did not make or start the container in the time that the agent gives it. The disk is at "
                + "its limit (burst credits, a large image being unpacked), the daemon hangs, or a volume driver is slow.",
            ko: "인스턴스의 Docker가 에이전트의 제한 시간 안에 컨테이너를 만들거나 시작하지 못했습니다. 디스크가 한계에 이르렀거나(버스트 "
                + "크레딧 소진, 큰 이미지 압축 해제), 데몬이 응답하지 않거나, 볼륨 드라이버가 느린 경우입니다."),
        remedy: Words(
            "Use a faster disk (gp3), raise ECS_CONTAINER_START_TIMEOUT or ECS_CONTAINER_CREATE_TIMEOUT, or replace the "
                + "instance.",
            ko: "더 빠른 디스크(gp3)를 쓰거나, ECS_CONTAINER_START_TIMEOUT 또는 ECS_CONTAINER_CREATE_TIMEOUT을 늘리거나, 인스턴스를 "
                + "교체하십시오."),
        lookAlikes: [
            LookAlike(
                "start-cannot-inspect",
                Words("Docker was asked to do something, not to tell", ko: "조회가 아니라 컨테이너 작업에서 시간이 초과되었습니다")),
            LookAlike(
                "image-slow-pull",
                Words("the image was there already", ko: "이미지는 이미 가져온 상태입니다")),
        ],
        links: [StartWords.codes],
        recognisers: [
            .text(StartWords.places, ["dockertimeouterror"]) { reason, _ in
                let state = reason.value(after: "Could not transition to ", until: [";", " "])
                let limit = reason.value(after: "timed out after waiting ", until: [" "])
                return Recognition(
                    Words("Docker did not get ", ko: "Docker가 ") + StartWords.container(reason)
                        + Words(
                            " to \(state ?? "start")\(limit.map { " within \($0)" } ?? "")",
                            ko: "를 \(limit.map { "\($0) 안에 " } ?? "")\(state ?? "시작") 상태로 만들지 못했습니다"),
                    fix: StartWords.replaceHost, subject: state ?? "")
            }
        ])
}
