import SlipwayDomain

extension FailureMode {
    static let registryImmutableTagPush = FailureMode(
        "registry-immutable-tag-push", .image,
        title: Words("the tag exists and cannot be overwritten", ko: "이미 존재하는 불변 태그"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-IMG-6"],
        faults: [
            .call(
                "ecr:PutImage", refusedWith: "ImageTagAlreadyExistsException",
                message:
                    "The image tag '1.2' already exists in the 'shop' repository and cannot be overwritten because "
                    + "the repository is immutable.")
        ],
        explanation: Words(
            "The repository's tags are immutable, and something else stands under this tag already: the pipeline ran "
                + "before for the same commit, or a build cache is pushed under a fixed tag.",
            ko: "리포지토리의 태그가 불변인데 해당 태그에 이미 다른 이미지가 있습니다. 같은 커밋으로 파이프라인을 다시 실행했거나, 빌드 캐시를 "
                + "고정된 태그로 푸시한 경우입니다."),
        remedy: Words(
            "Skip the push where the tag already means the same digest; else push under a tag of its own.",
            ko: "태그가 이미 같은 다이제스트를 가리키면 푸시를 건너뛰고, 아니면 고유한 태그로 푸시하십시오."),
        links: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"],
        foresee: { plan, facts in
            guard plan.image.repository != nil, let repository = facts.repository?.value, repository.immutableTags
            else {
                return []
            }
            return [
                Foresight(
                    .ok, Words("tags of \(repository.name)", ko: "\(repository.name) 태그"),
                    Words(
                        "they cannot be overwritten, and need not be: this run's tag is made from the image's content",
                        ko: "덮어쓸 수 없지만 그럴 필요도 없습니다. 이번 실행의 태그는 이미지 내용으로 만들어집니다"))
            ]
        },
        recognisers: [
            .text(
                [.call, .stack, .log],
                ["cannot be overwritten because the repository is immutable", "imagetagalreadyexistsexception"]
            ) { reason, _ in
                let tag = reason.value(after: "image tag '", until: ["'"])
                let repository = reason.value(after: "in the '", until: ["'"])
                let command =
                    "aws ecr describe-images --repository-name \(repository ?? "NAME") --image-ids "
                    + "imageTag=\(tag ?? "TAG") --query 'imageDetails[].imageDigest'"
                return Recognition(
                    Words("the tag '\(tag ?? "…")' exists in ", ko: "'\(tag ?? "…")' 태그가 이미 존재하며 덮어쓸 수 없습니다: ")
                        + (repository.map { Words(same: $0) } ?? Words("the repository", ko: "리포지토리"))
                        + Words(", whose tags cannot be overwritten", ko: " (불변 태그)"),
                    fix: Words(
                        "compare digests, and push under another tag where they differ: \(command)",
                        ko: "다이제스트를 비교하고, 다르면 다른 태그로 푸시하십시오: \(command)"), subject: tag ?? "")
            }
        ])
}
