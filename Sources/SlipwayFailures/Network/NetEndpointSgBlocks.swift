import SlipwayDomain

extension FailureMode {
    static let netEndpointSgBlocks = FailureMode(
        "net-endpoint-sg-blocks", .network,
        title: Words("a VPC endpoint lets the tasks not in", ko: "VPC 엔드포인트가 태스크의 접근을 막음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-2"],
        faults: [
            .network(.endpointClosed),
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: "
                    + "send request failed caused by: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": dial tcp "
                    + "10.0.1.23:443: i/o timeout"),
        ],
        specificity: .narrow,
        explanation: Words(
            "With private DNS the name of an AWS service means an address inside the VPC, for every subnet of it, even for those "
                + "with a NAT gateway. The endpoint behind that address does not answer, since its security group does not let "
                + "port 443 in from the tasks.",
            ko: "프라이빗 DNS를 켜면 AWS 서비스 이름이 VPC 안의 주소를 가리키며, NAT 게이트웨이가 있는 서브넷을 포함한 모든 서브넷에 적용됩니다. 그 주소의 엔드포인트가 응답하지 않는 "
                + "것은 보안 그룹이 태스크의 443 포트 접근을 허용하지 않기 때문입니다."),
        remedy: Words(
            "Let TCP 443 from the tasks' security group into the endpoint's.",
            ko: "엔드포인트의 보안 그룹에서 태스크 보안 그룹의 TCP 443을 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "net-endpoint-incomplete",
                Words("an endpoint's own address was tried", ko: "엔드포인트의 주소로 연결을 시도했습니다")),
            LookAlike(
                "net-no-egress-route",
                Words("the address lies inside the VPC: no route out is needed", ko: "VPC 안의 주소이므로 외부 경로가 필요하지 않습니다")),
        ],
        links: [TemplateWords.guide("resource-initialization-error"), TemplateWords.guide("vpc-endpoints")],
        foresee: { plan, facts in
            NetworkWords.foresee(plan, facts) { flaw in
                guard case .endpointClosed(let endpoint, _) = flaw else { return nil }
                return Words("endpoint \(endpoint.service)", ko: "\(endpoint.service) 엔드포인트")
            }
        },
        recognisers: [
            BlockedPath.recogniser { flaw in if case .endpointClosed = flaw { true } else { false } },
            .text([.reason, .event, .stack], [":443: i/o timeout"]) { reason, scene in
                // Where the network is known, it is what says why.
                guard scene.workload.network == nil, let address = Reach.address(reason), Reach.isPrivate(address),
                    !reason.has("https://") || reason.has("amazonaws.com")
                else {
                    return nil
                }
                let group = scene.workload.settings?.network?.securityGroups.first ?? "TASK_SG"
                return Recognition(
                    Words(
                        "\(address), an endpoint inside the VPC, does not answer: mostly its security group lets the tasks not "
                            + "in",
                        ko: "VPC 안의 엔드포인트 \(address) 주소가 응답하지 않습니다. 대개 보안 그룹이 태스크를 허용하지 않는 경우입니다"),
                    fix: NetworkWords.open("ENDPOINT_SG", to: group), confidence: .likely, subject: address)
            },
        ])
}
