import SlipwayDomain

extension FailureMode {
    static let imageRegistryTimeout = FailureMode(
        "image-registry-timeout", title: "the task cannot reach the image's registry", nature: .mayPass,
        fault: .registryTimeout,
        explanation:
            "No connection to the registry came about: the image lives outside ECR and the subnet has no way to "
            + "the internet, or a firewall stands between.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                let asked = reason.hasAny("failed to do request:", "request canceled while waiting for connection")
                let slow = reason.hasAny("i/o timeout", "deadline exceeded", "while waiting for connection", "refused")
                guard (asked && slow) || reason.has("the task cannot pull", "connection issue") else { return nil }
                let reference = ImageWords.reference(reason)
                return Recognition(
                    "the registry of \(reference) does not answer",
                    fix: "copy the image into ECR, or give the subnet a way to the internet (NAT, or publicIP: true)",
                    subject: reference)
            }
        ])
}
