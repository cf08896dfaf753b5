package import SlipwayDomain

/// Everything one failed task shows, laid out for recognising.
package struct TaskSignals: Sendable {
    package var task: TaskObservation
    package var workload: Workload
    /// The essential container that ended first with a code of its own, else one that has a reason; never simply the
    /// first of the list, which may be an injected sidecar.
    package var culprit: ContainerObservation?
    /// Last log lines of the culprit, oldest first.
    package var log: [String]
    /// Events of the service that name the task.
    package var events: [ServiceEvent]

    /// Longer texts are cut before anything looks into them.
    static let longestText = 4096

    init(_ task: TaskObservation, in observation: Observation, _ workload: Workload) {
        self.task = task
        self.workload = workload
        culprit = Self.culprit(of: task, workload)
        let name = culprit?.name
        log = observation.logs.filter { $0.task == task.arn && (name == nil || $0.container == name) }.flatMap(\.lines)
        events = (observation.service?.events ?? []).filter { $0.message.contains(task.id) }
    }

    /// The reasons ECS gives, most specific first: containers', then the task's own.
    var reasons: [(field: String, text: String)] {
        var found: [(String, String)] = []
        if let culprit, let reason = culprit.reason, !reason.isEmpty {
            found.append(("containers[\(culprit.name)].reason", Self.cut(reason)))
        }
        for container in task.containers where container.name != culprit?.name {
            if let reason = container.reason, !reason.isEmpty {
                found.append(("containers[\(container.name)].reason", Self.cut(reason)))
            }
        }
        if let reason = task.stoppedReason, !reason.isEmpty { found.append(("stoppedReason", Self.cut(reason))) }
        return found
    }

    /// The first reason that contains all words of any of the alternatives, without case.
    func reason(containing alternatives: [[String]]) -> Evidence? {
        for (field, text) in reasons {
            let lower = text.lowercased()
            if alternatives.contains(where: { $0.allSatisfy { lower.contains($0.lowercased()) } }) {
                return Evidence(source: "ecs:DescribeTasks", field: field, text: text)
            }
        }
        return nil
    }

    func reason(_ words: String...) -> Evidence? { reason(containing: [words]) }

    /// The last lines of the log as evidence.
    var logEvidence: [Evidence] {
        log.suffix(8).map { Evidence(source: "log", field: culprit?.name ?? task.id, text: Self.cut($0)) }
    }

    /// Every reason as evidence, for failures that are told by other things.
    var reasonEvidence: [Evidence] {
        reasons.map { Evidence(source: "ecs:DescribeTasks", field: $0.field, text: $0.text) }
    }

    static func cut(_ text: String) -> String {
        text.utf8.count <= longestText ? text : String(decoding: text.utf8.prefix(longestText), as: UTF8.self)
    }

    private static func culprit(of task: TaskObservation, _ workload: Workload) -> ContainerObservation? {
        let essential = task.containers.filter { container in
            workload.taskDefinition?.containers.first { $0.name == container.name }?.essential ?? true
        }
        // A container that was stopped because another ended has 0, 137 or 143.
        let own = essential.first { ![nil, 0, 137, 143].contains($0.exitCode) }
        let reasoned = essential.first { !($0.reason ?? "").isEmpty }
        let unhealthy = essential.first { $0.health == "UNHEALTHY" }
        let ended = essential.first { $0.exitCode != nil }
        return own ?? reasoned ?? unhealthy ?? ended ?? essential.first
    }
}

extension String {
    /// What stands between two texts; `nil` when one of them is missing.
    func between(_ start: String, _ end: String) -> String? {
        guard let from = firstRange(of: start)?.upperBound else { return nil }
        let rest = self[from...]
        guard let to = rest.firstRange(of: end)?.lowerBound else { return nil }
        return String(rest[..<to])
    }

    /// What follows a text, up to white space or one of the stops.
    func word(after start: String, stops: String = "'\",;") -> String? {
        guard let from = firstRange(of: start)?.upperBound else { return nil }
        let word = self[from...].prefix { !$0.isWhitespace && !stops.contains($0) }
        return word.isEmpty ? nil : String(word)
    }
}
