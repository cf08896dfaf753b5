import SlipwayDomain

extension FailureMode {
    static let outOfMemory = FailureMode(
        id: "app-oom-killed", title: "killed for memory", nature: .application, withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h", fault: .memoryKill,
        recognise: { signals in
            guard let reason = signals.reason("outofmemoryerror") else { return nil }
            let limit = signals.workload.taskDefinition?.memory.map { " of \($0) MiB" } ?? ""
            return Recognised(
                cause: "\(signals.culprit?.name ?? "the container") needed more memory than its limit\(limit)",
                fix: "give it more (memory: in slipway.yml), or find what grows", evidence: [reason] + signals.logEvidence)
        })
}
