import SlipwayDomain

extension FailureMode {
    static let ecrAuthNetworkTimeout = FailureMode(
        "ecr-auth-network-timeout", title: "the task cannot reach ECR", nature: .mayPass,
        fault: .networkInterfaceTimeout,
        explanation:
            "Before anything else the task asks ECR for a login, and no answer came. Its subnet has no way out: a "
            + "public subnet without a public address, a private one without NAT or without the endpoints for ECR, S3 and "
            + "logs, or a security group that keeps 443 shut.",
        withoutUs: "each attempt would have taken about 5 min, and ECS would never have given up",
        recognisers: [
            .reason { reason, _ in
                let auth = reason.hasAny("ecr registry auth", "registry auth from amazon ecr", "api.ecr.")
                let network = reason.hasAny(
                    "i/o timeout", "deadline exceeded", "connection refused", "no such host", "connection issue",
                    "maximum number of attempts")
                guard auth, network else { return nil }
                return Recognition(
                    "the task cannot reach ECR: its subnet has no way out",
                    fix:
                        "give it one: publicIP: true in a public subnet, a NAT route, or endpoints ecr.api, ecr.dkr, s3 "
                        + "and logs whose security group lets 443 in")
            }
        ])
}
