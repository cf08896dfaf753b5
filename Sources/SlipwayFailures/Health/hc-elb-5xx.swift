import SlipwayDomain

extension FailureMode {
    static let targetHealthMismatch = FailureMode(
        id: "hc-elb-5xx", title: "the health check gets another status", nature: .application,
        withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h", fault: .healthStatus,
        recognise: { signals in
            guard signals.reason("failed elb health checks") != nil || signals.task.targets.contains(where: { $0.state == "unhealthy" })
            else { return nil }
            let texts = signals.task.targets.compactMap(\.description) + signals.events.map(\.message)
            guard let text = texts.first(where: { $0.contains("with these codes") }),
                let code = text.between("[", "]")
            else { return nil }
            let path = signals.workload.targetGroups.first?.health.path ?? "the health path"
            return Recognised(
                cause: "the load balancer asks for \(path) and gets status \(code)",
                fix: code == "404" ? "answer \(path), or set health: { path: … } in slipway.yml"
                    : "see the log for why \(path) answers \(code); it must not depend on things that may fail",
                evidence: [Evidence(source: "elasticloadbalancing:DescribeTargetHealth", field: "Description", text: TaskSignals.cut(text))]
                    + signals.reasonEvidence + signals.logEvidence,
                fingerprint: code)
        })
}
