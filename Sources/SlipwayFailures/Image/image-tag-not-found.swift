import SlipwayDomain

extension FailureMode {
    static let imageTagNotFound = FailureMode(
        id: "image-tag-not-found", title: "no such image", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .imageTagMissing,
        foresee: { facts, plan in
            guard case .reference(let reference) = plan.image, case .missing? = facts.image, reference.digest == nil,
                case .known(let repository)? = facts.repository
            else { return [] }
            return [
                Foreseen(
                    .image(plan.imageSubject),
                    cause: "the repository \(repository.name) holds no image with the tag \(reference.tag ?? "latest")",
                    evidence: [
                        Evidence(source: "ecr:DescribeImages", field: "error", text: "ImageNotFoundException")
                    ], fix: "push it, or name one that is there: aws ecr describe-images --repository-name \(repository.name)")
            ]
        },
        recognise: { signals in
            let found = signals.reason(containing: [
                ["failed to resolve ref", "not found"], ["manifest for", "not found"], ["manifest unknown"],
                ["check whether the image exists"],
            ])
            guard let found else { return nil }
            let image = signals.imageName
            return Recognised(
                cause: "the image \(image) is not in its registry",
                fix: "push it, or deploy one that is there; ECS looks only when a task starts", evidence: [found],
                fingerprint: image, subjectCreatedAt: signals.workload.createdAt[image])
        })
}

extension TaskSignals {
    /// The culprit's image as the task names it.
    var imageName: String {
        culprit?.image ?? workload.taskDefinition?.containers.first { $0.name == culprit?.name }?.image ?? "of the task"
    }
}
