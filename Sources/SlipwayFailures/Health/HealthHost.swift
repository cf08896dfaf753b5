import SlipwayDomain

extension FailureMode {
    static let healthHost = FailureMode(
        "hc-elb-400-host", title: "the health check's host is refused", nature: .application, fault: .healthStatus,
        explanation:
            "The check names the task's address as its host, and the application accepts only names it knows; or it "
            + "speaks HTTPS where the check speaks HTTP.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                HealthWords.status(
                    health, signals, { $0 == 400 }, ": it does not accept the task's address as a host",
                    fix: "let the health path through for every host (ALLOWED_HOSTS and the like)")
            }
        ])
}
