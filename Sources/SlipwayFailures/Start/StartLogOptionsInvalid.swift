import SlipwayDomain

extension FailureMode {
    static let startLogOptionsInvalid = FailureMode(
        "start-log-options-invalid", .start,
        title: Words("the log driver's options are wrong", ko: "로그 드라이버 옵션이 잘못됨"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-TD-6"],
        faults: [
            .containerFails(
                reason: StartWords.daemon(
                    "failed to initialize logging driver: unable to get awslogs driver arguments: awslogs-region is required"
                )
            )
        ],
        explanation: Words(
            "An option that the log driver needs is missing (group, Region, on Fargate the stream prefix), or one is not "
                + "known to it, mostly a slip of the pen.",
            ko: "로그 드라이버에 필요한 옵션(그룹, 리전, Fargate에서는 스트림 접두사)이 없거나, 드라이버가 모르는 옵션이 있습니다. 후자는 "
                + "대개 철자 오류입니다."),
        remedy: Words(
            "Complete logConfiguration.options: awslogs-group, awslogs-region, awslogs-stream-prefix.",
            ko: "logConfiguration.options에 awslogs-group, awslogs-region, awslogs-stream-prefix를 모두 넣으십시오."),
        lookAlikes: [
            LookAlike(
                "start-log-group-missing",
                Words("the driver never asked for a group", ko: "드라이버가 그룹을 찾기도 전에 실패했습니다")),
            LookAlike(
                "td-firelens-misconfigured",
                Words("the driver is one of Docker's, not FireLens", ko: "FireLens가 아니라 Docker의 로그 드라이버입니다")),
        ],
        links: [
            StartWords.initialisation,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        ],
        foresee: { _, facts in
            let isFargate = facts.instances == nil
            return (facts.definition?.containers ?? []).filter { $0.logDriver == "awslogs" }
                .flatMap { absent($0, isFargate: isFargate) + unknown($0) }
        },
        recognisers: [
            .text(
                [.reason, .event, .stack, .call],
                [
                    "awslogs driver arguments", "unknown log opt", "awslogs-region", "awslogs-group",
                    "awslogs-stream-prefix",
                ]
            ) { reason, _ in
                if let option = reason.value(after: "unknown log opt ", until: [" "]) {
                    return Recognition(
                        Words("the log driver knows no option '\(option)'", ko: "로그 드라이버에 '\(option)' 옵션이 없습니다"),
                        fix: Words(
                            "in logConfiguration.options: correct or remove \(option)",
                            ko: "logConfiguration.options에서 '\(option)' 옵션을 고치거나 빼십시오"), confidence: .likely,
                        subject: option)
                }
                guard reason.hasAny("required", "requires", "must", "driver arguments", "missing") else { return nil }
                let options = required.filter { reason.has($0) }
                let names = options.isEmpty ? required.joined(separator: ", ") : options.joined(separator: ", ")
                return Recognition(
                    Words("the log driver lacks: \(names)", ko: "로그 드라이버에 필요한 옵션이 없습니다: \(names)"), fix: give(names),
                    subject: names)
            }
        ])

    private static let required = ["awslogs-region", "awslogs-group", "awslogs-stream-prefix"]

    /// Every option that the driver takes on ECS or in Docker.
    private static let known =
        required + [
            "awslogs-create-group", "awslogs-datetime-format", "awslogs-multiline-pattern", "awslogs-stream",
            "awslogs-endpoint", "awslogs-credentials-endpoint", "awslogs-force-flush-interval-seconds",
            "awslogs-max-buffered-events", "awslogs-format", "max-buffer-size", "mode", "tag",
        ]

    private static func absent(_ container: ContainerFact, isFargate: Bool) -> [Foresight] {
        var missing: [String] = []
        if (LogWords.option("awslogs-region", of: container) ?? "").isEmpty { missing.append("awslogs-region") }
        if (container.logGroup ?? "").isEmpty { missing.append("awslogs-group") }
        if isFargate, (container.logStreamPrefix ?? "").isEmpty { missing.append("awslogs-stream-prefix") }
        guard !missing.isEmpty else { return [] }
        let names = missing.joined(separator: ", ")
        return [
            Foresight(
                .fail, LogWords.subject(container),
                Words("the log driver lacks \(names)", ko: "로그 드라이버에 필요한 옵션이 없습니다: \(names)"),
                fix: give(names))
        ]
    }

    private static func unknown(_ container: ContainerFact) -> [Foresight] {
        container.logOptions.filter { !known.contains($0.name) }.map { option in
            let near = Nearness.nearest(to: option.name, among: known)
            return Foresight(
                .warn, LogWords.subject(container),
                Words(
                    "the log driver likely knows no option '\(option.name)'",
                    ko: "로그 드라이버에 '\(option.name)' 옵션이 없는 것으로 보입니다"),
                fix: near.map { Words("did you mean \($0)?", ko: "혹시 '\($0)' 옵션을 뜻하셨습니까?") }
                    ?? Words(
                        "remove it from logConfiguration.options", ko: "logConfiguration.options에서 빼십시오"))
        }
    }

    private static func give(_ names: String) -> Words {
        Words("in logConfiguration.options: give \(names)", ko: "logConfiguration.options에 넣으십시오: \(names)")
    }
}
