import SlipwayDomain

extension FailureMode {
    static let netPublicSubnetNoPublicIp = FailureMode(
        "net-public-subnet-no-public-ip", .network,
        title: Words("a public subnet, and tasks without public addresses", ko: "퍼블릭 서브넷의 태스크에 퍼블릭 IP가 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-1"],
        faults: [.network(.noPublicAddress), .taskStops(reason: timeout)],
        specificity: .narrow,
        explanation: Words(
            "The subnet's default route leads to an internet gateway, and that one serves only what has a public address. The "
                + "service gives its tasks none, so they reach neither ECR nor secrets nor logs: each attempt takes about five "
                + "minutes, and the deployment seems to hang.",
            ko: "서브넷의 기본 경로가 인터넷 게이트웨이인데, 인터넷 게이트웨이는 퍼블릭 IP가 있는 대상만 연결해 줍니다. 서비스가 태스크에 퍼블릭 IP를 주지 않아 ECR, 시크릿, "
                + "로그에 연결할 수 없습니다. 시도마다 약 5분이 걸려 배포가 멈춘 것처럼 보입니다."),
        remedy: Words(
            "Give the tasks public addresses, or put them into private subnets with a NAT gateway.",
            ko: "태스크에 퍼블릭 IP를 할당하거나, NAT 게이트웨이가 있는 프라이빗 서브넷에 두십시오."),
        lookAlikes: [
            LookAlike(
                "net-no-egress-route",
                Words("the subnet does lead to the internet", ko: "서브넷은 인터넷으로 연결되어 있습니다")),
            LookAlike(
                "ecr-auth-network-timeout",
                Words("the network is known, and it says why", ko: "네트워크를 확인했고 원인이 드러났습니다")),
        ],
        links: [TemplateWords.guide("fargate-task-networking"), TemplateWords.guide("task_cannot_pull_image")],
        foresee: { plan, facts in
            NetworkWords.foresee(plan, facts) { flaw in
                if case .noPublicAddress(let subnet, _) = flaw { NetworkWords.subject(subnet) } else { nil }
            }
        },
        recognisers: [BlockedPath.recogniser(isIt)])

    private static let isIt: @Sendable (NetworkPath.Flaw) -> Bool = { flaw in
        if case .noPublicAddress = flaw { true } else { false }
    }

    private static let timeout =
        "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from "
        + "Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration."
}
