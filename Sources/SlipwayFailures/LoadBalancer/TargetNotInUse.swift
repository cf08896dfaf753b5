import SlipwayDomain

extension FailureMode {
    static let targetNotInUse = FailureMode(
        "lb-target-not-in-use", title: "the load balancer does not use the target", nature: .cannotHeal,
        fault: .targetGroupUnattached,
        explanation:
            "The target is registered, but no rule forwards to its group, or the load balancer does not stand in the "
            + "task's zone. It never becomes healthy.",
        withoutUs: "ECS would have waited for ever",
        recognisers: [
            .health { health, signals in
                let unused = signals.task.targets.first {
                    $0.reason == "Target.NotInUse" || $0.reason == "Target.IpUnusable"
                }
                guard let unused else { return nil }
                return Recognition(
                    "the load balancer does not use the target: \(unused.description ?? unused.reason ?? "")",
                    fix: "forward to the target group from a listener, and give the load balancer the task's zones",
                    subject: HealthWords.group(health), family: health.family)
            }
        ])
}
