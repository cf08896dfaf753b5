import SlipwayDomain

extension FailureMode {
    static let logNetworkTimeout = FailureMode(
        "start-log-network-timeout", title: "the task cannot reach CloudWatch Logs", nature: .mayPass,
        explanation:
            "AWS's message speaks of a group that cannot be found, but it is the network: there is no way from the "
            + "task to CloudWatch Logs.",
        withoutUs: "each attempt would have taken minutes, and ECS would never have given up",
        recognisers: [
            .reason { reason, _ in
                guard reason.has("failed to validate logger args"),
                    reason.hasAny("connection issue", "signal: killed", "deadline exceeded", "i/o timeout")
                else { return nil }
                return Recognition(
                    "the task cannot reach CloudWatch Logs", fix: "add the endpoint logs, or a NAT route")
            }
        ])
}
