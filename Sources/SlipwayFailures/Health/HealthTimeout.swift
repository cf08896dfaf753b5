import SlipwayDomain

extension FailureMode {
    static let healthTimeout = FailureMode(
        "hc-elb-timeout", title: "the health check gets no answer in time", nature: .application, fault: .healthTimeout,
        explanation:
            "The connection hangs, or the answer takes longer than the check waits: a security group that does not "
            + "let the load balancer in, an application that starves at its CPU share, or one that waits for something.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer(let name) = health.checker, health.isTimeout else { return nil }
                let wait = signals.workload.targetGroup(name).map { " within \($0.health.timeout.words)" } ?? ""
                return Recognition(
                    "\(HealthWords.request(health, signals)) is not answered\(wait)",
                    fix:
                        "let the load balancer's security group reach the container's port; if it does, the application "
                        + "is too slow: raise `cpu:` or health: { timeout: … }", subject: HealthWords.group(health),
                    family: health.family, evidence: HealthWords.lastLines(signals))
            }
        ])
}
