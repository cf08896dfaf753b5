import SlipwayDomain

// What others decided about the deployment. Never a cause.
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
                    fix: "see the cause of the failed tasks", evidence: evidence(deployment, "deploymentCircuitBreaker")
                )
            }
        ])

    static let alarmFired = FailureMode(
        "dep-alarm-triggered", title: "an alarm fired", nature: .verdict, fault: .alarm,
        explanation: "A CloudWatch alarm that watches the deployment went off.",
        withoutUs: "ECS stops the deployment, and rolls it back where the alarms are told to",
        recognisers: [
            .deployment { deployment in
                guard let alarms = deployment.alarms, alarms.status == .triggered || !alarms.triggered.isEmpty else {
                    return nil
                }
                let names = alarms.triggered.joined(separator: ", ")
                return Recognition(
                    "the alarm \(names.isEmpty ? "of the deployment" : names) fired",
                    fix: "aws cloudwatch describe-alarm-history --alarm-name \(alarms.triggered.first ?? "NAME")",
                    subject: names, evidence: evidence(deployment, "alarms"))
            }
        ])

    static let hookFailed = FailureMode(
        "dep-lifecycle-hook-failed", title: "a deployment hook failed", nature: .verdict, fault: .hookFailure,
        explanation: "A function that ECS asks during the deployment said no, or did not answer in time.",
        withoutUs: "ECS rolls the deployment back",
        recognisers: [
            .deployment { deployment in
                guard let hook = deployment.hooks.first(where: { $0.status == "FAILED" || $0.status == "TIMED_OUT" })
                else { return nil }
                let name = hook.target ?? hook.id ?? "a hook"
                return Recognition(
                    "the hook \(name) \(hook.status == "FAILED" ? "refused the deployment" : "did not answer in time")",
                    fix: "read the function's own log", subject: name,
                    evidence: evidence(deployment, "lifecycleHookDetails"))
            }
        ])

    static let noRollbackCandidate = FailureMode(
        "dep-no-rollback-candidate", title: "ECS found nothing to go back to", nature: .verdict,
        explanation: "ECS goes back to the last deployment that was completed. A service that never had one has none.",
        withoutUs: "the service would have stayed without running tasks",
        recognisers: [
            .deployment { deployment in
                guard deployment.status == .rollbackFailed else { return nil }
                return Recognition(
                    "ECS could not roll back: \(deployment.statusReason ?? "it gives no reason")",
                    fix: "deploy a release that works", evidence: evidence(deployment, "status"))
            }
        ])

    static let stoppedByUser = FailureMode(
        "after-user-stopped", title: "somebody stopped the task", nature: .mayPass, fault: .userStop,
        explanation: "The task did not fail: a person or a program stopped it. ECS starts another one.",
        withoutUs: "ECS would have started another task",
        recognisers: [
            .reason { reason, signals in
                guard signals.task.stopCode == "UserInitiated" else { return nil }
                return Recognition("somebody stopped the task: \(reason.text)", fix: "ask who did; nothing is broken")
            }
        ])

    private static func evidence(_ deployment: ServiceDeploymentObservation, _ field: String) -> [Evidence] {
        [
            Evidence(
                source: "ecs:DescribeServiceDeployments", field: field,
                text: deployment.statusReason ?? deployment.status.rawValue)
        ]
    }
}
