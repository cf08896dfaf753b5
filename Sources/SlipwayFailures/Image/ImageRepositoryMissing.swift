import SlipwayDomain

extension FailureMode {
    static let imageRepositoryMissing = FailureMode(
        "image-repo-missing", title: "the image's repository does not exist", nature: .cannotHeal,
        fault: .repositoryMissing,
        explanation:
            "The registry has no repository of that name: account or region in the name are others than meant, "
            + "the stack that makes it has not run, or a short name was taken for one of Docker Hub.",
        withoutUs: ImageWords.alone,
        foresee: { plan, facts in
            let name =
                switch plan.image {
                case .reference(let reference): reference.repository
                case .build(let build): build.repository
                case .executable(let executable): executable.repository
                }
            let subject = "repository \(name)"
            let missing = Foresight(
                .fail, subject, "ECR has no repository '\(name)' in \(plan.service.region)",
                fix: "aws ecr create-repository --repository-name \(name) --region \(plan.service.region)",
                evidence: [Evidence(source: "ecr:DescribeRepositories", field: "repositoryName", text: name)])
            return [
                facts.repository?.foresight(subject, missing: missing) {
                    Foresight(.ok, subject, "there", createdAt: $0.createdAt)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("name unknown", "repository does not exist", "(404): repository"),
                    ImageWords.isPull(reason)
                else { return nil }
                let name =
                    reason.value(after: "repository with name '", until: ["'"])
                    ?? reason.value(after: "access denied for ") ?? ImageWords.reference(reason)
                return Recognition(
                    "the repository \(name) does not exist in that registry",
                    fix: "aws ecr create-repository --repository-name \(name), or correct `image:` in slipway.yml",
                    subject: name, named: name)
            }
        ])
}
