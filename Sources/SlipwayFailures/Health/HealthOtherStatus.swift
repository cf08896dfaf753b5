import SlipwayDomain

extension FailureMode {
    static let healthOtherStatus = FailureMode(
        "hc-elb-status", title: "the health check gets another status", nature: .application, fault: .healthStatus,
        explanation: "The answer's status is not among those that the target group accepts.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                HealthWords.status(
                    health, signals, { _ in true }, ", which the target group does not accept",
                    fix: "answer with 200, or in slipway.yml: health: { statuses: \"200-299\" }")
            }
        ])
}
