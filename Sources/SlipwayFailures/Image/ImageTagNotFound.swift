import SlipwayDomain

extension FailureMode {
    static let imageTagNotFound = FailureMode(
        "image-tag-not-found", title: "the image's tag does not exist", nature: .cannotHeal, fault: .imageTagMissing,
        explanation: "The repository is there, but has no image of that tag: it was not pushed, was pushed elsewhere "
            + "(another account or region), or the deployment ran before the push had ended.",
        withoutUs: ImageWords.alone,
        foresee: { plan, facts in
            if case .reference(let reference) = plan.image, reference.digest != nil { return [] }
            let subject = ImageWords.subject(plan)
            if case .missing = facts.repository { return [] }
            let missing: Foresight
            if case .reference(let reference) = plan.image {
                missing = Foresight(
                    .fail, subject, "the repository has no image with the tag '\(reference.tag ?? "latest")'",
                    fix: "push it: docker push \(reference), or name a tag that exists: aws ecr list-images "
                        + "--repository-name \(reference.repository)",
                    evidence: [
                        Evidence(source: "ecr:DescribeImages", field: "imageTag", text: reference.tag ?? "latest")
                    ])
            } else {
                missing = Foresight(.planned, subject, "will be made by this run, in its image phase")
            }
            return [
                facts.image?.foresight(subject, missing: missing) { image in
                    Foresight(.ok, subject, "sha256:\(image.digest.short)…", createdAt: image.pushedAt)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .reason { reason, _ in
                guard ImageWords.isPull(reason), !reason.has("@sha256:"),
                    reason.hasAny(": not found", "manifest unknown", " not found", "check whether the image exists"),
                    !reason.hasAny("repository does not exist", "name unknown", "no space left")
                else { return nil }
                let reference = ImageWords.reference(reason)
                return Recognition(
                    "\(reference) does not exist in its registry",
                    fix: "push it: docker push \(reference), or deploy a tag that exists", subject: reference,
                    named: reference)
            }
        ])
}
