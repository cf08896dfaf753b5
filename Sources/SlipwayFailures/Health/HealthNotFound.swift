import SlipwayDomain

extension FailureMode {
    static let healthNotFound = FailureMode(
        "hc-elb-404", title: "the health check's path does not exist", nature: .application, fault: .healthStatus,
        explanation:
            "The application answers the load balancer's check with 404: the path is wrong, or the new version no "
            + "longer has it, or something else answers on that port.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                HealthWords.status(
                    health, signals, { $0 == 404 }, ": the application has no such path",
                    fix: "in slipway.yml: health: { path: /the-right-one }")
            }
        ])
}
