import SlipwayDomain

extension FailureMode {
    static let healthAuthentication = FailureMode(
        "hc-elb-auth", title: "the health check needs a login", nature: .application, fault: .healthStatus,
        explanation: "Authentication covers the health path too. The load balancer cannot log in.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                HealthWords.status(
                    health, signals, { $0 == 401 || $0 == 403 }, ": it asks for a login",
                    fix: "let the health path through without a login")
            }
        ])
}
