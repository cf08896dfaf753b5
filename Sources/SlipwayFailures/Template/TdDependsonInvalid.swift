import SlipwayDomain

extension FailureMode {
    static let tdDependsonInvalid = FailureMode(
        "td-dependson-invalid", .template,
        title: Words("a container waits for what never comes", ko: "컨테이너가 올 수 없는 상태를 기다림"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-TD-8"],
        faults: [
            .containerFails(
                reason: "TaskDependencyError: dependency graph: failed to resolve container ordering dependency "
                    + "[migrate] for target [app] as dependency did not exit successfully."),
            .call(
                TemplateWords.register, refusedWith: "ClientException",
                message: "A dependency container with HEALTHY condition must have health check configured"),
        ],
        explanation: Words(
            "A container waits for another one that cannot become what it waits for: HEALTHY without a health check, "
                + "SUCCESS of one that ends with an error, a name that is not there, or each other in a circle. Some of it "
                + "is refused at once; the rest shows when tasks start.",
            ko: "컨테이너가 기다리는 상태에 다른 컨테이너가 도달할 수 없습니다. 상태 확인 없는 HEALTHY, 오류로 끝나는 컨테이너의 SUCCESS, 없는 이름, "
                + "서로를 기다리는 순환이 원인입니다. 일부는 즉시 거부되고 나머지는 태스크가 시작될 때 드러납니다."),
        remedy: Words(
            "Give the one waited for a health check or let it end with 0, or give it more startTimeout.",
            ko: "기다리는 대상에 상태 확인을 추가하거나 종료 코드 0으로 끝나게 하고, 필요하면 startTimeout을 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "hc-container-unhealthy",
                Words(
                    "the task never ran: one container waited for another",
                    ko: "태스크가 실행되지 못했고, 한 컨테이너가 다른 컨테이너를 기다리고 있었습니다"))
        ],
        links: [TemplateWords.guide("task_definition_parameters")],
        foresee: { _, facts in
            let containers = facts.definition?.containers ?? []
            guard containers.contains(where: { !$0.dependsOn.isEmpty }) else { return [] }
            let problems = ContainerOrder.problems(containers)
            let subject = Words("order of the containers", ko: "컨테이너 시작 순서")
            if problems.isEmpty {
                return [Foresight(.ok, subject, Words("every container can start", ko: "모든 컨테이너가 시작될 수 있습니다"))]
            }
            return problems.map { problem in
                Foresight(
                    .fail, subject, problem.cause, fix: problem.fix,
                    evidence: [Evidence(source: "task definition", field: "dependsOn", text: problem.text)])
            }
        },
        recognisers: [
            .text(
                [.call, .stack, .reason, .event],
                [
                    "taskdependencyerror", "dependency graph", "did not satisfy", "condition must have health check",
                    "condition cannot be an essential container",
                ]
            ) { reason, scene in recognise(reason, scene) }
        ])

    private static func recognise(_ reason: Reason, _ scene: Scene) -> Recognition? {
        if reason.has("must have health check") {
            return Recognition(
                Words(
                    "a container waits until another is HEALTHY, and that one has no health check",
                    ko: "다른 컨테이너가 HEALTHY가 되기를 기다리는데 그 컨테이너에 상태 확인이 없습니다"),
                fix: ContainerOrder.addCheck, subject: "healthy")
        }
        if reason.has("cannot be an essential container") {
            return Recognition(
                Words(
                    "a container waits for the end of an essential one, whose end would stop the task",
                    ko: "필수 컨테이너가 끝나기를 기다리고 있는데, 필수 컨테이너가 끝나면 태스크도 중지됩니다"),
                fix: ContainerOrder.notEssential, subject: "essential")
        }
        if reason.has("did not satisfy"), !reason.has("depend") { return nil }
        let other = reason.value(after: "dependency [", until: ["]"])
        let container = reason.value(after: "target [", until: ["]"])
        let ended = scene.task?.task.containers.first { $0.name == other }?.exitCode
        let said = ended.map { Words(", and it ended with exit code \($0)", ko: " (종료 코드 \($0))") } ?? .none
        let names = Words(
            "\(container ?? "a container") waited for \(other ?? "another one") in vain",
            ko: "\(container ?? "컨테이너 하나")의 대기가 실패했습니다. 기다린 대상: \(other ?? "다른 컨테이너")")
        return Recognition(
            names + said,
            fix: Words(
                "slipway logs --since 10m shows what \(other ?? "it") wrote; raise its startTimeout where it is only slow",
                ko: "slipway logs --since 10m으로 \(other ?? "대상") 컨테이너의 출력을 확인하고, 느릴 뿐이라면 startTimeout을 늘리십시오"),
            // What the task's own reason says of it is remembered, not documented.
            confidence: other == nil ? .likely : .certain, subject: "\(container ?? ""):\(other ?? "")")
    }
}

