import SlipwayDomain

extension FailureMode {
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
                    evidence: DeploymentWords.evidence(deployment, "lifecycleHookDetails"))
            }
        ])
}
