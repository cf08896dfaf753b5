import SlipwayDomain

extension FailureMode {
    static let imageRepositoryMissing = FailureMode(
        id: "image-repo-missing", title: "no such repository", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .repositoryMissing,
        foresee: { facts, plan in
            guard case .missing? = facts.repository else { return [] }
            let name: String
            switch plan.image {
            case .reference(let reference): name = reference.repository
            case .build(let build): name = build.repository
            case .executable(let executable): name = executable.repository
            }
            return [
                Foreseen(
                    .image(plan.imageSubject), cause: "there is no ECR repository \(name) in \(plan.service.region)",
                    evidence: [
                        Evidence(source: "ecr:DescribeRepositories", field: "error", text: "RepositoryNotFoundException")
                    ], fix: "aws ecr create-repository --repository-name \(name) --region \(plan.service.region)")
            ]
        },
        recognise: { signals in
            let found = signals.reason(containing: [
                ["name unknown", "repository"], ["repository", "does not exist"], ["repository", "not found", "404"],
            ])
            guard let found else { return nil }
            return Recognised(
                cause: "the repository of \(signals.imageName) does not exist",
                fix: "create it and push the image, or correct account, region and name of the reference",
                evidence: [found], fingerprint: signals.imageName)
        })
}
