import SlipwayDomain

extension FailureMode {
    static let startLogDriverUnreachable = FailureMode(
        "start-log-driver-unreachable", .start,
        title: Words("nobody takes the container's logs", ko: "컨테이너의 로그를 받을 곳에 연결되지 않음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-TD-6"],
        faults: [
            .containerFails(
                reason: StartWords.daemon(
                    "failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused"))
        ],
        specificity: .broad,
        explanation: Words(
            "Docker connects to fluentd, syslog or Splunk before it starts the container, and does not start it where "
                + "nobody answers: the log router is not up yet or has crashed, the host runs no such daemon, or the address "
                + "is another.",
            ko: "Docker는 컨테이너를 시작하기 전에 fluentd, syslog, Splunk 등에 연결하며, 응답이 없으면 컨테이너를 시작하지 않습니다. 로그 "
                + "라우터가 아직 시작되지 않았거나 비정상 종료되었거나, 호스트에 해당 데몬이 없거나, 주소가 다른 경우입니다."),
        remedy: Words(
            "Let the container wait for its log router (dependsOn), or let the driver connect later (fluentd-async).",
            ko: "컨테이너가 로그 라우터를 기다리게 하거나(dependsOn) 드라이버가 나중에 연결하게 하십시오(fluentd-async)."),
        lookAlikes: [
            LookAlike(
                "start-log-network-timeout",
                Words("the logs do not go to CloudWatch", ko: "로그를 보내는 곳이 CloudWatch가 아닙니다")),
            LookAlike(
                "start-log-router-crashed",
                Words(
                    "the container never started; a router that dies takes running containers down",
                    ko: "컨테이너가 시작되지 않았습니다. 라우터가 죽으면 실행 중이던 컨테이너가 함께 내려갑니다")),
        ],
        links: [StartWords.initialisation, StartWords.codes],
        foresee: { _, facts in
            (facts.definition?.containers ?? []).compactMap { container in
                guard let driver = container.logDriver, let option = waits[driver], !isAsynchronous(container) else {
                    return nil
                }
                return Foresight(
                    .warn, LogWords.subject(container),
                    Words(
                        "\(container.name) does not start where \(driver) does not answer",
                        ko: "\(driver) 쪽에서 응답이 없으면 '\(container.name)' 컨테이너가 시작되지 않습니다"),
                    fix: Words(
                        option.isEmpty
                            ? "let it depend on whoever takes the logs (dependsOn)"
                            : "in logConfiguration.options: \(option)",
                        ko: option.isEmpty
                            ? "로그를 받는 컨테이너에 의존하게 하십시오(dependsOn)" : "logConfiguration.options에 넣으십시오: \(option)"))
            }
        },
        recognisers: [
            .text(StartWords.places, ["failed to initialize logging driver"]) { reason, _ in
                guard !reason.hasAny("cloudwatch", "awslogs") else { return nil }
                let address =
                    reason.value(after: "dial tcp ", until: [" "]) ?? reason.value(after: "dial unix ", until: [" "])
                return Recognition(
                    StartWords.container(reason)
                        + Words(
                            " is not started: \(address ?? "whoever takes its logs") does not answer",
                            ko: "를 시작하지 못했습니다. 로그를 받는 쪽(\(address ?? "로그 드라이버"))에서 응답이 없습니다"),
                    fix: Words(
                        "let it wait for its log router: dependsOn with START or HEALTHY; or fluentd-async: \"true\" in "
                            + "logConfiguration.options",
                        ko: "로그 라우터를 기다리게 하십시오: dependsOn에 START 또는 HEALTHY. 또는 logConfiguration.options에 "
                            + "fluentd-async: \"true\""), subject: address ?? "")
            }
        ])

    /// Drivers that connect before the container starts, with the option that makes them connect later.
    private static let waits = [
        "fluentd": "fluentd-async: \"true\"", "splunk": "splunk-verify-connection: \"false\"", "syslog": "", "gelf": "",
    ]

    private static func isAsynchronous(_ container: ContainerFact) -> Bool {
        container.logOptions.contains {
            ["fluentd-async", "fluentd-async-connect"].contains($0.name) && $0.value == "true"
                || $0.name == "splunk-verify-connection" && $0.value == "false"
        }
    }
}
