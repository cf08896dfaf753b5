import SlipwayDomain

extension FailureMode {
    static let ecrAuthNetworkTimeout = FailureMode(
        "ecr-auth-network-timeout", .image, title: Words("the task cannot reach ECR", ko: "태스크가 ECR에 연결할 수 없음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-1", "P-NET-2", "P-NET-3"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: "
                    + "send request failed caused by: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": dial tcp "
                    + "52.95.118.10:443: i/o timeout. Please check your task network configuration.")
        ],
        explanation: Words(
            "Before anything else the task asks ECR for a login, and no answer came. Its subnet has no way out: a public "
                + "subnet without a public address, a private one without NAT or without the endpoints for ECR, S3 and logs, "
                + "or a security group that keeps 443 shut. Each attempt takes about five minutes.",
            ko: "태스크는 가장 먼저 ECR에 로그인을 요청하는데 응답이 오지 않았습니다. 퍼블릭 IP가 없는 퍼블릭 서브넷, NAT나 "
                + "ECR·S3·로그 엔드포인트가 없는 프라이빗 서브넷, 또는 443 포트를 막은 보안 그룹이 원인입니다. 시도 한 번에 약 5분이 "
                + "걸립니다."),
        remedy: Words(
            "Give the subnet one way out: a public address, a NAT route, or the whole set of endpoints with 443 open.",
            ko: "서브넷에 나가는 경로를 하나 마련하십시오. 퍼블릭 IP, NAT 경로, 또는 443이 열린 엔드포인트 전체가 필요합니다."),
        lookAlikes: [
            LookAlike(
                "image-layer-s3-blocked",
                Words("not even the login came about, and layers come later", ko: "로그인조차 되지 않았으며, 레이어는 그다음 단계입니다")),
            LookAlike(
                "secret-network-timeout",
                Words("it is ECR that did not answer, not Secrets Manager", ko: "응답이 없는 것은 Secrets Manager가 아니라 ECR입니다")
            ),
            LookAlike(
                "image-pull-denied", Words("nothing answered, so nothing refused", ko: "응답 자체가 없었으므로 거부된 것이 아닙니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"],
        recognisers: [
            .text(
                ImageWords.places,
                [
                    "ecr registry auth", "registry auth from amazon ecr", "registry authentication from amazon ecr",
                    "api.ecr.",
                ]
            ) { reason, _ in
                guard Reach.isBroken(reason) else { return nil }
                return Recognition(
                    Words("the task cannot reach ECR to log in", ko: "태스크가 ECR에 연결하지 못해 로그인할 수 없습니다")
                        + Reach.way(reason),
                    fix: Reach.fix(reason, endpoints: "ecr.api, ecr.dkr, s3, logs"))
            },
            BlockedPath.waiting(for: "ecr.api", Words("its login to ECR", ko: "ECR 로그인")),
        ])
}
