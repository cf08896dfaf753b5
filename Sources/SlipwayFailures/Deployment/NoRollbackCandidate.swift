import SlipwayDomain

extension FailureMode {
    static let noRollbackCandidate = FailureMode(
        "dep-no-rollback-candidate", title: "ECS found nothing to go back to", nature: .verdict,
        explanation: "ECS goes back to the last deployment that was completed. A service that never had one has none.",
        withoutUs: "the service would have stayed without running tasks",
        recognisers: [
            .deployment { deployment in
                guard deployment.status == .rollbackFailed else { return nil }
                return Recognition(
                    "ECS could not roll back: \(deployment.statusReason ?? "it gives no reason")",
                    fix: "deploy a release that works", evidence: DeploymentWords.evidence(deployment, "status"))
            }
        ])
}
