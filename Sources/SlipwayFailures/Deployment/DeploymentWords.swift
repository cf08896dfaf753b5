import SlipwayDomain

/// What the verdicts of others about a deployment share. They are never causes.
enum DeploymentWords {
    static func evidence(_ deployment: ServiceDeploymentObservation, _ field: String) -> [Evidence] {
        [
            Evidence(
                source: "ecs:DescribeServiceDeployments", field: field,
                text: deployment.statusReason ?? deployment.status.rawValue)
        ]
    }
}
