import SlipwayDomain

extension FailureMode {
    static let healthUnspecific = FailureMode(
        "hc-elb-generic-stop", title: "the load balancer's health check fails", nature: .application,
        fault: .healthStatus,
        explanation:
            "ECS stopped the task because its target was unhealthy. Why it was is shown only while the target is "
            + "registered, and that moment has passed.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer = health.checker else { return nil }
                return Recognition(
                    "\(HealthWords.request(health, signals)) fails; ECS does not say how",
                    fix:
                        "try it: docker run -p 8080:8080 IMAGE, then curl -i http://localhost:8080 with the health path",
                    confidence: .likely, subject: HealthWords.group(health), family: health.family,
                    evidence: HealthWords.lastLines(signals))
            }
        ])
}
