import SlipwayDomain

extension FailureMode {
    static let imageDigestGone = FailureMode(
        "image-digest-gone", .image, title: Words("the image's digest is gone", ko: "이미지 다이제스트가 사라짐"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .container,
        recipes: ["P-IMG-1", "P-IMG-6"], faults: [.image(.digestRemoved)],
        explanation: Words(
            "The image is named by its digest, and the registry no longer holds it: its tag was pushed over and a "
                + "lifecycle rule removed what had no tag, or the repository was made anew. It often strikes days after a "
                + "good deployment, when a task is replaced.",
            ko: "이미지를 다이제스트로 지정했으나 레지스트리에 더 이상 없습니다. 태그가 덮어써진 뒤 수명 주기 규칙이 태그 없는 이미지를 "
                + "삭제했거나, 리포지토리를 다시 만든 경우입니다. 배포가 성공하고 며칠 뒤 태스크가 교체될 때 흔히 나타납니다."),
        remedy: Words(
            "Push the image again and deploy what the push prints; let the lifecycle rule keep enough untagged images.",
            ko: "이미지를 다시 푸시하고 출력된 다이제스트를 배포하십시오. 수명 주기 규칙은 태그 없는 이미지를 충분히 남기도록 하십시오."),
        lookAlikes: [
            LookAlike(
                "image-tag-not-found",
                Words("the image is named by a digest, not by a tag", ko: "이미지를 태그가 아니라 다이제스트로 지정했습니다")),
            LookAlike(
                "image-pull-denied",
                Words("a refusal would have been 403, not 'not found'", ko: "권한 문제였다면 'not found'가 아니라 403이었을 것입니다")),
        ],
        links: [ImageWords.page, "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"],
        foresee: { plan, facts in exists(plan, facts) + expires(plan, facts) },
        recognisers: [
            .text(ImageWords.places, ["@sha256:"]) { reason, scene in
                guard ImageWords.isPull(reason), reason.hasAny(" not found", "manifest unknown"),
                    !reason.hasAny("repository does not exist", "name unknown", "no space left"),
                    !ImageWords.isAboutPlatform(reason)
                else { return nil }
                let reference = ImageWords.reference(reason, scene)
                return Recognition(
                    ImageWords.words(reference)
                        + Words(" is not in its registry any more", ko: ": 레지스트리에 더 이상 없습니다"),
                    fix: Words(
                        "push the image again and deploy the digest that the push prints: slipway deploy",
                        ko: "이미지를 다시 푸시하고 출력된 다이제스트로 배포하십시오: slipway deploy"), subject: reference ?? "",
                    named: reference)
            }
        ])

    /// Recipe P-IMG-1, for images named by their digest.
    private static func exists(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard case .reference(let reference) = plan.image, let digest = reference.digest else { return [] }
        if case .missing = facts.repository { return [] }
        let subject = ImageWords.subject(plan)
        let missing = Foresight(
            .fail, subject,
            Words("the repository has no image with the digest \(digest)", ko: "리포지토리에 다이제스트 \(digest) 이미지가 없습니다"),
            fix: Words(
                "push the image again and deploy what the push prints; keep untagged images in the lifecycle rule",
                ko: "이미지를 다시 푸시하고 출력된 다이제스트를 배포하십시오. 수명 주기 규칙에서 태그 없는 이미지를 남겨 두십시오"),
            evidence: [Evidence(source: "ecr:DescribeImages", field: "imageDigest", text: digest.description)])
        return [
            facts.image?.foresight(subject, missing: missing) { image in
                ImageWords.isImage(image)
                    ? Foresight(.ok, subject, Words("there", ko: "존재합니다"), createdAt: image.pushedAt) : nil
            }
        ].compactMap(\.self)
    }

    /// Recipe P-IMG-6, for the image of this release: what runs now is another failure's.
    private static func expires(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let repository = facts.repository?.value, let digest = facts.image?.value?.digest,
            repository.expiring.contains(digest.description)
        else { return [] }
        return [
            Foresight(
                .warn, Words("lifecycle rule of \(repository.name)", ko: "\(repository.name) 수명 주기 규칙"),
                Words(
                    "the rule is going to remove sha256:\(digest.short)…, and tasks that start after that cannot pull it",
                    ko: "규칙에 따라 sha256:\(digest.short)… 이미지가 삭제되며, 그 뒤에 시작되는 태스크는 이미지를 가져올 수 없습니다"),
                fix: Words(
                    "keep more images: aws ecr put-lifecycle-policy --repository-name \(repository.name) "
                        + "--lifecycle-policy-text file://policy.json",
                    ko: "이미지를 더 많이 보관하십시오: aws ecr put-lifecycle-policy --repository-name \(repository.name) "
                        + "--lifecycle-policy-text file://policy.json"),
                evidence: [
                    Evidence(source: "ecr:GetLifecyclePolicy", field: "expiring", text: digest.description)
                ])
        ]
    }
}
