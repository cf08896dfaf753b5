import SlipwayDomain

extension FailureMode {
    static let circuitBreakerFired = FailureMode(
        "dep-circuit-breaker-triggered", title: "ECS's circuit breaker fired", nature: .verdict, fault: .circuitBreaker,
        explanation:
            "So many tasks failed in a row that ECS gave up on the deployment. The breaker counts; the tasks know "
            + "the cause.",
        withoutUs: "ECS stops the deployment, and rolls it back where the breaker is told to",
        recognisers: [
            .deployment { deployment in
                guard let breaker = deployment.circuitBreaker, breaker.status == .triggered else { return nil }
                return Recognition(
                    "ECS's circuit breaker fired after \(breaker.failureCount) failed tasks",
                    fix: "see the cause of the failed tasks",
                    evidence: DeploymentWords.evidence(deployment, "deploymentCircuitBreaker")
                )
            }
        ])
}
