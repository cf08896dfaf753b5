import SlipwayDomain

extension FailureMode {
    static let memoryKilled = FailureMode(
        "app-oom-killed", title: "the container ran out of memory", nature: .application, fault: .memoryKill,
        explanation:
            "The container used more memory than its limit and was killed. Often the limit is too small for the new "
            + "version, or the runtime does not know of it and takes its share of the whole machine.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .reason { reason, signals in
                guard reason.hasAny("outofmemoryerror", "container killed due to memory usage") else { return nil }
                let container = signals.essentialFirst.first { $0.reason == reason.text }
                let name = container?.name ?? "a container"
                let exit = container?.exitCode.map {
                    [Evidence(source: "ecs:DescribeTasks", field: "containers[\(name)].exitCode", text: String($0))]
                }
                return Recognition(
                    "\(name) was killed because it used more than its \(limit(signals, name))",
                    fix: "in slipway.yml: memory: \(larger(signals)); or have the runtime use less", subject: name,
                    evidence: exit ?? [])
            },
            .exit { exit, signals in
                guard let line = exit.line(with: "javascript heap out of memory", "java.lang.outofmemoryerror") else {
                    return nil
                }
                return Recognition(
                    "\(exit.container.name) ran out of its runtime's memory\(exit.after)",
                    fix:
                        "in slipway.yml: memory: \(larger(signals)), and let the runtime use it: -XX:MaxRAMPercentage=75 "
                        + "(Java), --max-old-space-size (Node.js)", confidence: .likely, subject: exit.container.name,
                    evidence: [Evidence(source: "log", field: exit.container.name, text: line)] + exit.evidence)
            },
        ])

    private static func limit(_ signals: TaskSignals, _ container: String) -> String {
        let memory =
            signals.definition(of: container)?.memory ?? signals.workload.taskDefinition?.memory
        return memory.map { "\($0) MiB of memory" } ?? "memory"
    }

    private static func larger(_ signals: TaskSignals) -> String {
        signals.workload.taskDefinition?.memory.map { String($0 * 2) } ?? "(more)"
    }
}
