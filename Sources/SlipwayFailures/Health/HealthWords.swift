import SlipwayDomain

/// What the failures of health checks share.
enum HealthWords {
    static let alone = "ECS would have replaced the task for ever, one after the other"

    /// The target group's ARN or name, as the fingerprint's subject.
    static func group(_ health: HealthSignals) -> String {
        guard case .loadBalancer(let group) = health.checker else { return "" }
        return group.map { String($0.split(separator: "/").dropFirst().first ?? Substring($0)) } ?? ""
    }

    /// `GET /health` as far as it is known.
    static func request(_ health: HealthSignals, _ signals: TaskSignals) -> String {
        guard case .loadBalancer(let name) = health.checker,
            let path = signals.workload.targetGroup(name)?.health.path
        else { return "the health check" }
        return "GET \(path)"
    }

    /// A health failure with these status codes.
    static func status(
        _ health: HealthSignals, _ signals: TaskSignals, _ accepts: (Int) -> Bool, _ meaning: String, fix: String
    ) -> Recognition? {
        guard case .loadBalancer = health.checker, let code = health.statuses.first, accepts(code) else { return nil }
        return Recognition(
            "\(request(health, signals)) answers \(code)\(meaning)", fix: fix, subject: group(health),
            family: health.family, evidence: lastLines(signals))
    }

    /// The last lines of the task's first container, which often say why.
    static func lastLines(_ signals: TaskSignals) -> [Evidence] {
        guard let container = signals.essentialFirst.first else { return [] }
        let lines = signals.lines(of: container.name).suffix(5)
        return lines.isEmpty
            ? [] : [Evidence(source: "log", field: container.name, text: lines.joined(separator: "\n"))]
    }

    /// Whether the application said that it is up.
    static func saidItIsReady(_ signals: TaskSignals) -> Bool {
        let words = [
            "listening", "started on", "running on", "server started", "ready to accept", "accepting connections",
            "serving", "bound to", "ready on",
        ]
        return signals.logs.flatMap(\.lines).contains { line in
            let lower = line.lowercased()
            return words.contains { lower.contains($0) }
        }
    }
}
