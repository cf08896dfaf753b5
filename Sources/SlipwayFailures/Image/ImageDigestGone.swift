import SlipwayDomain

extension FailureMode {
    static let imageDigestGone = FailureMode(
        "image-digest-gone", title: "the image's digest is gone", nature: .cannotHeal, fault: .imageDigestMissing,
        explanation:
            "The image is named by its digest and the registry no longer has it: its tag was pushed over and a "
            + "lifecycle rule removed the rest, or the repository was made anew.",
        withoutUs: ImageWords.alone,
        foresee: { plan, facts in
            guard case .reference(let reference) = plan.image, let digest = reference.digest else { return [] }
            if case .missing = facts.repository { return [] }
            let subject = ImageWords.subject(plan)
            let missing = Foresight(
                .fail, subject, "the repository has no image with the digest \(digest)",
                fix: "push the image again and deploy what the push prints; keep untagged images in the lifecycle rule",
                evidence: [Evidence(source: "ecr:DescribeImages", field: "imageDigest", text: digest.description)])
            return [
                facts.image?.foresight(subject, missing: missing) { image in
                    Foresight(.ok, subject, "there", createdAt: image.pushedAt)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .reason { reason, _ in
                guard ImageWords.isPull(reason), reason.has("@sha256:"), reason.hasAny("not found", "manifest unknown")
                else { return nil }
                let reference = ImageWords.reference(reason)
                return Recognition(
                    "\(reference) is not in its registry any more",
                    fix: "push the image again and deploy the digest that the push prints", subject: reference,
                    named: reference)
            }
        ])
}
