import SlipwayDomain

extension FailureMode {
    static let capacityUnavailable = FailureMode(
        id: "capacity-fargate-unavailable", title: "no capacity", nature: .mayPass,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .capacityUnavailable,
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["capacity is unavailable at this time"], ["limit on the number of vcpus"],
                ["limit on the number of tasks"], ["resource:fargate"], ["rate exceeded"], ["throttling"],
            ]) else { return nil }
            return Recognised(
                cause: "AWS has no room for the task at the moment", fix: "wait, choose more subnets, or another size",
                evidence: [found], confidence: .likely)
        })
}
