import SlipwayDomain

extension FailureMode {
    static let appExit137NotOom = FailureMode(
        "app-exit-137-not-oom", .application,
        title: Words("the container does not end when it is asked to", ko: "종료 요청에 응답하지 않는 컨테이너"), nature: .application,
        breaker: .indirect,
        givesUp: .other(
            Words(
                "ECS would have waited for the stop time-out of every task, and then killed it",
                ko: "ECS는 태스크마다 중지 제한 시간만큼 기다린 뒤 강제 종료했을 것입니다")),
        reproduction: .container, recipes: ["P-TD-10"], faults: [.ignoresTermination],
        explanation: Words(
            "ECS asked the container to end (SIGTERM), nothing happened, and it was killed (137) when the stop time-out was "
                + "over. Mostly process 1 is a shell that does not pass the signal on, or a program that handles none. "
                + "Every deployment waits for it, and work in progress is lost.",
            ko: "ECS가 컨테이너에 종료를 요청했지만(SIGTERM) 반응이 없어 중지 제한 시간이 지난 뒤 강제 종료(137)되었습니다. 1번 프로세스가 "
                + "시그널을 전달하지 않는 셸이거나 시그널을 처리하지 않는 프로그램인 경우가 대부분입니다. 배포할 때마다 기다려야 하고 진행 중이던 "
                + "작업은 사라집니다."),
        remedy: Words(
            "Begin the last line of the start script with exec, handle SIGTERM, or set initProcessEnabled; raise the stop "
                + "time-out only where ending takes so long.",
            ko: "시작 스크립트의 마지막 명령을 exec로 실행하거나, SIGTERM을 처리하거나, initProcessEnabled를 설정하십시오. 종료에 실제로 오래 "
                + "걸릴 때만 중지 제한 시간을 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed",
                Words(
                    "ECS does not speak of memory, and had asked for the stop", ko: "ECS는 메모리를 언급하지 않았고 중지를 요청한 상태였습니다")
            ),
            LookAlike(
                "app-exit-137", Words("ECS had asked the task to stop", ko: "ECS가 태스크에 중지를 요청한 상태였습니다")),
        ],
        links: [
            ApplicationWords.stoppedTasks,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        ],
        foresee: signals,
        recognisers: [.rule { signals in signals.observation.tasks.compactMap { look(at: $0, signals.workload) } }])

    private static func look(at task: TaskObservation, _ workload: Workload) -> Recognition? {
        guard task.lastStatus == "STOPPED" || task.executionStoppedAt != nil,
            let code = task.stopCode, code != "EssentialContainerExited", code != "TaskFailedToStart",
            // Where a load balancer sends requests, it is they that are lost; and a failed check has its own cause.
            task.targets.isEmpty, workload.settings?.loadBalancers.isEmpty ?? true,
            task.stoppedReason.map({ !$0.lowercased().contains("health checks") }) ?? true,
            let container = task.containers.first(where: {
                $0.exitCode == 137 && !($0.reason ?? "").lowercased().contains("memory")
            })
        else { return nil }
        let limit = workload.taskDefinition?.containers.first { $0.name == container.name }?.stopTimeout ?? .seconds(30)
        let waited = task.stoppingAt.flatMap { start in
            (task.executionStoppedAt ?? task.stoppedAt).map { start.duration(to: $0) }
        }
        if let waited, waited < limit - .seconds(2) { return nil }
        let after =
            waited.map { Words(", \($0.words) after it was asked to end", ko: " (종료 요청 후 \($0.koreanWords))") } ?? .none
        return Recognition(
            Words(
                "\(container.name) did not end when it was asked to, and was killed",
                ko: "\(container.name) 컨테이너가 종료 요청에 응답하지 않아 강제 종료되었습니다")
                + after,
            fix: Words(
                "have process 1 end on SIGTERM: exec in the start script, a handler, or initProcessEnabled; or in "
                    + "slipway.yml: stopTimeout: \(min(limit + limit, .seconds(120)).compact)",
                ko: "1번 프로세스가 SIGTERM에 종료되게 하십시오: 시작 스크립트의 exec, 시그널 처리, initProcessEnabled. 또는 slipway.yml에서: "
                    + "stopTimeout: \(min(limit + limit, .seconds(120)).compact)"),
            confidence: waited == nil ? .possible : .likely, subject: container.name,
            evidence: [
                Evidence(source: "ecs:DescribeTasks", field: "stopCode", text: code),
                Evidence(source: "ecs:DescribeTasks", field: "containers[\(container.name)].exitCode", text: "137"),
            ], tasks: [task.arn], isWarning: true)
    }

    /// P-TD-10: whether process 1 is one that keeps SIGTERM to itself.
    private static func signals(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let contents = facts.imageContents?.value else { return [] }
        let command = StartCommand(plan, contents)
        let subject = Words("process 1", ko: "1번 프로세스")
        let hasInit = facts.definition?.containers.first { $0.name == plan.container }?.hasInitProcess ?? false
        guard let program = command.program.map(StartCommand.baseName) else { return [] }
        let evidence = [Evidence(source: "image", field: "command", text: command.words.joined(separator: " "))]
        let isShell = command.script.map {
            !$0.drop(while: \.isWhitespace).hasPrefix("exec ") && command.commands.count > 1
        }
        let isManager = ["npm", "yarn", "pnpm"].contains(program)
        guard !hasInit, isShell ?? false || isManager else {
            return [
                Foresight(
                    .ok, subject, Words("\(program) gets the signal to end", ko: "\(program) 프로세스가 종료 시그널을 받습니다"),
                    evidence: evidence)
            ]
        }
        return [
            Foresight(
                .warn, subject,
                Words(
                    "\(program) may keep the signal to end from the application, which is then killed after "
                        + plan.stopTimeout.words,
                    ko:
                        "\(program) 프로세스가 종료 시그널을 애플리케이션에 전달하지 않을 수 있으며, 그러면 \(plan.stopTimeout.koreanWords) 뒤에 강제 종료됩니다"
                ),
                fix: isManager
                    ? Words(
                        "in slipway.yml: command: [node, server.js] in place of \(program)",
                        ko: "slipway.yml에서: \(program) 대신 command: [node, server.js]")
                    : Words(
                        "begin the script's last command with exec, or write command: as a list without a shell",
                        ko: "스크립트의 마지막 명령 앞에 exec를 붙이거나 command: 항목을 셸 없이 목록으로 적으십시오"),
                evidence: evidence)
        ]
    }
}
