import SlipwayDomain

extension FailureMode {
    static let appSidecarTookTaskDown = FailureMode(
        "app-sidecar-took-task-down", .application,
        title: Words("a sidecar took the task down", ko: "사이드카가 태스크를 종료시킴"), nature: .application, breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-TD-8"],
        faults: [.sidecarExits(container: "proxy", code: 1, saying: ["proxy: configuration not found"])],
        explanation: Words(
            "The application was only stopped along: another container of the task, marked essential, ended first. A "
                + "proxy, an agent or a log router crashed, or a container that prepares something did its work, ended "
                + "well, and took everything with it.",
            ko: "애플리케이션은 함께 중지되었을 뿐이고, essential로 표시된 다른 컨테이너가 먼저 끝났습니다. 프록시, 에이전트, 로그 라우터가 "
                + "비정상 종료했거나, 준비 작업용 컨테이너가 할 일을 마치고 정상적으로 끝나면서 모두를 함께 종료시킨 경우입니다."),
        remedy: Words(
            "Mark the other container essential: false and let the application wait for it with dependsOn (SUCCESS or "
                + "COMPLETE), or mend what ended it.",
            ko: "다른 컨테이너를 essential: false로 바꾸고 애플리케이션이 dependsOn(SUCCESS 또는 COMPLETE)으로 기다리게 하거나, 종료 원인을 고치십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-143",
                Words("another container ended first", ko: "다른 컨테이너가 먼저 끝났습니다")),
            LookAlike(
                "app-exit-0",
                Words("it is not the application's own container that ended", ko: "끝난 것은 애플리케이션의 컨테이너가 아닙니다")),
        ],
        links: [
            ApplicationWords.stoppedTasks,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        ],
        foresee: essentials,
        recognisers: [
            .exit { _, scene in
                guard let task = scene.task, let main = application(task), wasTaken(main) else { return nil }
                let code = main.exitCode
                let others = task.essentialFirst.filter { other in
                    // An application that ended well may have ended first: only a crash beside it tells otherwise.
                    let innocent = code == 0 ? [0, 137, 143] : [137, 143]
                    return other.name != main.name && !other.name.hasPrefix("aws-guardduty-agent")
                        && other.exitCode.map { !innocent.contains($0) } ?? false
                        && task.definition(of: other.name).map(\.essential) ?? true
                }
                guard let first = others.first(where: { $0.exitCode != 0 }) ?? others.first, let end = first.exitCode
                else { return nil }
                return Recognition(
                    Words(
                        "\(first.name) ended with exit code \(end) and took \(main.name) with it",
                        ko: "\(first.name) 컨테이너(종료 코드 \(end)) 종료로 \(main.name) 컨테이너도 함께 중지되었습니다"),
                    fix: end == 0
                        ? Words(
                            "in the task definition: essential: false for \(first.name), and dependsOn with the "
                                + "condition SUCCESS for \(main.name)",
                            ko: "태스크 정의에서: \(first.name) 컨테이너는 essential: false, \(main.name) 컨테이너에는 "
                                + "SUCCESS 조건의 dependsOn을 설정하십시오")
                        : Words(
                            "read what \(first.name) wrote: slipway logs --since 10m; or mark it essential: false in the "
                                + "task definition",
                            ko: "\(first.name) 컨테이너의 출력을 확인하십시오: slipway logs --since 10m. 또는 태스크 정의에서 "
                                + "essential: false로 바꾸십시오"),
                    confidence: .likely, subject: "\(first.name):\(end)", family: "app-exit",
                    evidence: [first, main].map {
                        Evidence(
                            source: "ecs:DescribeTasks", field: "containers[\($0.name)].exitCode",
                            text: $0.exitCode.map(String.init) ?? "")
                    } + lines(of: first.name, task))
            }
        ])

    /// Whether it ended well, was stopped, or never came to run, and nothing is said against it.
    private static func wasTaken(_ main: ContainerObservation) -> Bool {
        guard let code = main.exitCode else { return main.lastStatus == "STOPPED" && (main.reason ?? "").isEmpty }
        return [0, 137, 143].contains(code)
    }

    private static func lines(of container: String, _ task: TaskSignals) -> [Evidence] {
        let lines = task.lines(of: container).suffix(5)
        return lines.isEmpty ? [] : [Evidence(source: "log", field: container, text: lines.joined(separator: "\n"))]
    }

    /// The container that the task is there for: the load balancer's, the first with a port, or the only one that is
    /// not called like a helper.
    private static func application(_ task: TaskSignals) -> ContainerObservation? {
        let ended = task.task.containers
        if let name = task.workload.settings?.loadBalancers.first?.container {
            return ended.first { $0.name == name }
        }
        if let definition = task.workload.taskDefinition {
            let named = definition.containers.first { !$0.ports.isEmpty && !isHelper($0.name) }
            return named.flatMap { known in ended.first { $0.name == known.name } }
        }
        let own = ended.filter { !isHelper($0.name) }
        return own.count == 1 && ended.count > 1 ? own.first : nil
    }

    private static func isHelper(_ name: String) -> Bool {
        let lower = name.lowercased()
        return [
            "proxy", "envoy", "agent", "router", "sidecar", "init", "migrat", "otel", "xray", "x-ray", "firelens",
            "fluent", "collector", "guardduty", "service-connect",
        ].contains { lower.contains($0) }
    }

    private static func essentials(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let definition = facts.definition, definition.containers.count > 1 else { return [] }
        return definition.containers.filter { $0.name != plan.container && $0.essential && isHelper($0.name) }.map {
            Foresight(
                .warn, Words("container \($0.name)", ko: "컨테이너 \($0.name)"),
                Words(
                    "it is essential: when it ends, even well, the whole task ends",
                    ko: "essential 컨테이너입니다. 정상적으로 끝나더라도 태스크 전체가 종료됩니다"),
                fix: Words(
                    "in the task definition: essential: false for \($0.name)",
                    ko: "태스크 정의에서: \($0.name) 컨테이너를 essential: false로 바꾸십시오"))
        }
    }
}
