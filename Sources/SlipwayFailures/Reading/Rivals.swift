package import SlipwayDomain

extension Classifier {
    /// Pairs of modes of the same specificity that both recognise a text of these signals: the catalogue would decide
    /// between them by their order alone. Each is written `ID / ID: text`.
    package static func rivals(_ signals: Signals) -> [String] {
        let workload = signals.workload
        var texts: [(Reason, Scene)] = signals.refusals.map {
            (Reason(source: $0.operation, field: "", text: "\($0.code): \($0.message)"), Scene(.call, workload))
        }
        texts += signals.stackEvents.map { (StackReading.reason(of: $0), Scene(.stack, workload)) }
        for task in signals.observation.tasks {
            let logs = signals.observation.logs.filter { $0.task == task.arn }
            let own = TaskSignals(task, logs: logs, in: signals.observation, of: workload)
            texts += own.reasons.map { ($0, Scene(.reason, workload, task: own)) }
            for tail in logs {
                texts += tail.lines.map {
                    (
                        Reason(source: "log", field: tail.container, text: $0),
                        Scene(.log, workload, task: own, exit: own.exit)
                    )
                }
            }
        }
        texts += (signals.observation.service?.events ?? []).map {
            (Reason(source: "", field: "events", text: $0.message), Scene(.event, workload))
        }
        return texts.flatMap { reason, scene in
            let claims = PhraseIndex.catalogue.readers(of: reason.text, in: scene.place)
                .filter { $0.read(reason, scene) != nil }.map(\.mode)
            return zip(claims, claims.dropFirst()).compactMap { first, second in
                first.id != second.id && first.specificity == second.specificity && first.id == claims[0].id
                    ? "\(first.id) / \(second.id): \(reason.text.prefix(80))" : nil
            }
        }
    }
}
