import SlipwayDomain

extension FailureMode {
    static let tdContainerExceedsTask = FailureMode(
        "td-container-exceeds-task", .template,
        title: Words("a container asks for more than the task has", ko: "컨테이너 요구량이 태스크 크기를 초과"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-2"],
        faults: [
            .call(
                TemplateWords.register, refusedWith: "ClientException",
                message: "The 'memory' setting for container 'app' is greater than for the task.")
        ],
        explanation: Words(
            "A container's limit, or what all containers reserve together, is larger than the task they share. It comes "
                + "up when the task was made smaller and its containers were not, or when a sidecar was added.",
            ko: "컨테이너 하나의 제한이나 모든 컨테이너의 예약 합계가 공유하는 태스크 크기보다 큽니다. 태스크만 줄이고 컨테이너는 그대로 두었거나 "
                + "사이드카를 추가했을 때 생깁니다."),
        remedy: Words(
            "Lower the containers' limits or raise the task's size. On Fargate a container needs no limit of its own.",
            ko: "컨테이너 제한을 낮추거나 태스크 크기를 키우십시오. Fargate에서는 컨테이너별 제한이 필요하지 않습니다."),
        lookAlikes: [
            LookAlike(
                "td-fargate-size-invalid",
                Words("ECS names a container, not the task's own pair", ko: "ECS가 태스크의 조합이 아니라 컨테이너를 지목했습니다"))
        ],
        links: [TemplateWords.guide("task_definition_parameters")],
        foresee: { _, facts in
            guard let definition = facts.definition else { return [] }
            let problems = overflows(definition)
            if !problems.isEmpty { return problems }
            let subject = Words("size of the containers", ko: "컨테이너 크기")
            return [
                Foresight(.ok, subject, Words("all containers fit into the task", ko: "모든 컨테이너가 태스크 크기 안에 들어갑니다"))
            ]
        },
        recognisers: [
            .text(TemplateWords.refusals, ["is greater than for the task", "total cpu"]) { reason, _ in
                if reason.has("is greater than for the task") {
                    let container = reason.value(after: "for container ") ?? "app"
                    let field = reason.value(after: "The ") ?? "memory"
                    return Recognition(
                        Words(
                            "the container '\(container)' asks for more \(field) than the whole task has",
                            ko: "'\(container)' 컨테이너의 \(field) 설정이 태스크 전체보다 큽니다"),
                        fix: smaller(container, field), subject: "\(container):\(field)")
                }
                // How ECS words a sum that is too large is remembered, not documented.
                guard reason.has("total cpu", "greater than") else { return nil }
                return Recognition(
                    Words(
                        "the containers likely reserve more CPU together than the task has",
                        ko: "컨테이너들이 예약한 CPU 합계가 태스크보다 큰 것으로 보입니다"),
                    fix: TemplateWords.inManifest("cpu: 512, memory: 1024"), confidence: .likely, subject: "cpu")
            }
        ])

    private static func overflows(_ definition: TaskDefinitionFact) -> [Foresight] {
        var found: [Foresight] = []
        func add(_ subject: Words, _ field: String, _ value: Int, _ limit: Int, _ fix: Words) {
            found.append(
                Foresight(
                    .fail, subject,
                    Words(
                        "\(field) of \(value) is more than the task's \(limit)",
                        ko: "\(field) 값이 태스크보다 큽니다: \(value) > \(limit)"),
                    fix: fix, evidence: [Evidence(source: "task definition", field: field, text: String(value))]))
        }
        let all = Words("all containers together", ko: "모든 컨테이너 합계")
        if let memory = definition.memory {
            for container in definition.containers {
                guard let own = container.memory, own > memory else { continue }
                add(TemplateWords.subject(container), "memory", own, memory, smaller(container.name, "memory"))
            }
            let reserved = definition.containers.compactMap(\.memoryReservation).reduce(0, +)
            if reserved > memory {
                add(all, "memoryReservation", reserved, memory, TemplateWords.inManifest("memory: \(reserved)"))
            }
        }
        if let cpu = definition.cpu {
            let reserved = definition.containers.reduce(0) { $0 + $1.cpu }
            if reserved > cpu { add(all, "cpu", reserved, cpu, TemplateWords.inManifest("cpu: \(reserved)")) }
        }
        return found
    }

    private static func smaller(_ container: String, _ field: String) -> Words {
        Words(
            "lower `\(field)` of the container \(container), leave it out, or raise `\(field)` of the service in slipway.yml",
            ko: "\(container) 컨테이너의 `\(field)` 값을 낮추거나 빼고, 아니면 slipway.yml에서 서비스의 `\(field)` 값을 올리십시오")
    }
}
