import SlipwayDomain

extension FailureMode {
    static let targetHealthTimeout = FailureMode(
        id: "hc-elb-timeout", title: "the health check gets no answer in time", nature: .application,
        withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h", fault: .healthTimeout,
        recognise: { signals in
            let texts = signals.task.targets.compactMap(\.description) + signals.events.map(\.message)
            guard let text = texts.first(where: { $0.contains("Request timed out") }) else { return nil }
            return Recognised(
                cause: "the application does not answer the load balancer's health check in time",
                fix: "see whether it listens on 0.0.0.0 and the right port, and whether the security group lets the "
                    + "load balancer in; else give health: { timeout: } more",
                evidence: [Evidence(source: "elasticloadbalancing:DescribeTargetHealth", field: "Description", text: TaskSignals.cut(text))]
                    + signals.logEvidence, confidence: .likely)
        })
}
