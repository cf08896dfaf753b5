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

    static let secretThrottled = FailureMode(
        "secret-throttled", title: "reading secrets is throttled", nature: .mayPass, fault: .apiThrottled,
        explanation: "Many tasks read many secrets at once, more than the service answers in a second. It passes.",
        withoutUs: "ECS would have tried again, with pauses",
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("asm", "ssm", "secrets manager"), reason.hasAny("throttling", "rate exceeded")
                else {
                    return nil
                }
                return Recognition(
                    "too many secrets are read at once",
                    fix: "keep the values in one JSON secret instead of many parameters", confidence: .likely)
            }
        ])
}
