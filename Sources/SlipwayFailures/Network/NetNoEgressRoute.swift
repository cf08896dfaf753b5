import SlipwayDomain

extension FailureMode {
    static let netNoEgressRoute = FailureMode(
        "net-no-egress-route", .network,
        title: Words("a subnet has no way out", ko: "서브넷에 외부로 나가는 경로가 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-1"],
        faults: [
            .network(.noRoute),
            .taskStops(
                reason: "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull "
                    + "registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check "
                    + "your task network configuration."),
        ],
        specificity: .narrow,
        explanation: Words(
            "From a private subnet tasks reach ECR, secrets and logs by a NAT gateway or by VPC endpoints. This one has neither: "
                + "no default route, one to a gateway that was deleted or failed, or an image of a registry for which no "
                + "endpoint exists.",
            ko: "프라이빗 서브넷의 태스크는 NAT 게이트웨이나 VPC 엔드포인트를 통해 ECR, 시크릿, 로그에 연결합니다. 이 서브넷에는 둘 다 없습니다. 기본 경로가 없거나, 삭제되었거나 "
                + "실패한 게이트웨이를 가리키거나, 엔드포인트가 존재하지 않는 레지스트리의 이미지를 씁니다."),
        remedy: Words(
            "Repair the route to a NAT gateway that works, in every subnet of the service.",
            ko: "서비스의 모든 서브넷에서 정상 동작하는 NAT 게이트웨이로 가는 경로를 복구하십시오."),
        lookAlikes: [
            LookAlike(
                "net-public-subnet-no-public-ip",
                Words("the subnet does not lead to an internet gateway", ko: "서브넷이 인터넷 게이트웨이로 연결되어 있지 않습니다")),
            LookAlike(
                "net-endpoint-incomplete",
                Words("the subnet was not meant to live on endpoints", ko: "엔드포인트만으로 운영하려던 서브넷이 아닙니다")),
        ],
        links: [TemplateWords.guide("resource-initialization-error")],
        foresee: { plan, facts in foresee(plan, facts) },
        recognisers: [BlockedPath.recogniser(isIt)])

    private static let isIt: @Sendable (NetworkPath.Flaw) -> Bool = { flaw in
        if case .noRoute = flaw { true } else { false }
    }

    private static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let fact = facts.network else { return [] }
        let subject = Words("way out of the subnets", ko: "서브넷의 외부 경로")
        guard TemplateWords.isFargate(facts) else {
            return [
                Foresight(
                    .skipped, subject,
                    Words("the instances fetch images and secrets, not the tasks", ko: "태스크가 아니라 인스턴스가 이미지와 시크릿을 가져옵니다")
                )
            ]
        }
        guard let path = NetworkPath(plan, facts) else {
            let missing = Foresight(.unknown, subject, Words("the network is not there", ko: "네트워크가 없습니다"))
            return [fact.foresight(subject, missing: missing) { _ in nil }].compactMap(\.self)
        }
        let found = NetworkWords.foresee(plan, facts) { flaw in
            if case .noRoute(let subnet, _) = flaw { NetworkWords.subject(subnet) } else { nil }
        }
        return found + path.network.subnets.compactMap { open($0, path) }
    }

    /// What is well, or cannot be seen, about a subnet's way out.
    private static func open(_ subnet: SubnetFact, _ path: NetworkPath) -> Foresight? {
        let subject = NetworkWords.subject(subnet)
        let evidence = [NetworkWords.evidence(subnet)]
        if path.unserved(subnet).isEmpty {
            return Foresight(
                .ok, subject, Words("endpoints serve all that is needed", ko: "필요한 모든 것을 엔드포인트가 제공합니다"),
                evidence: evidence)
        }
        switch path.way(subnet) {
        case .open:
            return Foresight(.ok, subject, Words("leads to the internet", ko: "인터넷으로 연결됩니다"), evidence: evidence)
        case .unseen(let target):
            return Foresight(
                .unknown, subject,
                Words(
                    "leads to \(target); what lies behind cannot be seen from here", ko: "대상 너머를 확인할 수 없습니다: \(target)"),
                evidence: evidence)
        case .none: return nil
        }
    }
}
