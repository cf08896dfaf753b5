import SlipwayDomain

extension FailureMode {
    static let imagePullDenied = FailureMode(
        "image-pull-denied", title: "the task may not pull the image", nature: .cannotHeal, fault: .pullDenied,
        explanation: "The registry refused. Pulling is done by the execution role, which lacks ECR permissions, or the "
            + "repository belongs to another account whose policy does not let it in. ECR also answers like this for some "
            + "digests that are gone.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, signals in
                let denied =
                    reason.has("not authorized to perform: ecr:") || reason.has("role has the permissions to pull")
                    || (ImageWords.isPull(reason)
                        && reason.hasAny("403 forbidden", "accessdenied", "pull access denied", "401 unauthorized"))
                guard denied, !reason.has("repository does not exist") else { return nil }
                let reference = ImageWords.reference(reason)
                let role = reason.role ?? signals.workload.taskDefinition?.executionRole ?? "the execution role"
                return Recognition(
                    "\(role) may not pull \(reference)",
                    fix: "aws iam attach-role-policy --role-name \(role.split(separator: "/").last ?? "ROLE") "
                        + "--policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
                    confidence: reason.has("@sha256:") ? .likely : .certain, subject: reference)
            }
        ])
}
