import SlipwayDomain

extension FailureMode {
    static let ssmNetworkTimeout = FailureMode(
        "ssm-network-timeout", .secret,
        title: Words("the task cannot reach Parameter Store", ko: "태스크가 Parameter Store에 연결할 수 없음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-2"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets "
                    + "from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between "
                    + "the task and AWS Systems Manager Parameter Store. Check your task network configuration. "
                    + "RequestCanceled: request context canceled caused by: context deadline exceeded")
        ],
        explanation: Words(
            "No answer came from Systems Manager: the subnet has no way out, the endpoint ssm is missing, its security "
                + "group keeps 443 shut, or its name does not resolve. Each attempt takes minutes.",
            ko: "Systems Manager에서 응답이 오지 않았습니다. 서브넷에 나가는 경로가 없거나, ssm 엔드포인트가 없거나, 보안 그룹이 443을 막거나, "
                + "이름이 확인되지 않는 경우입니다. 시도 한 번에 몇 분이 걸립니다."),
        remedy: Words(
            "Add the VPC endpoint ssm with 443 open to the tasks, or a NAT route.",
            ko: "태스크에 443이 열린 ssm VPC 엔드포인트나 NAT 경로를 추가하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-network-timeout",
                Words("it is Parameter Store that did not answer", ko: "응답이 없는 것은 Parameter Store입니다")),
            LookAlike(
                "ssm-access-denied", Words("nothing answered, so nothing refused", ko: "응답 자체가 없었으므로 거부된 것이 아닙니다")),
        ],
        links: [SecretWords.initializationPage],
        recognisers: [
            .text(
                SecretWords.places, ["from ssm", "from aws systems manager", "parameter store"]
            ) { reason, _ in
                guard Reach.isBroken(reason) else { return nil }
                return Recognition(
                    Words("the task cannot reach Parameter Store", ko: "태스크가 Parameter Store에 연결할 수 없습니다")
                        + Reach.way(reason), fix: Reach.fix(reason, endpoints: "ssm"))
            },
            BlockedPath.waiting(for: "ssm", Words("Parameter Store", ko: "Parameter Store 응답")),
        ])
}
