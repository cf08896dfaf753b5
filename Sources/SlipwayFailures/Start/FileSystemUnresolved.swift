import SlipwayDomain

extension FailureMode {
    static let fileSystemUnresolved = FailureMode(
        "efs-dns-unresolved", title: "the file system cannot be found", nature: .cannotHeal,
        explanation: "The task's file system has no mount target in its network, or its id is another.",
        withoutUs: StartWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.has("efs utils", "failed to resolve") else { return nil }
                let name = reason.value(after: "Failed to resolve \"", until: ["\""]) ?? "the file system"
                return Recognition(
                    "\(name) cannot be resolved from the task's network",
                    fix: "make a mount target in the task's subnets: aws efs create-mount-target --file-system-id ID "
                        + "--subnet-id SUBNET", subject: name)
            }
        ])
}
