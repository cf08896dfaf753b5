import SlipwayDomain

/// What ECS decided. Verdicts tell that a deployment fails, never why.
enum Verdicts {
    static func of(_ observation: Observation) -> [Finding] {
        guard let deployment = observation.serviceDeployment else { return [] }
        var findings: [Finding] = []
        if let breaker = deployment.circuitBreaker, breaker.status == .triggered {
            findings.append(
                verdict(
                    "circuit-breaker-fired", "the circuit breaker fired",
                    "\(breaker.failureCount) tasks failed, and ECS's circuit breaker allows \(breaker.threshold)",
                    field: "deploymentCircuitBreaker", text: deployment.statusReason ?? "TRIGGERED"))
        }
        if let alarms = deployment.alarms, alarms.status == .triggered {
            findings.append(
                verdict(
                    "alarm-fired", "an alarm fired",
                    "the alarm \(alarms.triggered.sorted().joined(separator: ", ")) went off during the deployment",
                    field: "alarms.triggeredAlarmNames", text: alarms.triggered.sorted().joined(separator: ", ")))
        }
        for hook in deployment.hooks where hook.status == "FAILED" || hook.status == "TIMED_OUT" {
            findings.append(
                verdict(
                    "hook-failed", "a lifecycle hook failed", "the hook \(hook.target ?? hook.id ?? "") \(hook.status)",
                    field: "lifecycleHookDetails", text: hook.status))
        }
        return findings
    }

    private static func verdict(
        _ id: FailureID, _ title: String, _ cause: String, field: String, text: String
    ) -> Finding {
        Finding(
            failure: id, severity: .fail, title: title, cause: cause,
            evidence: [Evidence(source: "ecs:DescribeServiceDeployments", field: field, text: text)],
            nature: .verdict)
    }
}
