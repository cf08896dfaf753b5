import SlipwayDomain

extension FailureMode {
    static let startEngineGone = FailureMode(
        "start-engine-gone", .start,
        title: Words("the container engine went away", ko: "컨테이너 엔진이 응답하지 않음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [
            .containerFails(
                reason:
                    "CannotStartContainerError: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. "
                    + "Is the docker daemon running?")
        ],
        specificity: .narrow,
        explanation: Words(
            "Nobody listens at the socket of the container engine: it crashed, was killed or stopped, or cannot start. "
                + "Containers that ran end with it or are lost sight of, so that their exit codes say nothing of the "
                + "application or its memory.",
            ko: "컨테이너 엔진의 소켓에서 아무도 응답하지 않습니다. 엔진이 비정상 종료되었거나, 강제로 종료 또는 중지되었거나, 시작하지 못하는 "
                + "경우입니다. 실행 중이던 컨테이너는 함께 종료되거나 상태를 알 수 없게 되므로, 종료 코드는 애플리케이션이나 메모리와 무관합니다."),
        remedy: Words(
            "Start the engine again and deploy again. On instances, replace the one whose engine does not stay up. LocalAWS "
                + "can do without an engine: --runtime process.",
            ko: "엔진을 다시 시작하고 다시 배포하십시오. 인스턴스라면 엔진이 유지되지 않는 인스턴스를 교체하십시오. LocalAWS는 "
                + "--runtime process로 엔진 없이도 실행할 수 있습니다."),
        lookAlikes: [
            LookAlike(
                "app-exit-137",
                Words("the engine is gone, not only the container", ko: "컨테이너만이 아니라 엔진이 사라졌습니다")),
            LookAlike(
                "start-cannot-inspect",
                Words("nobody listens there, rather than answers late", ko: "응답이 늦는 것이 아니라 아무도 듣고 있지 않습니다")),
        ],
        links: [StartWords.codes],
        recognisers: [
            .text(StartWords.places, ["cannot connect to the docker daemon"]) { reason, _ in
                let place = reason.value(after: "Docker daemon at ", until: [" "])
                return Recognition(
                    Words(
                        "the container engine\(place.map { " at \($0)" } ?? "") went away",
                        ko: "컨테이너 엔진\(place.map { "(\($0))" } ?? "")이 응답하지 않습니다"),
                    fix: Words(
                        "start it again and see why it ended (systemctl start docker; journalctl -u docker), then deploy "
                            + "again; LocalAWS runs without one: --runtime process",
                        ko: "엔진을 다시 시작하고 종료된 이유를 확인한 뒤(systemctl start docker; journalctl -u docker) 다시 배포하십시오. "
                            + "LocalAWS는 엔진 없이도 실행됩니다: --runtime process"),
                    subject: place ?? "")
            }
        ])
}
