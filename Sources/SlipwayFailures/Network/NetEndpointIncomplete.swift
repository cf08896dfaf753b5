import SlipwayDomain

extension FailureMode {
    static let netEndpointIncomplete = FailureMode(
        "net-endpoint-incomplete", .network,
        title: Words("a VPC endpoint is missing", ko: "VPC 엔드포인트가 빠져 있음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-2"],
        faults: [
            .network(.endpointMissing),
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secret from asm: The task cannot pull secrets from AWS Secrets Manager. "
                    + "There is a connection issue between the task and AWS Secrets Manager. Check your task network "
                    + "configuration."),
        ],
        specificity: .narrow,
        explanation: Words(
            "A sealed subnet reaches AWS through endpoints alone, and one of those that this task definition needs is not there, "
                + "not available, or without private DNS: ecr.api and ecr.dkr with the S3 gateway for images, logs, "
                + "secretsmanager or ssm. It shows when a service gets its first secret, or its log group.",
            ko: "외부와 차단된 서브넷은 엔드포인트로만 AWS에 연결하는데, 태스크 정의에 필요한 엔드포인트 중 하나가 없거나 사용 불가이거나 프라이빗 DNS가 꺼져 있습니다. 이미지에는 "
                + "ecr.api, ecr.dkr와 S3 게이트웨이가, 그 밖에 logs, secretsmanager, ssm이 필요합니다. 서비스에 시크릿이나 로그 그룹이 처음 생길 때 드러납니다."
        ),
        remedy: Words(
            "Make the missing endpoints, with private DNS, and the S3 gateway on the subnet's route table.",
            ko: "빠진 엔드포인트를 프라이빗 DNS와 함께 만들고, S3 게이트웨이를 서브넷의 라우팅 테이블에 연결하십시오."),
        lookAlikes: [
            LookAlike(
                "net-no-egress-route",
                Words(
                    "other endpoints are there: the subnet is sealed on purpose",
                    ko: "다른 엔드포인트가 있는 것으로 보아 의도적으로 차단된 서브넷입니다")),
            LookAlike(
                "net-endpoint-sg-blocks",
                Words("there is no endpoint that could let anybody in", ko: "접근을 허용할 엔드포인트 자체가 없습니다")),
        ],
        links: [
            TemplateWords.guide("vpc-endpoints"),
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
        ],
        foresee: { plan, facts in
            let found = NetworkWords.foresee(plan, facts) { flaw in
                if case .endpointMissing(let subnet, _) = flaw { NetworkWords.subject(subnet) } else { nil }
            }
            guard found.isEmpty, let path = NetworkPath(plan, facts) else { return found }
            return [served(path)].compactMap(\.self)
        },
        recognisers: [BlockedPath.recogniser(isIt)])

    private static let isIt: @Sendable (NetworkPath.Flaw) -> Bool = { flaw in
        if case .endpointMissing = flaw { true } else { false }
    }

    /// What the endpoints that are there do; nothing where none is used.
    private static func served(_ path: NetworkPath) -> Foresight? {
        let subject = Words("VPC endpoints", ko: "VPC 엔드포인트")
        let used = path.used
        guard !used.isEmpty else { return nil }
        if let narrow = used.first(where: { !$0.isPolicyOpen }) {
            return Foresight(
                .unknown, subject,
                Words(
                    "the policy of \(narrow.id) (\(narrow.service)) is narrower than AWS's own, and is not judged",
                    ko: "\(narrow.id) (\(narrow.service)) 엔드포인트의 정책이 기본 정책보다 좁아 판단하지 않았습니다"),
                fix: Words(
                    "see that it lets the task's roles in: aws ec2 describe-vpc-endpoints --vpc-endpoint-ids \(narrow.id)",
                    ko: "태스크의 역할을 허용하는지 확인하십시오: aws ec2 describe-vpc-endpoints --vpc-endpoint-ids \(narrow.id)"))
        }
        let list = TemplateWords.list(used.map(\.service))
        return Foresight(.ok, subject, Words("available: \(list)", ko: "사용 가능: \(list)"))
    }
}