/// Whether containers that wait for each other can all start (facts: ecs-failures P-TD-8).
enum ContainerOrder {
    struct Problem {
        var cause: Words
        var fix: Words
        /// What the task definition says.
        var text: String
    }

    static let addCheck = Words(
        "give the container waited for a healthCheck, or wait for START",
        ko: "기다리는 대상 컨테이너에 healthCheck를 추가하거나 START 조건으로 바꾸십시오")
    static let notEssential = Words(
        "set essential: false on the container waited for, or wait for START or HEALTHY",
        ko: "기다리는 대상 컨테이너를 essential: false로 하거나 START 또는 HEALTHY 조건으로 바꾸십시오")

    static func problems(_ containers: [ContainerFact]) -> [Problem] {
        var found = containers.flatMap { container in
            container.dependsOn.compactMap { problem(container, $0, containers) }
        }
        if let circle = circle(containers) {
            let text = circle.joined(separator: " → ")
            found.append(
                Problem(
                    cause: Words("containers wait for each other in a circle: \(text)", ko: "컨테이너가 서로를 기다립니다: \(text)"),
                    fix: Words("take one dependsOn out of the circle", ko: "순환에서 dependsOn 하나를 제거하십시오"), text: text))
        }
        return found
    }

    private static func problem(
        _ container: ContainerFact, _ wait: PlainVariable, _ containers: [ContainerFact]
    ) -> Problem? {
        let text = "\(container.name): \(wait.name) \(wait.value)"
        guard let other = containers.first(where: { $0.name == wait.name }) else {
            let near = Nearness.nearest(to: wait.name, among: containers.map(\.name)) ?? "NAME"
            return Problem(
                cause: Words(
                    "\(container.name) waits for '\(wait.name)', and there is no such container",
                    ko: "\(container.name) 컨테이너가 존재하지 않는 '\(wait.name)' 컨테이너를 기다립니다"),
                fix: Words(
                    "write containerName: \(near) in dependsOn", ko: "dependsOn에 다음과 같이 쓰십시오: containerName: \(near)"),
                text: text)
        }
        switch wait.value {
        case "HEALTHY" where other.healthCommand.isEmpty:
            return Problem(
                cause: Words(
                    "\(container.name) waits until \(other.name) is HEALTHY, and that one has no health check",
                    ko: "\(container.name) 컨테이너가 HEALTHY를 기다리는 \(other.name) 컨테이너에 상태 확인이 없습니다"),
                fix: addCheck, text: text)
        case "SUCCESS" where other.essential, "COMPLETE" where other.essential:
            return Problem(
                cause: Words(
                    "\(container.name) waits for the end of \(other.name), which is essential: its end stops the task",
                    ko: "\(container.name) 컨테이너가 끝나기를 기다리는 \(other.name) 컨테이너가 필수라서, 끝나면 태스크도 중지됩니다"),
                fix: notEssential, text: text)
        default: return nil
        }
    }

    /// Containers that wait for each other, the first one again at the end; nothing where all can start.
    private static func circle(_ containers: [ContainerFact]) -> [String]? {
        var done: Set<String> = []
        for container in containers {
            var path: [String] = []
            if let found = walk(container.name, containers, &path, &done) { return found }
        }
        return nil
    }

    private static func walk(
        _ name: String, _ containers: [ContainerFact], _ path: inout [String], _ done: inout Set<String>
    ) -> [String]? {
        if let start = path.firstIndex(of: name) { return Array(path[start...]) + [name] }
        guard !done.contains(name), let container = containers.first(where: { $0.name == name }) else { return nil }
        path.append(name)
        for wait in container.dependsOn {
            if let found = walk(wait.name, containers, &path, &done) { return found }
        }
        path.removeLast()
        done.insert(name)
        return nil
    }
}
