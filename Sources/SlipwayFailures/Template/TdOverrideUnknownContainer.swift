import SlipwayDomain

extension FailureMode {
    static let tdOverrideUnknownContainer = FailureMode(
        "td-override-unknown-container", .template,
        title: Words("a one-off task names a container that is not there", ko: "일회성 태스크가 없는 컨테이너를 지정"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-4"],
        faults: [
            .call(
                "ecs:RunTask", refusedWith: "InvalidParameterException",
                message: "Override for container named migrate is not a container in the TaskDefinition.")
        ],
        explanation: Words(
            "A migration, a schedule or a command by hand overrides something of a container, by a name that the task "
                + "definition does not have, mostly an old one.",
            ko: "마이그레이션, 일정, 수동 명령이 컨테이너 설정을 재정의하면서 태스크 정의에 없는 이름(대개 예전 이름)을 사용했습니다."),
        remedy: Words("Use the container's present name in the override.", ko: "재정의에 현재 컨테이너 이름을 사용하십시오."),
        lookAlikes: [
            LookAlike(
                "td-container-port-undefined",
                Words("it is an override of a task that names it", ko: "컨테이너를 가리키는 것은 태스크의 재정의입니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html"],
        foresee: { plan, facts in
            guard let definition = facts.definition, !plan.before.isEmpty else { return [] }
            let names = definition.containers.map(\.name)
            let tasks = TemplateWords.list(plan.before.map(\.name))
            let subject = Words("container of the tasks before: \(tasks)", ko: "사전 작업의 컨테이너: \(tasks)")
            if names.contains(plan.container) {
                return [
                    Foresight(.ok, subject, Words("\(plan.container) is there", ko: "\(plan.container) 컨테이너가 있습니다"))
                ]
            }
            return [
                Foresight(
                    .fail, subject,
                    Words(
                        "the task definition has no container '\(plan.container)', in which \(tasks) would run",
                        ko: "사전 작업(\(tasks))이 실행될 '\(plan.container)' 컨테이너가 태스크 정의에 없습니다"),
                    fix: rename(plan.container, names),
                    evidence: [
                        Evidence(
                            source: "task definition", field: "containerDefinitions", text: TemplateWords.list(names))
                    ])
            ]
        },
        recognisers: [
            .text([.call], ["override for container named"]) { reason, scene in
                guard let name = reason.value(after: "named ") else { return nil }
                let names = scene.workload.taskDefinition?.containers.map(\.name) ?? []
                return Recognition(
                    Words(
                        "the override names the container '\(name)', which the task definition does not have",
                        ko: "재정의가 태스크 정의에 없는 '\(name)' 컨테이너를 가리킵니다"),
                    fix: rename(name, names), subject: name)
            }
        ])

    private static func rename(_ name: String, _ names: [String]) -> Words {
        let like = names.first { $0.hasPrefix(name) || name.hasPrefix($0) }
        let present = Nearness.nearest(to: name, among: names) ?? like ?? names.first ?? "NAME"
        return Words(
            "write `\(present)` in place of `\(name)` in the override (\"containerOverrides\": [{ \"name\": … }])",
            ko: "재정의(\"containerOverrides\": [{ \"name\": … }])에서 `\(name)` 대신 `\(present)` 이름을 쓰십시오")
    }
}
