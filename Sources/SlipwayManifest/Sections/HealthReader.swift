import SlipwayDomain

/// Reads how a healthy task is told from an unhealthy one.
struct HealthReader {
    let collector: Collector

    init(_ collector: Collector) {
        self.collector = collector
    }

    func read(_ service: inout Section, hasPort: Bool) -> HealthPlan {
        guard var health = service.section("health") else { return HealthPlan() }
        let standard = HealthPlan()
        let path = health.value("path", expected: "a path beginning with /") { $0.hasPrefix("/") ? $0 : nil }
        if let tree = health.tree("path"), !hasPort {
            health.report(tree, "path", "a path needs a port: write port: 8080 beside health:")
        }
        let interval = health.duration("interval", .seconds(5) ... .seconds(300)) ?? standard.interval
        let timeout = readTimeout(&health, interval)
        let plan = HealthPlan(
            path: path, interval: interval, timeout: timeout,
            grace: health.duration("grace", .zero ... .seconds(3600)) ?? standard.grace,
            healthy: health.integer("healthy", 2...10) ?? standard.healthy,
            unhealthy: health.integer("unhealthy", 2...10) ?? standard.unhealthy,
            statuses: readStatuses(&health) ?? standard.statuses, command: readCommand(&health))
        health.finish()
        return plan
    }

    /// A load balancer refuses a check that may wait as long as its interval.
    private func readTimeout(_ health: inout Section, _ interval: Duration) -> Duration {
        let longest = interval - .seconds(1)
        guard let timeout = health.duration("timeout", .seconds(2) ... .seconds(120)) else {
            return min(.seconds(5), longest)
        }
        if timeout >= interval, let tree = health.tree("timeout") {
            health.report(
                tree, "timeout", "\(timeout.compact) is not shorter than the interval of \(interval.compact)")
        }
        return timeout
    }

    private func readStatuses(_ health: inout Section) -> String? {
        health.value("statuses", expected: "statuses from 200 to 499, such as 200, 200-299 or 200,204") { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let fits = parts.allSatisfy { part in
                let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
                guard (1...2).contains(ends.count) else { return false }
                let numbers = ends.compactMap(\.self)
                return numbers.count == ends.count && numbers.allSatisfy { (200...499).contains($0) }
                    && numbers == numbers.sorted()
            }
            return fits ? text : nil
        }
    }

    /// One text is run by a shell; a list is run as it is, with `CMD` or `CMD-SHELL` in front or added.
    private func readCommand(_ health: inout Section) -> [String]? {
        guard let tree = health.tree("command") else { return nil }
        if case .scalar = tree.value { return health.word("command").map { ["CMD-SHELL", $0] } }
        guard let words = health.list("command") else { return nil }
        guard let first = words.first else {
            health.report(tree, "command", "expected a command, got an empty list")
            return nil
        }
        return first == "CMD" || first == "CMD-SHELL" ? words : ["CMD"] + words
    }
}
