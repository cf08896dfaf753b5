import SlipwayDomain

extension FailureMode {
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
}
