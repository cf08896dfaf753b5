import SlipwayDomain

/// Reads how a service is updated and judged.
struct DeploymentReader {
    let collector: Collector

    init(_ collector: Collector) {
        self.collector = collector
    }

    func read(_ service: inout Section) -> DeploymentPlan {
        guard var deployment = service.section("deployment") else { return DeploymentPlan() }
        let standard = DeploymentPlan()
        let strategies = DeploymentPlan.Strategy.allCases.map(\.rawValue).joined(separator: ", ")
        let plan = DeploymentPlan(
            strategy: deployment.value(
                "strategy", expected: "a strategy: \(strategies)", DeploymentPlan.Strategy.init(rawValue:)) ?? .rolling,
            percent: PercentBounds(
                minimum: deployment.integer("minimum", 0...100, unit: "percent") ?? standard.percent.minimum,
                maximum: deployment.integer("maximum", 100...1000, unit: "percent") ?? standard.percent.maximum),
            budget: deployment.duration("budget", .seconds(10) ... .seconds(86400)) ?? standard.budget,
            rollback: deployment.flag("rollback") ?? standard.rollback,
            failFast: deployment.integer("failFast", 1...100) ?? standard.failFast,
            circuitBreaker: readBreaker(&deployment),
            drain: deployment.duration("drain", .zero ... .seconds(3600)))
        deployment.finish()
        return plan
    }

    /// `true`, `false`, or `{ enable, rollback }`.
    private func readBreaker(_ deployment: inout Section) -> CircuitBreakerSettings? {
        guard let tree = deployment.tree("circuitBreaker") else { return nil }
        if case .scalar = tree.value {
            return deployment.flag("circuitBreaker").map { CircuitBreakerSettings(enable: $0, rollback: $0) }
        }
        guard var breaker = deployment.section("circuitBreaker") else { return nil }
        let settings = CircuitBreakerSettings(
            enable: breaker.flag("enable") ?? true, rollback: breaker.flag("rollback") ?? true)
        breaker.finish()
        return settings
    }
}
