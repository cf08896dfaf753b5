import SlipwayDomain

extension FailureMode {
    static let appEnvMissing = FailureMode(
        "app-env-missing", .application,
        title: Words("the application misses a variable", ko: "애플리케이션에 필요한 환경 변수가 없음"), nature: .application,
        breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-TD-9"],
        faults: [.exits(code: 1, saying: ["Error: Missing required environment variable JWT_SECRET"])],
        explanation: Words(
            "The application said during its start that an environment variable is missing, and ended. The new version reads "
                + "one that the task definition does not give, another environment has it and this one has not, it was "
                + "renamed, or it is there and empty.",
            ko: "애플리케이션이 시작하면서 환경 변수가 없다고 알리고 끝났습니다. 새 버전이 읽는 변수가 태스크 정의에 없거나, 다른 환경에는 있고 "
                + "이 환경에는 없거나, 이름이 바뀌었거나, 값이 비어 있는 경우입니다."),
        remedy: Words(
            "Give the variable, plainly or as a secret, and list it under required: so that it is checked before the next "
                + "deployment.",
            ko: "변수를 일반 변수나 시크릿으로 추가하고, 다음 배포 전에 검사되도록 required: 목록에 넣으십시오."),
        lookAlikes: [
            LookAlike(
                "app-config-invalid",
                Words("the variable is said to be missing, not to be wrong", ko: "값이 잘못된 것이 아니라 변수가 없다고 합니다")),
            LookAlike(
                "secret-json-key-missing",
                Words("the task started: ECS found all secrets", ko: "태스크가 시작되었으므로 ECS는 시크릿을 모두 찾았습니다")),
        ],
        links: [
            ApplicationWords.stoppedTasks,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html",
        ],
        foresee: variables,
        recognisers: [
            .text([.log], MissingVariable.phrases) { line, scene in
                guard let missing = MissingVariable(line, scene) else { return nil }
                return tell(missing.name, scene)
            }
        ])

    private static func tell(_ name: String?, _ scene: Scene) -> Recognition {
        guard let name else {
            return ApplicationWords.said(
                scene, Words("it misses a variable that its last lines speak of", ko: "마지막 로그에 언급된 환경 변수가 없습니다"),
                fix: Words(
                    "read its last lines: slipway logs --since 10m; then add the variable to variables: or secrets: in "
                        + "slipway.yml",
                    ko: "마지막 로그를 확인하고 slipway.yml의 variables: 또는 secrets: 항목에 변수를 추가하십시오: slipway logs --since 10m"))
        }
        let definitions = scene.workload.taskDefinition?.containers ?? []
        let own = definitions.filter { $0.name == scene.exit?.container.name ?? $0.name }
        if own.contains(where: { ($0.variables + $0.secrets.map(\.name)).contains(name) }) {
            return ApplicationWords.said(
                scene, Words("it does not accept \(name), which is given", ko: "\(name) 변수가 있지만 그 값을 받아들이지 않습니다"),
                fix: Words(
                    "\(name) is given: look whether its value is empty or malformed",
                    ko: "\(name) 변수는 전달되고 있습니다. 값이 비어 있거나 형식이 잘못되지 않았는지 확인하십시오"), subject: name)
        }
        return ApplicationWords.said(
            scene, Words("it misses the variable \(name)", ko: "환경 변수 \(name) 값이 없습니다"),
            fix: add(name), subject: name)
    }

    private static func add(_ name: String) -> Words {
        let lines = "variables: { \(name): … }"
        let secret = "secrets: { \(name): \"secret:NAME#key\" }"
        return Words(
            "in slipway.yml: \(lines) or \(secret), and add it to required:",
            ko: "slipway.yml에서: \(lines) 또는 \(secret) 항목을 추가하고 required: 목록에도 넣으십시오")
    }

    /// What another environment is given and this one is not.
    private static func others(_ plan: ServicePlan, _ facts: Facts, _ given: Set<String>) -> [Foresight] {
        var told = given.union(plan.required)
        return facts.siblings.flatMap { sibling in
            sibling.variables.filter { told.insert($0).inserted }.map { name in
                Foresight(
                    .warn, Words("variable \(name)", ko: "환경 변수 \(name)"),
                    Words(
                        "\(sibling.environment) is given it, and \(plan.environment.name) is not",
                        ko: "\(sibling.environment) 환경에는 있지만 \(plan.environment.name) 환경에는 없습니다"),
                    fix: add(name), evidence: [Evidence(source: "manifest", field: sibling.environment, text: name)])
            }
        }
    }

    /// P-TD-9: the application's contract, and what the running release is given.
    private static func variables(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let everything = VariableRules.given(plan, facts)
        let given = everything.names
        var seen: [Foresight] = []
        if let contract = facts.contract, contract != .missing {
            let subject = Words("variables of the contract", ko: "계약에 적힌 환경 변수")
            if let names = contract.value {
                // What the manifest requires is checked by itself.
                seen += names.filter { !given.contains($0) && !plan.required.contains($0) }.map { name in
                    Foresight(
                        // An environment file that nobody could read may give it.
                        everything.mayBeMore ? .unknown : .fail, Words("variable \(name)", ko: "환경 변수 \(name)"),
                        Words(
                            "the application says that it reads it, and nothing gives it",
                            ko: "애플리케이션이 읽는다고 밝힌 변수인데 값을 주는 곳이 없습니다"),
                        fix: add(name), evidence: [Evidence(source: "contract", field: "names", text: name)])
                }
                if seen.isEmpty, !names.isEmpty {
                    seen.append(
                        Foresight(.ok, subject, Words("all \(names.count) are given", ko: "\(names.count)개 모두 전달됩니다")))
                }
            } else {
                let unseen = Foresight(.unknown, subject, Words("it was not read", ko: "읽지 않았습니다"))
                seen += [contract.foresight(subject, missing: unseen) { _ in nil }].compactMap(\.self)
            }
        }
        seen += others(plan, facts, given)
        let running = facts.taskDefinition?.value?.containers.first { $0.name == plan.container }
        let before = (running?.variables ?? []) + (running?.secrets.map(\.name) ?? [])
        guard let running, !before.isEmpty, !everything.mayBeMore else { return seen }
        let lost = before.filter { !given.contains($0) && !plan.required.contains($0) }
        guard !lost.isEmpty else {
            let subject = Words("variables of the running release", ko: "실행 중인 릴리스의 환경 변수")
            return seen + [
                Foresight(
                    .ok, subject, Words("all \(before.count) are still given", ko: "\(before.count)개 모두 그대로 전달됩니다"))
            ]
        }
        return seen
            + lost.map { name in
                Foresight(
                    .warn, Words("variable \(name)", ko: "환경 변수 \(name)"),
                    Words(
                        "the running release is given it, and this one is not", ko: "실행 중인 릴리스에는 있지만 이번 릴리스에는 없습니다"),
                    fix: add(name) + Words("; nothing, if it is no longer read", ko: ". 더 이상 쓰지 않는 변수라면 그대로 두십시오"),
                    evidence: [
                        Evidence(source: "ecs:DescribeTaskDefinition", field: "containers[\(running.name)]", text: name)
                    ])
            }
    }
}
