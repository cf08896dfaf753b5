import SlipwayDomain

extension FailureMode {
    static let healthRedirect = FailureMode(
        "hc-elb-redirect", title: "the health check is redirected", nature: .application, fault: .healthStatus,
        explanation:
            "The application sends the check elsewhere: to HTTPS, to a login page, or to the same path with a slash. "
            + "The load balancer does not follow.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                HealthWords.status(
                    health, signals, { (300...399).contains($0) }, ": it is sent elsewhere",
                    fix: "exempt the health path from redirects; check its final slash in `health: { path: … }`")
            }
        ])
}
