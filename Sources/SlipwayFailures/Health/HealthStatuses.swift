import SlipwayDomain

// What the load balancer's check was answered.
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
