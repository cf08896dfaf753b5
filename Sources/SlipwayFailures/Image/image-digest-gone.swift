import SlipwayDomain

extension FailureMode {
    static let imageDigestGone = FailureMode(
        id: "image-digest-gone", title: "the image was deleted", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .imageDigestMissing,
        foresee: { facts, plan in
            guard case .reference(let reference) = plan.image, let digest = reference.digest, case .missing? = facts.image,
                case .known(let repository)? = facts.repository
            else { return [] }
            return [
                Foreseen(
                    .image(plan.imageSubject), cause: "\(repository.name) no longer holds the digest \(digest.short)",
                    evidence: [Evidence(source: "ecr:DescribeImages", field: "error", text: "ImageNotFoundException")],
                    fix: "push the image again, and look at the repository's lifecycle policy")
            ]
        },
        recognise: { signals in
            let found = signals.reason(containing: [
                ["failed to resolve ref", "@sha256:", "not found"], ["manifest for", "@sha256:", "not found"],
            ])
            guard let found else { return nil }
            let image = signals.imageName
            return Recognised(
                cause: "the image \(image) was there once and has been deleted",
                fix: "push it again and deploy; keep images that revisions use out of the lifecycle policy",
                evidence: [found], fingerprint: image)
        })
}
