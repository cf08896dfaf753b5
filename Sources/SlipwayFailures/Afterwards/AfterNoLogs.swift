import SlipwayDomain

extension FailureMode {
    static let afterNoLogs = FailureMode(
        "after-no-logs", .afterwards, title: Words("the container left no log line", ko: "컨테이너가 로그를 남기지 않음"),
        nature: .application, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have started other tasks, and each would have ended as silently",
                ko: "ECS가 다른 태스크를 시작해도 모두 아무 로그 없이 종료되었을 것입니다")), reproduction: .container,
        recipes: ["P-TD-6"], faults: [.exits(code: 1)],
        explanation: Words(
            "The container crashed, and there is no line to say why: it has no log driver; its output was buffered and "
                + "lost (Python); the driver dropped lines in non-blocking mode; the log router ended first; or it ended "
                + "before it could write.",
            ko: "컨테이너가 비정상 종료되었지만 이유를 알 수 있는 로그가 없습니다. 로그 드라이버가 없거나, 출력이 버퍼에 있다가 사라졌거나(Python), "
                + "non-blocking 모드에서 버려졌거나, 로그 라우터가 먼저 종료되었거나, 기록하기 전에 종료된 경우입니다."),
        remedy: Words(
            "Give every container the awslogs driver, and let it write without buffering (PYTHONUNBUFFERED=1).",
            ko: "모든 컨테이너에 awslogs 드라이버를 설정하고, 버퍼링 없이 출력하도록 하십시오(PYTHONUNBUFFERED=1)."),
        lookAlikes: [
            LookAlike(
                "start-generic-failed-to-start",
                Words(
                    "the container did run; what never starts has no logs by nature",
                    ko: "컨테이너가 실제로 실행되었습니다. 시작되지 못한 태스크에는 원래 로그가 없습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
        ],
        foresee: { _, facts in
            guard let definition = facts.definition else { return [] }
            return definition.containers.map { container in
                let subject = Words("logs of container \(container.name)", ko: "컨테이너 \(container.name) 로그")
                guard container.logDriver == nil else {
                    return Foresight(.ok, subject, Words(same: container.logDriver ?? ""))
                }
                return Foresight(
                    .warn, subject,
                    Words("it has no log driver: what it writes is lost", ko: "로그 드라이버가 없어 출력이 사라집니다"),
                    fix: configure(container.name),
                    evidence: [
                        Evidence(
                            source: "manifest", field: "containers[\(container.name)].logConfiguration", text: "absent")
                    ])
            }
        },
        recognisers: [
            .rule { signals in
                let logs = Dictionary(grouping: signals.observation.logs, by: \.task)
                return signals.observation.tasks.compactMap { task in
                    silence(
                        TaskSignals(
                            task, logs: logs[task.arn] ?? [], in: signals.observation, of: signals.workload))
                }
            }
        ])

    private static func configure(_ container: String) -> Words {
        let options =
            "logConfiguration: { logDriver: awslogs, options: { awslogs-group: GROUP, awslogs-region: REGION, "
            + "awslogs-stream-prefix: \(container) } }"
        return Words("in the task definition: \(options)", ko: "태스크 정의에서: \(options)")
    }

    /// A crash of which no line is left, where the lines were read or cannot exist.
    private static func silence(_ signals: TaskSignals) -> Recognition? {
        guard signals.task.isStopping, let exit = signals.exit, ![0, 143].contains(exit.code) else { return nil }
        let name = exit.container.name
        let definition = signals.definition(of: name)
        let hasNoDriver = definition.map { $0.logDriver == nil } ?? false
        let wasRead = signals.logs.contains { $0.container == name }
        let isSilent = exit.lines.allSatisfy { $0.allSatisfy(\.isWhitespace) }
        guard isSilent, hasNoDriver || wasRead else { return nil }
        let evidence = [
            Evidence(source: "ecs:DescribeTasks", field: "containers[\(name)].exitCode", text: "\(exit.code)")
        ]
        if hasNoDriver {
            return Recognition(
                Words(
                    "\(name) has no log driver, so nobody can say why it ended with \(exit.code)",
                    ko: "컨테이너 \(name): 로그 드라이버가 없어 종료 코드 \(exit.code)의 이유를 알 수 없습니다"),
                fix: configure(name), subject: name, evidence: evidence, tasks: [signals.task.arn], isWarning: true)
        }
        return Recognition(
            Words(
                "\(name) ended with \(exit.code) and wrote nothing",
                ko: "컨테이너 \(name): 종료 코드 \(exit.code)로 끝났지만 아무 로그도 남기지 않았습니다"),
            fix: Words(
                "let it write without buffering, in slipway.yml: variables: { PYTHONUNBUFFERED: \"1\" }, and log the "
                    + "error before it ends",
                ko: "버퍼링 없이 출력하게 하십시오. slipway.yml에서: variables: { PYTHONUNBUFFERED: \"1\" }. 종료 전에 오류를 로그로 "
                    + "남기십시오"), confidence: .likely, subject: name, evidence: evidence, tasks: [signals.task.arn],
            isWarning: true)
    }
}
