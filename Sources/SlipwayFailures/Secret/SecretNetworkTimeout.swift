import SlipwayDomain

extension FailureMode {
    static let secretNetworkTimeout = FailureMode(
        "secret-network-timeout", title: "the task cannot reach Secrets Manager", nature: .mayPass,
        fault: .secretTimeout,
        explanation:
            "No answer came from Secrets Manager: the subnet has no way out, or its endpoint is missing or keeps "
            + "443 shut.",
        withoutUs: "each attempt would have taken minutes, and ECS would never have given up",
        recognisers: [
            .reason { reason, _ in
                let network = reason.hasAny(
                    "deadline exceeded", "i/o timeout", "connection refused", "no such host", "connection issue")
                guard SecretWords.isSecret(reason), network, !reason.has("parameter store") else { return nil }
                return Recognition(
                    "the task cannot reach Secrets Manager",
                    fix: "add the endpoint secretsmanager (its security group must let 443 in) or a NAT route")
            }
        ])
}
