import SlipwayDomain

extension FailureMode {
    static let healthServerError = FailureMode(
        "hc-elb-5xx", title: "the health check fails inside the application", nature: .application,
        fault: .healthStatus,
        explanation:
            "The application answers the check with an error of its own: mostly something that the check looks at, "
            + "such as the database, does not answer.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                HealthWords.status(
                    health, signals, { (500...599).contains($0) }, ": the application fails at its own check",
                    fix: "read its last lines: slipway logs --since 10m; check what the health path depends on")
            }
        ])
}
