import SlipwayDomain

extension FailureMode {
    static let percentStuck = FailureMode(
        "dep-minmax-deadlock", title: "the percents leave no room to move", nature: .cannotHeal, fault: .percentStuck,
        explanation:
            "The minimum, rounded up, forbids stopping a task; the maximum, rounded down, forbids starting one. The "
            + "rollout can never move.",
        withoutUs: "ECS would have waited for ever, with one line in its event list",
        foresee: { plan, _ in
            let bounds = plan.deployment.percent
            let subject = "percents \(bounds.minimum)/\(bounds.maximum) of \(plan.count)"
            guard bounds.isStuck(at: plan.count) else {
                return [
                    Foresight(
                        .ok, subject,
                        "between \(bounds.lower(of: plan.count)) and \(bounds.upper(of: plan.count)) tasks")
                ]
            }
            return [
                Foresight(
                    .fail, subject,
                    "of \(plan.count) tasks, at least \(bounds.lower(of: plan.count)) and at most "
                        + "\(bounds.upper(of: plan.count)) may run: none can be stopped and none started",
                    fix: "in slipway.yml: deployment: { maximum: \(bounds.maximumThatMoves(at: plan.count)) }")
            ]
        },
        recognisers: [
            .event { reason in
                guard reason.has("unable to stop or start tasks during a deployment") else { return nil }
                return Recognition(
                    "the service's percents leave no room to stop or start a task",
                    fix: "in slipway.yml: deployment: { maximum: 200 }")
            }
        ])
}
