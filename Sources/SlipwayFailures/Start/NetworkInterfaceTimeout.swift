import SlipwayDomain

extension FailureMode {
    static let networkInterfaceTimeout = FailureMode(
        "net-eni-provision-timeout", title: "the task got no network interface", nature: .mayPass,
        fault: .networkInterfaceTimeout,
        explanation:
            "The task's network interface was not made or not attached in time: the subnet has no free addresses, "
            + "or AWS had a slow moment.",
        withoutUs: StartWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard
                    reason.hasAny(
                        "create network interface", "timeout waiting for network interface",
                        "insufficientfreeaddresses",
                        "eni provisioning")
                else { return nil }
                return Recognition(
                    "the task got no network interface in its subnet",
                    fix: "look for free addresses: aws ec2 describe-subnets --query 'Subnets[].AvailableIpAddressCount'"
                )
            }
        ])
}
