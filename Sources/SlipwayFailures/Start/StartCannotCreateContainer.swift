import SlipwayDomain

extension FailureMode {
    static let startCannotCreateContainer = FailureMode(
        "start-cannot-create-container", .start,
        title: Words("Docker cannot make the container", ko: "Docker가 컨테이너를 만들 수 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .container,
        recipes: ["P-IMG-3"],
        faults: [
            .containerFails(
                reason:
                    "CannotCreateContainerError: Error response from daemon: invalid mount config for type \"bind\": bind "
                    + "source path does not exist: /srv/data")
        ],
        specificity: .broad,
        explanation: Words(
            "Docker refused to make the container, and its own words say why: no room in its storage, a mount that cannot "
                + "be, an image that was removed in between, a name already taken, far too little memory, or nothing to run.",
            ko: "Docker가 컨테이너 생성을 거부했으며 이유는 Docker의 메시지에 있습니다. 저장 공간 부족, 불가능한 마운트, 그 사이 삭제된 "
                + "이미지, 이미 쓰이는 이름, 지나치게 작은 메모리, 실행할 명령 없음 등입니다."),
        remedy: Words(
            "Do what Docker's words ask for; on a full disk clean it up or use a larger one.",
            ko: "Docker의 메시지에 따라 고치십시오. 디스크가 가득 찼으면 정리하거나 더 큰 디스크를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "image-no-space",
                Words(
                    "the image had been pulled; room was missing for the container",
                    ko: "이미지는 가져왔고 컨테이너를 만들 공간이 부족했습니다")),
            LookAlike(
                "start-host-config-invalid",
                Words("Docker itself refused, not the agent", ko: "에이전트가 아니라 Docker가 거부했습니다")),
        ],
        links: [StartWords.guide + "CannotCreateContainerError.html", StartWords.codes],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value, StartCommand(plan, contents).words.isEmpty else {
                return []
            }
            return [
                Foresight(
                    .fail, Words("command of \(plan.container)", ko: "\(plan.container) 컨테이너의 명령"),
                    Words(
                        "neither the image nor slipway.yml says what to run", ko: "이미지에도 slipway.yml에도 실행할 명령이 없습니다"),
                    fix: Words(
                        "in slipway.yml: command: [PROGRAM, ARGUMENT]; or CMD in the Dockerfile",
                        ko: "slipway.yml에서: command: [PROGRAM, ARGUMENT]. 또는 Dockerfile의 CMD"))
            ]
        },
        recognisers: [
            .text(StartWords.places, ["cannotcreatecontainererror"]) { reason, _ in
                let (kind, cause, fix, confidence) = tell(reason)
                return Recognition(
                    Words("Docker cannot make ", ko: "Docker가 ") + StartWords.container(reason)
                        + Words(": ", ko: "를 만들 수 없습니다: ") + cause, fix: fix, confidence: confidence, subject: kind)
            }
        ])

    private static func tell(_ reason: Reason) -> (String, Words, Words, Confidence) {
        if reason.hasAny("thin pool", "free data blocks", "no space") {
            return (
                "space", Words("its storage is full", ko: "저장 공간이 가득 찼습니다"),
                Words(
                    "give the instances larger volumes, or let the agent clean up sooner (ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION)",
                    ko: "인스턴스에 더 큰 볼륨을 주거나 에이전트가 더 일찍 정리하게 하십시오(ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION)"), .certain
            )
        }
        if reason.has("mount") {
            return (
                "mount", Words("a mount cannot be made", ko: "마운트를 만들 수 없습니다"),
                Words(
                    "correct mountPoints and volumes of the task definition: the source must exist on the host",
                    ko: "태스크 정의의 mountPoints와 volumes를 고치십시오. 원본 경로가 호스트에 있어야 합니다"), .certain
            )
        }
        if reason.has("no such image") {
            return (
                "image", Words("the image was removed after it was pulled", ko: "가져온 이미지가 그 사이 삭제되었습니다"),
                Words(
                    "do not prune images on instances by hand; deploy again",
                    ko: "인스턴스에서 이미지를 직접 정리하지 말고 다시 배포하십시오"), .certain
            )
        }
        if reason.has("already in use") {
            return (
                "name", Words("a container of that name is there already", ko: "같은 이름의 컨테이너가 이미 있습니다"),
                StartWords.replaceHost, .certain
            )
        }
        if reason.has("minimum memory limit") {
            return (
                "memory", Words("its memory limit is below what Docker allows", ko: "메모리 제한이 Docker의 최솟값보다 작습니다"),
                Words(
                    "in the task definition: a larger `memory` for the container, in MiB",
                    ko: "태스크 정의에서 컨테이너의 `memory`(MiB)를 늘리십시오"), .likely
            )
        }
        if reason.has("no command specified") {
            return (
                "command", Words("there is nothing to run", ko: "실행할 명령이 없습니다"),
                Words(
                    "in slipway.yml: command: [PROGRAM, ARGUMENT]; or CMD in the Dockerfile",
                    ko: "slipway.yml에서: command: [PROGRAM, ARGUMENT]. 또는 Dockerfile의 CMD"), .likely
            )
        }
        return (
            "", Words("its own words say why", ko: "이유는 Docker의 메시지에 있습니다"),
            Words(
                "correct the task definition as Docker's words above ask for",
                ko: "위의 Docker 메시지에 따라 태스크 정의를 고치십시오"), .likely
        )
    }
}
