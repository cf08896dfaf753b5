import SlipwayDomain

extension FailureMode {
    static let afterMemoryCreep = FailureMode(
        "after-memory-creep", .afterwards,
        title: Words("memory grows until tasks are killed", ko: "메모리가 계속 늘어 태스크가 종료됨"),
        nature: .application, sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container,
        recipes: ["P-TD-2"], faults: [.memoryLimit(mebibytes: 16)],
        explanation: Words(
            "Tasks run out of memory again and again, each at about the same age. That is likely a leak of this release, "
                + "not a limit that is too small: more memory only moves the moment.",
            ko: "태스크들이 비슷한 실행 시간 뒤에 반복해서 메모리 부족으로 종료됩니다. 한도가 작은 것보다 이 릴리스의 메모리 누수일 가능성이 높으며, "
                + "메모리를 늘려도 시점만 늦춰집니다."),
        remedy: Words(
            "Go back to the release before, then find the leak: MemoryUtilization by revision shows where it began.",
            ko: "이전 릴리스로 되돌린 뒤 누수를 찾으십시오. 리비전별 MemoryUtilization 지표로 언제 시작되었는지 알 수 있습니다."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed",
                Words(
                    "the tasks ran for long before, and all for about as long",
                    ko: "태스크들이 오래, 그리고 비슷한 시간 동안 실행된 뒤 종료되었습니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html"],
        recognisers: [.rule { signals in creeps(signals) }])

    /// Kills for memory of the same task definition, at similar ages of at least ten minutes.
    private static func creeps(_ signals: Signals) -> [Recognition] {
        var ages: [(definition: String, age: Duration, task: String)] = []
        for task in signals.observation.tasks {
            let own = TaskSignals(task, logs: [], in: signals.observation, of: signals.workload)
            let isKilled = own.reasons.contains { $0.has("outofmemoryerror") }
            guard isKilled, let age = own.ranFor, age >= .seconds(600) else { continue }
            ages.append((task.taskDefinition, age, task.arn))
        }
        var definitions: [String] = []
        for entry in ages where !definitions.contains(entry.definition) { definitions.append(entry.definition) }
        return definitions.compactMap { definition in
            let own = ages.filter { $0.definition == definition }
            guard own.count >= 2, let least = own.map(\.age).min(), let most = own.map(\.age).max(),
                most * 2 <= least * 3
            else { return nil }
            return Recognition(
                Words(
                    "\(own.count) tasks ran out of memory, each after \(least.words) to \(most.words): likely a leak",
                    ko:
                        "태스크 \(own.count)개가 각각 \(least.koreanWords)~\(most.koreanWords) 실행 후 메모리 부족으로 종료되었습니다. 메모리 누수로 보입니다"
                ),
                fix: Words(
                    "slipway rollback, then compare MemoryUtilization of the releases",
                    ko: "slipway rollback으로 되돌린 뒤 릴리스별 MemoryUtilization을 비교하십시오"), confidence: .likely,
                subject: definition,
                evidence: [
                    Evidence(
                        source: "ecs:DescribeTasks", field: "startedAt to stoppingAt",
                        text: own.map(\.age.words).joined(separator: ", "))
                ], tasks: own.map(\.task), isWarning: true)
        }
    }
}
