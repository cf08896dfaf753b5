import SlipwayDomain

extension FailureMode {
    /// What is left when the load balancer killed a task without a status and without a time-out.
    static let targetHealthRefused = FailureMode(
        id: "hc-elb-connection-refused", title: "nothing answers the health check", nature: .application,
        withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h", fault: .healthRefused,
        recognise: { signals in
            guard let reason = signals.reason("failed elb health checks") else { return nil }
            let port = signals.workload.settings?.loadBalancers.first?.port
            return Recognised(
                cause: "nothing answered the load balancer's health check\(port.map { " on port \($0)" } ?? "")",
                fix: "let the application listen on 0.0.0.0\(port.map { ":\($0)" } ?? "") before the grace period ends",
                evidence: [reason] + signals.logEvidence, confidence: .likely)
        })
}
