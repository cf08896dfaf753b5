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

    static let imageLayerBlocked = FailureMode(
        "image-layer-s3-blocked", title: "the task cannot fetch the image's layers", nature: .mayPass,
        explanation:
            "ECR answered, but layers come from S3, and that cannot be reached: no gateway endpoint for S3 on the "
            + "subnet's route table, or a security group that does not let its prefix list out.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard
                    reason.hasAny(
                        "starport-layer-bucket", "failed to copy: http", "pull command failed: panic: runtime error")
                else { return nil }
                return Recognition(
                    "the image's layers cannot be fetched from S3",
                    fix: "add the S3 gateway endpoint to the subnet's route table and let its prefix list out")
            }
        ])

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

    static let imageRateLimited = FailureMode(
        "image-rate-limited", title: "the registry limits how often we pull", nature: .mayPass, fault: .pullRateLimited,
        explanation:
            "The registry counts pulls by address, and this one has had its share; many tasks behind one NAT share "
            + "an address. It passes with time.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("toomanyrequests", "pull rate limit", "429 too many requests") else { return nil }
                return Recognition(
                    "the registry refuses further pulls for now",
                    fix: "copy the image into ECR and deploy it from there")
            }
        ])

    static let imageNoSpace = FailureMode(
        "image-no-space", title: "the image does not fit on the task's disk", nature: .cannotHeal,
        explanation: "Unpacking the image filled the task's storage: 20 GiB on Fargate unless more is asked for.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.has("no space left on device") else { return nil }
                return Recognition(
                    "the image does not fit on the task's disk",
                    fix: "make the image smaller, or give the task more ephemeral storage")
            }
        ])
}
