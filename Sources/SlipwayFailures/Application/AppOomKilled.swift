import SlipwayDomain

extension FailureMode {
    static let appOomKilled = FailureMode(
        "app-oom-killed", .application,
        title: Words("the container ran out of memory", ko: "컨테이너 메모리 부족"), nature: .application, breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-TD-2"],
        faults: [.memoryLimit(mebibytes: 32), .fillsMemory],
        explanation: Words(
            "The container used more memory than its limit and was killed, or its runtime reached a limit of its own. The "
                + "limit is too small for the new version, the runtime does not know of it, there are too many workers, or "
                + "memory leaks.",
            ko: "컨테이너가 한도보다 많은 메모리를 사용해 강제 종료되었거나 런타임이 자체 한도에 도달했습니다. 새 버전에 비해 한도가 작거나, "
                + "런타임이 한도를 모르거나, 워커가 너무 많거나, 메모리 누수가 있는 경우입니다."),
        remedy: Words(
            "Raise memory of the task (and of the container, where it has a limit of its own), or let the runtime keep "
                + "to it: -XX:MaxRAMPercentage, --max-old-space-size, fewer workers.",
            ko: "태스크의 메모리(컨테이너에 별도 한도가 있으면 그것도)를 늘리거나 런타임이 한도를 지키게 하십시오: "
                + "-XX:MaxRAMPercentage, --max-old-space-size, 워커 수 줄이기."),
        lookAlikes: [
            LookAlike(
                "app-exit-137", Words("memory is named as the reason", ko: "메모리가 원인이라고 분명히 나와 있습니다")),
            LookAlike(
                "app-exit-134", Words("its last lines speak of memory", ko: "마지막 로그에 메모리가 언급됩니다")),
        ],
        links: [ApplicationWords.stoppedTasks, ApplicationWords.circuitBreaker],
        foresee: peak,
        recognisers: [
            .text([.reason, .event, .stack], ["outofmemoryerror", "container killed due to memory usage"]) {
                reason, scene in
                // Java's own error is a line of a log.
                guard !reason.has("java.lang."), let task = scene.task else {
                    return reason.has("java.lang.") ? nil : killed(nil, scene)
                }
                return killed(task.essentialFirst.first { $0.reason.map(reason.text.hasPrefix) ?? false }, scene)
            },
            .text(
                [.log],
                [
                    "javascript heap out of memory", "reached heap limit", "java.lang.outofmemoryerror",
                    "system.outofmemoryexception", "fatal error: runtime: out of memory", "std::bad_alloc",
                    "fatal error: allowed memory size of", "failed to allocate memory (nomemoryerror)",
                    "perhaps out of memory?", "memory allocation of ", "memoryerror",
                ]
            ) { line, scene in
                guard !ApplicationWords.isCalm(line), isMemory(line) else { return nil }
                let name = scene.exit?.container.name ?? line.field
                return ApplicationWords.said(
                    scene, Words("it ran out of its runtime's memory", ko: "런타임의 메모리가 부족합니다"),
                    fix: Words(
                        "in slipway.yml: memory: \(larger(scene.workload)), and let the runtime use it: "
                            + "-XX:MaxRAMPercentage=75 (Java), --max-old-space-size (Node.js), fewer workers",
                        ko: "slipway.yml에서: memory: \(larger(scene.workload)). 런타임도 그만큼 쓰게 하십시오: "
                            + "-XX:MaxRAMPercentage=75 (Java), --max-old-space-size (Node.js), 워커 수 줄이기"),
                    subject: name)
            },
        ])

    private static func isMemory(_ line: Reason) -> Bool {
        if line.has("memory allocation of ") { return line.has(" bytes failed") }
        if line.hasAny("std::bad_alloc", "heap", "out of memory", "allowed memory size", "nomemoryerror") {
            return true
        }
        // Python names the exception alone at the end of a traceback.
        return line.hasAny("outofmemory") || line.text.hasPrefix("MemoryError")
    }

    private static func killed(_ container: ContainerObservation?, _ scene: Scene) -> Recognition {
        let limit =
            container.flatMap { scene.task?.definition(of: $0.name)?.memory } ?? scene.workload.taskDefinition?.memory
        let evidence = container.flatMap { container in
            container.exitCode.map {
                Evidence(source: "ecs:DescribeTasks", field: "containers[\(container.name)].exitCode", text: "\($0)")
            }
        }
        let name = container.map { Words(same: $0.name) } ?? Words("a container", ko: "컨테이너")
        let size = limit.map { Words(" of \($0) MiB", ko: " (\($0) MiB)") } ?? .none
        return Recognition(
            name + Words(" was killed: it used more memory than its limit", ko: " 강제 종료: 메모리 사용량이 한도를 넘었습니다") + size,
            fix: Words(
                "in slipway.yml: memory: \(larger(scene.workload)); or have the runtime use less",
                ko: "slipway.yml에서: memory: \(larger(scene.workload)). 또는 런타임이 메모리를 덜 쓰게 하십시오"),
            subject: container?.name ?? "", evidence: [evidence].compactMap(\.self))
    }

    private static func larger(_ workload: Workload) -> String {
        workload.taskDefinition?.memory.map { String($0 * 2) } ?? "1024"
    }

    /// Whether the new size still holds what the running release uses at its worst.
    private static func peak(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let subject = Words("memory \(plan.memory) MiB", ko: "메모리 \(plan.memory) MiB")
        var seen: [Foresight] = []
        let application = facts.definition?.containers.first { $0.name == plan.container }
        if let limit = application?.memory, limit >= 64, limit * 4 <= plan.memory,
            facts.definition?.containers.count == 1
        {
            seen.append(
                Foresight(
                    .warn, subject,
                    Words(
                        "\(plan.container) may use only \(limit) MiB of it",
                        ko: "\(plan.container) 컨테이너는 그중 \(limit) MiB만 쓸 수 있습니다"),
                    fix: Words(
                        "raise the container's own limit, or leave it out", ko: "컨테이너의 자체 한도를 늘리거나 없애십시오")))
        }
        guard let fact = facts.memoryPeak, fact != .missing, let old = facts.taskDefinition?.value?.memory else {
            return seen
        }
        let unseen = Foresight(.unknown, subject, Words("its use was not measured", ko: "사용량을 측정하지 않았습니다"))
        let judged = fact.foresight(subject, missing: unseen) { peak in
            let percent = Int((peak * Double(old) / Double(max(1, plan.memory))).rounded(.up))
            let evidence = [
                Evidence(
                    source: "cloudwatch:GetMetricStatistics", field: "MemoryUtilization",
                    text: "\(Int(peak.rounded(.up))) % of \(old) MiB")
            ]
            guard percent > 90 else {
                return Foresight(
                    .ok, subject,
                    Words("last week's peak is \(percent) % of it", ko: "지난주 최대 사용량은 그 \(percent) %입니다"),
                    evidence: evidence)
            }
            return Foresight(
                .warn, subject,
                Words(
                    "last week's peak would be \(percent) % of it", ko: "지난주 최대 사용량이 그 \(percent) %에 이릅니다"),
                fix: Words(
                    "in slipway.yml: memory: \(max(old, plan.memory) * 2)",
                    ko: "slipway.yml에서: memory: \(max(old, plan.memory) * 2)"), evidence: evidence)
        }
        return seen + [judged].compactMap(\.self)
    }
}
