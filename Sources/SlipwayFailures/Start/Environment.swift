import SlipwayDomain

extension FailureMode {
    private static let alone = "ECS would have started new tasks for ever, with pauses growing to 27 min"

    static let fileSystemUnresolved = FailureMode(
        "efs-dns-unresolved", title: "the file system cannot be found", nature: .cannotHeal,
        explanation: "The task's file system has no mount target in its network, or its id is another.",
        withoutUs: alone,
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

    static let taskRoleUnassumable = FailureMode(
        "iam-task-role-unassumable", title: "ECS may not take on the role", nature: .cannotHeal,
        explanation: "A role of the task does not trust ecs-tasks.amazonaws.com, or no longer exists.",
        withoutUs: alone,
        recognisers: [
            .reason { reason, _ in unassumable(reason) },
            .event { reason in unassumable(reason) },
            .call { reason in unassumable(reason) },
        ])

    private static func unassumable(_ reason: Reason) -> Recognition? {
        guard reason.hasAny("unable to assume the role", "unable to assume role") else { return nil }
        let role = reason.arn(of: "iam") ?? "the role"
        return Recognition(
            "ECS may not take on \(role)",
            fix: "let ecs-tasks.amazonaws.com assume it: aws iam update-assume-role-policy --role-name "
                + "\(role.split(separator: "/").last ?? "NAME") --policy-document file://trust.json", subject: role,
            named: role)
    }

    static let networkInterfaceTimeout = FailureMode(
        "net-eni-provision-timeout", title: "the task got no network interface", nature: .mayPass,
        fault: .networkInterfaceTimeout,
        explanation:
            "The task's network interface was not made or not attached in time: the subnet has no free addresses, "
            + "or AWS had a slow moment.",
        withoutUs: alone,
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
