import SlipwayDomain

extension FailureMode {
    static let networkInterfaceTimeout = FailureMode(
        id: "net-eni-provision-timeout", title: "no network interface", nature: .mayPass,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .networkInterfaceTimeout,
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["timeout waiting for network interface provisioning"], ["network interface", "unexpected ec2 error"],
                ["insufficientfreeaddressesinsubnet"],
            ]) else { return nil }
            return Recognised(
                cause: "the task got no network interface in its subnet",
                fix: "see that the subnets have free addresses, then deploy again", evidence: [found],
                confidence: .likely)
        })
}
