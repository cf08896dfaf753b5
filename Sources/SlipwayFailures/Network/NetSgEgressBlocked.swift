import SlipwayDomain

extension FailureMode {
    static let netSgEgressBlocked = FailureMode(
        "net-sg-egress-blocked", .network,
        title: Words("the tasks' security group lets nothing out", ko: "태스크 보안 그룹이 외부 연결을 막음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-3"],
        faults: [
            .network(.egressClosed),
            .taskStops(
                reason:
                    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: "
                    + "failed open: failed to do request: Get \"https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1"
                    + ".amazonaws.com/layer\": dial tcp 52.218.1.20:443: i/o timeout"),
        ],
        specificity: .narrow,
        explanation: Words(
            "The outbound rules of the tasks' security group were narrowed, mostly to the VPC's own addresses, and no longer "
                + "cover what a task needs at its start: port 443 to the endpoints or the internet, and S3's prefix list for "
                + "image layers. A network ACL does the same for a whole subnet.",
            ko: "태스크 보안 그룹의 아웃바운드 규칙이 대개 VPC 내부 주소로 좁혀져, 태스크 시작에 필요한 것을 더는 허용하지 않습니다. 엔드포인트나 인터넷으로 가는 443 포트, 이미지 레이어를 "
                + "위한 S3 접두사 목록이 필요합니다. 네트워크 ACL은 서브넷 전체에 같은 문제를 일으킵니다."),
        remedy: Words(
            "Let TCP 443 out to the endpoints' groups and to S3's prefix list, or to everywhere.",
            ko: "엔드포인트의 보안 그룹과 S3 접두사 목록(또는 모든 대상)으로 나가는 TCP 443을 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "net-endpoint-sg-blocks",
                Words("it is the tasks' own group that says no", ko: "막고 있는 것은 태스크 자신의 보안 그룹입니다")),
            LookAlike(
                "net-no-egress-route",
                Words("the subnet does lead out", ko: "서브넷에는 외부로 나가는 경로가 있습니다")),
        ],
        links: [TemplateWords.guide("resource-initialization-error")],
        foresee: { plan, facts in
            let subject = Words("outbound rules of the tasks", ko: "태스크의 아웃바운드 규칙")
            let found = NetworkWords.foresee(plan, facts) { flaw in
                switch flaw {
                case .egressClosed: subject
                case .aclClosed(let subnet): Words("network ACL of \(subnet.id)", ko: "\(subnet.id) 서브넷의 네트워크 ACL")
                default: nil
                }
            }
            guard found.isEmpty, let path = NetworkPath(plan, facts), !path.groups.isEmpty else { return found }
            let unread = path.groups.filter { path.network.securityGroup($0) == nil }
            // What is not there at all is told as such.
            if unread.contains(where: path.network.missing.contains) { return [] }
            guard unread.isEmpty else {
                let list = TemplateWords.list(unread)
                return [
                    Foresight(
                        .unknown, subject, Words("nobody read the rules of \(list)", ko: "규칙을 읽지 못한 보안 그룹: \(list)"))
                ]
            }
            return [Foresight(.ok, subject, Words("let HTTPS out", ko: "HTTPS 송신을 허용합니다"))]
        },
        recognisers: [
            BlockedPath.recogniser { flaw in
                switch flaw {
                case .egressClosed, .aclClosed: true
                default: false
                }
            }
        ])
}
