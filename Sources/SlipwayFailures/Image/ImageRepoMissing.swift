import SlipwayDomain

extension FailureMode {
    static let imageRepoMissing = FailureMode(
        "image-repo-missing", .image,
        title: Words("the image's repository does not exist", ko: "이미지 리포지토리가 존재하지 않음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-1"],
        faults: [.image(.repositoryRemoved)],
        explanation: Words(
            "The registry has no repository of that name: the account or region in the image's name is another than "
                + "meant, the stack that makes the repository has not run, or a short name was taken for one of Docker Hub.",
            ko: "레지스트리에 해당 이름의 리포지토리가 없습니다. 이미지 이름의 계정이나 리전이 의도와 다르거나, 리포지토리를 만드는 스택이 "
                + "아직 실행되지 않았거나, 짧은 이름이 Docker Hub 이미지로 해석된 경우입니다."),
        remedy: Words(
            "Create the repository, or write the image's full name with account and region.",
            ko: "리포지토리를 만들거나, 계정과 리전을 포함한 전체 이미지 이름을 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "image-tag-not-found",
                Words("it is the repository that the registry does not know", ko: "태그가 아니라 리포지토리 자체가 없다고 합니다")),
            LookAlike(
                "image-pull-denied",
                Words(
                    "the registry does not speak of a permission alone", ko: "레지스트리가 권한만을 문제 삼은 것이 아닙니다")),
        ],
        links: [ImageWords.page],
        foresee: { plan, facts in
            let name = ImageWords.repository(plan)
            let subject = Words("repository \(name)", ko: "리포지토리 \(name)")
            let missing = Foresight(
                .fail, subject,
                Words(
                    "ECR has no repository '\(name)' in \(plan.service.region)",
                    ko: "\(plan.service.region) 리전의 ECR에 '\(name)' 리포지토리가 없습니다"),
                fix: create(name, in: plan.service.region),
                evidence: [Evidence(source: "ecr:DescribeRepositories", field: "repositoryName", text: name)])
            return [
                facts.repository?.foresight(subject, missing: missing) {
                    Foresight(.ok, subject, Words("there", ko: "존재합니다"), createdAt: $0.createdAt)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .text(
                ImageWords.places.union([.call]),
                ["name unknown", "repository does not exist", "(404): repository", "repository with name '"]
            ) { reason, scene in
                guard
                    ImageWords.isPull(reason) || reason.has("repository with name '", "does not exist in the registry")
                else { return nil }
                let name =
                    reason.value(after: "repository with name '", until: ["'"])
                    ?? reason.value(after: "(404): repository ", until: [" "]) ?? ImageWords.reference(reason, scene)
                let isHub = reason.has("repository does not exist or may require")
                let hub = Words(
                    "; Docker Hub was asked, and it answers like this for private images as well",
                    ko: ". Docker Hub에 요청했으며, 비공개 이미지에도 같은 응답을 합니다")
                return Recognition(
                    ImageWords.words(name)
                        + Words(": there is no such repository in the registry", ko: ": 레지스트리에 해당 리포지토리가 없습니다")
                        + (isHub ? hub : .none),
                    fix: isHub
                        ? Words(
                            "write the full name in slipway.yml: image: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG",
                            ko: "slipway.yml에 전체 이름을 쓰십시오: image: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG")
                        : create(name ?? "NAME", in: ImageWords.region(reason) ?? "REGION")
                            + Words(", or correct `image:` in slipway.yml", ko: ", 또는 slipway.yml의 `image:`를 고치십시오"),
                    confidence: isHub ? .likely : .certain, subject: name ?? "", named: name)
            }
        ])

    private static func create(_ name: String, in region: String) -> Words {
        let command = "aws ecr create-repository --repository-name \(name) --region \(region)"
        return Words("create it: \(command)", ko: "만드십시오: \(command)")
    }
}
