import SlipwayDomain

extension FailureMode {
    static let percentStuck = FailureMode(
        id: "dep-minmax-deadlock", title: "the percents leave no room", nature: .cannotHeal,
        withoutUs: "ECS would neither stop nor start a task, and say so once in an event", fault: .percentStuck,
        foresee: { facts, plan in
            let percent = plan.deployment.percent
            guard percent.isStuck(at: plan.count) else { return [] }
            let lower = percent.lower(of: plan.count)
            let upper = percent.upper(of: plan.count)
            return [
                Foreseen(
                    .percents,
                    cause: "with \(plan.count) tasks, \(percent.minimum)–\(percent.maximum) % means at least \(lower) "
                        + "and at most \(upper): no task may stop and none may start",
                    evidence: [
                        Evidence(
                            source: "manifest", field: "deployment.minimum, deployment.maximum",
                            text: "\(percent.minimum), \(percent.maximum)")
                    ], fix: "in slipway.yml: deployment: { maximum: \(percent.maximumThatMoves(at: plan.count)) }")
            ]
        })
}
