import SlipwayDomain

extension FailureMode {
    static let startInitOomKilled = FailureMode(
        "start-init-oom-killed", .start,
        title: Words("the memory limit is too low even to start", ko: "메모리 제한이 너무 작아 시작조차 못함"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-TD-2"],
        faults: [
            .containerFails(
                reason: StartWords.runtime("container init was OOM-killed (memory limit too low?)"))
        ],
        specificity: .narrow,
        explanation: Words(
            "The container's hard memory limit is so small that it was killed before its program began. Often the number "
                + "was meant in another unit: ECS counts in MiB.",
            ko: "컨테이너의 하드 메모리 제한이 너무 작아 프로그램이 시작되기도 전에 종료되었습니다. 단위를 잘못 안 경우가 많습니다. ECS의 단위는 "
                + "MiB입니다."),
        remedy: Words(
            "Raise the container's `memory`, in MiB.", ko: "컨테이너의 `memory`(MiB)를 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed",
                Words(
                    "the application never ran; it did not use the memory up", ko: "애플리케이션은 실행된 적이 없어 메모리를 다 쓴 것이 아닙니다")
            )
        ],
        links: [StartWords.codes],
        foresee: { _, facts in
            (facts.definition?.containers ?? []).compactMap { container in
                guard let memory = container.memory, memory < 64 else { return nil }
                return Foresight(
                    .warn, Words("memory of \(container.name)", ko: "\(container.name) 컨테이너의 메모리"),
                    Words("\(memory) MiB are hardly enough to start", ko: "\(memory) MiB로는 시작하기도 어렵습니다"),
                    fix: Words(
                        "in the task definition: memory 64 or more (in MiB) for \(container.name)",
                        ko: "태스크 정의에서 '\(container.name)' 컨테이너의 memory를 64(MiB) 이상으로 하십시오"))
            }
        },
        recognisers: [
            .text(StartWords.places, ["container init was oom-killed"]) { reason, scene in
                let name = Reason(source: "", field: "", text: reason.field).value(after: "containers[", until: ["]"])
                let limit = name.flatMap { scene.task?.definition(of: $0)?.memory }
                let asked = limit.map { " (\($0) MiB)" } ?? ""
                return Recognition(
                    Words("the memory limit\(asked) of ", ko: "") + StartWords.container(reason)
                        + Words(" is too low even to start it", ko: "의 메모리 제한\(asked)이 너무 작아 시작할 수 없습니다"),
                    fix: Words(
                        "in the task definition: a larger `memory` for the container, in MiB",
                        ko: "태스크 정의에서 컨테이너의 `memory`(MiB)를 늘리십시오"))
            }
        ])
}
