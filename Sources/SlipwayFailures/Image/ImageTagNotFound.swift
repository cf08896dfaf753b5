import SlipwayDomain

extension FailureMode {
    static let imageTagNotFound = FailureMode(
        "image-tag-not-found", .image, title: Words("the image's tag does not exist", ko: "이미지 태그가 존재하지 않음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .container,
        recipes: ["P-IMG-1"], faults: [.image(.tagRemoved)],
        explanation: Words(
            "The repository is there, but holds no image under that tag: the build or the push failed, went to another "
                + "account or region, or had not ended when the deployment began; or a lifecycle rule removed it.",
            ko: "리포지토리는 있지만 해당 태그의 이미지가 없습니다. 빌드나 푸시가 실패했거나, 다른 계정 또는 리전으로 푸시했거나, 푸시가 "
                + "끝나기 전에 배포를 시작했거나, 수명 주기 규칙이 이미지를 삭제한 경우입니다."),
        remedy: Words(
            "Push the image under that tag, or deploy a tag or digest that exists.",
            ko: "해당 태그로 이미지를 푸시하거나, 존재하는 태그 또는 다이제스트를 배포하십시오."),
        lookAlikes: [
            LookAlike(
                "image-repo-missing",
                Words("the registry knows the repository", ko: "레지스트리에 해당 리포지토리가 존재합니다")),
            LookAlike(
                "image-pull-denied",
                Words("a refusal would have been 403, not 'not found'", ko: "권한 문제였다면 'not found'가 아니라 403이었을 것입니다")),
            LookAlike(
                "image-digest-gone",
                Words("the image is named by a tag, not by a digest", ko: "이미지를 다이제스트가 아니라 태그로 지정했습니다")),
        ],
        links: [ImageWords.page],
        foresee: { plan, facts in
            if case .reference(let reference) = plan.image, reference.digest != nil { return [] }
            // Without a repository there can be no tag; that is said by another failure.
            if case .missing = facts.repository { return [] }
            let subject = ImageWords.subject(plan)
            let missing: Foresight
            if case .reference(let reference) = plan.image {
                let tag = reference.tag ?? "latest"
                missing = Foresight(
                    .fail, subject,
                    Words(
                        "the repository has no image with the tag '\(tag)'", ko: "리포지토리에 '\(tag)' 태그의 이미지가 없습니다"),
                    fix: ImageWords.push(reference.description),
                    evidence: [Evidence(source: "ecr:DescribeImages", field: "imageTag", text: tag)])
            } else {
                missing = Foresight(
                    .planned, subject,
                    Words("will be made by this run, in its image phase", ko: "이번 실행의 image 단계에서 만들어집니다"))
            }
            return [
                facts.image?.foresight(subject, missing: missing) { image in
                    ImageWords.isImage(image)
                        ? Foresight(
                            .ok, subject, Words(same: "sha256:\(image.digest.short)…"), createdAt: image.pushedAt) : nil
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .text(
                ImageWords.places,
                ["failed to resolve ref", "manifest for ", "manifest unknown", "check whether the image exists"]
            ) { reason, scene in
                let reference = ImageWords.reference(reason, scene)
                guard ImageWords.isPull(reason), !reason.has("@sha256:"),
                    reason.hasAny(" not found", "manifest unknown", "check whether the image exists"),
                    !reason.hasAny("repository does not exist", "name unknown", "no space left"),
                    !ImageWords.isAboutPlatform(reason)
                else { return nil }
                return Recognition(
                    ImageWords.words(reference)
                        + Words(" does not exist in its registry", ko: ": 레지스트리에 존재하지 않습니다"),
                    fix: ImageWords.push(reference), subject: reference ?? "", named: reference)
            }
        ])
}
