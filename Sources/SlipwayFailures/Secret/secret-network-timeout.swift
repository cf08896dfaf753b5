import SlipwayDomain

extension FailureMode {
    static let secretTimeout = FailureMode(
        id: "secret-network-timeout", title: "the registry or secrets cannot be reached", nature: .mayPass,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretTimeout,
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["resourceinitializationerror", "i/o timeout"], ["resourceinitializationerror", "deadline exceeded"],
                ["there is a connection issue between the task and"], ["check your task network configuration"],
            ]) else { return nil }
            return Recognised(
                cause: "the task has no way to AWS's endpoints from its subnets",
                fix: "give it a public IP in a public subnet, a NAT gateway, or the VPC endpoints ecr.api, ecr.dkr, s3, "
                    + "logs and secretsmanager",
                evidence: [found], confidence: .likely)
        })
}
