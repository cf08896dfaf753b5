import SlipwayDomain

extension FailureMode {
    static let imagePullDenied = FailureMode(
        "image-pull-denied", .image, title: Words("the task may not pull the image", ko: "태스크에 이미지를 가져올 권한이 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-IMG-6", "P-IMG-7"],
        faults: [
            .role(.executionRoleDenied("ecr:BatchGetImage")),
            .taskStops(
                reason:
                    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
                    + "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1.2: unexpected status from HEAD request to "
                    + "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/shop/manifests/1.2: 403 Forbidden"),
        ],
        explanation: Words(
            "The registry refused. The execution role pulls, and it lacks ECR permissions; or the repository belongs to "
                + "another account whose policy does not let the role in; or a policy of an endpoint, the organisation or a "
                + "key stands in between. ECR gives the same answer for some digests that are gone.",
            ko: "레지스트리가 거부했습니다. 이미지는 실행 역할이 가져오는데 ECR 권한이 없거나, 다른 계정 리포지토리의 정책이 이 역할을 "
                + "허용하지 않거나, 엔드포인트·조직·키 정책이 막은 경우입니다. ECR은 사라진 일부 다이제스트에도 같은 응답을 합니다."),
        remedy: Words(
            "Attach AmazonECSTaskExecutionRolePolicy to the execution role; for another account's repository, let the role "
                + "in by its repository policy.",
            ko: "실행 역할에 AmazonECSTaskExecutionRolePolicy를 연결하십시오. 다른 계정의 리포지토리라면 리포지토리 정책에서 이 역할을 "
                + "허용하십시오."),
        lookAlikes: [
            LookAlike(
                "image-digest-gone",
                Words(
                    "the registry said that it is forbidden, not that it is missing", ko: "레지스트리는 없다고 하지 않고 금지되었다고 했습니다"
                )),
            LookAlike(
                "image-private-registry-credentials",
                Words("at ECR roles decide, not passwords", ko: "ECR에서는 비밀번호가 아니라 역할로 결정됩니다")),
            LookAlike(
                "ecr-auth-network-timeout",
                Words("there was an answer, so the network is open", ko: "응답이 왔으므로 네트워크는 열려 있습니다")),
        ],
        links: [
            ImageWords.page, "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        ],
        foresee: { plan, facts in othersRepository(plan, facts) + permissions(plan, facts) },
        recognisers: [
            .text(ImageWords.places, ["not authorized to perform: ecr:"]) { reason, scene in
                guard let denial = Denial(reason) else { return nil }
                let role = ExecutionRole.name(reason, scene)
                let reference = ImageWords.reference(reason, scene)
                return Recognition(
                    ExecutionRole.words(role)
                        + Words(
                            " may not \(denial.action), so it cannot pull ",
                            ko: "에 \(denial.action) 권한이 없어 이미지를 가져올 수 없습니다: ")
                        + ImageWords.words(reference) + denial.says,
                    fix: denial.fix(role: role ?? "ROLE", on: "*"), subject: denial.action, named: reference)
            },
            .text(
                ImageWords.places,
                [
                    "role has the permissions to pull", "403 forbidden", "cannotpullecrcontainererror",
                    "401 unauthorized", "no basic auth credentials",
                ]
            ) { reason, scene in
                guard ImageWords.isPull(reason) || reason.has("role has the permissions to pull"),
                    !reason.has("not authorized to perform: ecr:"), !reason.has("repository does not exist"),
                    !ImageWords.isAboutLayers(reason), !ImageWords.isRateLimit(reason)
                else { return nil }
                let refused =
                    reason.hasAny("role has the permissions to pull", "403 forbidden", "accessdenied")
                    || (ImageWords.isECR(reason) && reason.hasAny("401 unauthorized", "no basic auth credentials"))
                return refused ? refusal(reason, scene) : nil
            },
        ])

    /// A refusal that does not say what is missing.
    private static func refusal(_ reason: Reason, _ scene: Scene) -> Recognition {
        let role = ExecutionRole.name(reason, scene)
        let reference = ImageWords.reference(reason, scene)
        let isByDigest = reason.has("@sha256:")
        let gone = Words(
            "; ECR answers like this as well where the digest is gone", ko: ". 다이제스트가 사라진 경우에도 ECR은 이렇게 응답합니다")
        let owner = reference.flatMap { try? ImageReference(parsing: $0) }?.ecr?.account
        if let owner, let own = account(scene), own != owner {
            return Recognition(
                ExecutionRole.words(role)
                    + Words(" of account \(own) may not pull ", ko: "(계정 \(own))에 다음 이미지를 가져올 권한이 없습니다: ")
                    + ImageWords.words(reference)
                    + Words(", which belongs to account \(owner)", ko: " (계정 \(owner) 소유)")
                    + (isByDigest ? gone : .none),
                fix: letIn(repository(reference), account: owner), confidence: .likely, subject: reference ?? "",
                named: reference)
        }
        let policy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        let command = "aws iam attach-role-policy --role-name \(role ?? "ROLE") --policy-arn \(policy)"
        return Recognition(
            ExecutionRole.words(role) + Words(" may not pull ", ko: "에 다음 이미지를 가져올 권한이 없습니다: ")
                + ImageWords.words(reference) + (isByDigest ? gone : .none),
            fix: Words("let it: \(command)", ko: "권한을 주십시오: \(command)"), confidence: isByDigest ? .likely : .certain,
            subject: reference ?? "", named: reference)
    }

    /// The account that the tasks run in.
    private static func account(_ scene: Scene) -> String? {
        for arn in [scene.task?.task.arn, scene.workload.taskDefinition?.executionRole] {
            let parts = arn?.split(separator: ":", omittingEmptySubsequences: false) ?? []
            if parts.count > 4, parts[4].count == 12 { return String(parts[4]) }
        }
        return nil
    }

    private static func repository(_ reference: String?) -> String {
        reference.flatMap { try? ImageReference(parsing: $0) }?.repository ?? "NAME"
    }

    private static func letIn(_ repository: String, account: String) -> Words {
        let command =
            "aws ecr set-repository-policy --registry-id \(account) --repository-name \(repository) --policy-text "
            + "file://policy.json"
        return Words(
            "in account \(account), let the role do ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and "
                + "ecr:BatchCheckLayerAvailability: \(command)",
            ko: "계정 \(account)에서 이 역할에 ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, "
                + "ecr:BatchCheckLayerAvailability 작업을 허용하십시오: \(command)")
    }

    /// Recipe P-IMG-6: another account's repository must let ours in.
    private static func othersRepository(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let repository = facts.repository?.value, let isAllowed = repository.allowsOurAccount else { return [] }
        let subject = Words("policy of repository \(repository.name)", ko: "\(repository.name) 리포지토리 정책")
        if isAllowed {
            return [Foresight(.ok, subject, Words("it lets our account pull", ko: "우리 계정의 가져오기를 허용합니다"))]
        }
        let owner = repository.uri.split(separator: ".").first.map(String.init) ?? "ACCOUNT"
        return [
            Foresight(
                .fail, subject,
                Words(
                    "\(repository.uri) belongs to another account, and its policy does not let ours pull",
                    ko: "\(repository.uri) 리포지토리는 다른 계정의 것이며, 정책이 우리 계정의 가져오기를 허용하지 않습니다"),
                fix: letIn(repository.name, account: owner),
                evidence: [Evidence(source: "ecr:GetRepositoryPolicy", field: "policyText", text: "no statement fits")])
        ]
    }

    /// Recipe P-IMG-7.
    private static func permissions(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let actions = [
            "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
        ]
        return RolePermissions.foresee(plan, facts, actions) { resource in
            resource == "*"
                ? Words("login to ECR", ko: "ECR 로그인")
                : Words(
                    "pulling from \(ExecutionRole.name(ofARN: resource))",
                    ko: "\(ExecutionRole.name(ofARN: resource)) 이미지 가져오기")
        }
    }
}
