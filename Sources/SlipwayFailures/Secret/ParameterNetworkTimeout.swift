import SlipwayDomain

extension FailureMode {
    static let parameterNetworkTimeout = FailureMode(
        "ssm-network-timeout", title: "the task cannot reach Parameter Store", nature: .mayPass, fault: .secretTimeout,
        explanation: "No answer came from Systems Manager: the subnet has no way out, or the ssm endpoint is missing.",
        withoutUs: "each attempt would have taken minutes, and ECS would never have given up",
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("from ssm", "parameter store", "from aws systems manager"),
                    reason.hasAny("deadline exceeded", "i/o timeout", "connection issue", "no such host")
                else { return nil }
                return Recognition(
                    "the task cannot reach Parameter Store",
                    fix: "add the endpoint ssm (its security group must let 443 in) or a NAT route")
            }
        ])
}
