import SlipwayDomain

extension FailureMode {
    static let startLogNetworkTimeout = FailureMode(
        "start-log-network-timeout", .start,
        title: Words("the task cannot reach CloudWatch Logs", ko: "태스크가 CloudWatch Logs에 연결할 수 없음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-2"],
        faults: [
            .taskStops(
                reason: LogWords.arguments
                    + "The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a "
                    + "connection issue between the task and Amazon CloudWatch. Check your network configuration. signal: "
                    + "killed")
        ],
        explanation: Words(
            "There is no way from the task's subnet to CloudWatch Logs: no NAT route and no endpoint `logs`, or one whose "
                + "security group lets nothing in. AWS's own text speaks of a group that cannot be found, but it is the "
                + "network.",
            ko: "태스크의 서브넷에서 CloudWatch Logs로 가는 경로가 없습니다. NAT 경로도 `logs` 엔드포인트도 없거나, 엔드포인트의 보안 "
                + "그룹이 막고 있습니다. AWS의 메시지는 로그 그룹을 찾을 수 없다고 하지만 실제 원인은 네트워크입니다."),
        remedy: Words(
            "Add the interface endpoint `logs` with private DNS, or a route through a NAT gateway.",
            ko: "프라이빗 DNS를 켠 인터페이스 엔드포인트 `logs`를 추가하거나 NAT 게이트웨이 경로를 추가하십시오."),
        lookAlikes: [
            LookAlike(
                "start-log-group-missing",
                Words(
                    "AWS speaks of the connection; a missing group is told by its own words",
                    ko: "AWS가 연결 문제를 언급합니다. 그룹이 없으면 그렇다고 따로 말합니다")),
            LookAlike(
                "ecr-auth-network-timeout",
                Words("the image was there; only the logs were out of reach", ko: "이미지는 가져왔고 로그에만 연결하지 못했습니다")),
        ],
        links: [
            StartWords.initialisation,
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch-logs-and-interface-VPC.html",
        ],
        recognisers: [
            .text(StartWords.places, ["failed to validate logger args", "failed to create cloudwatch log stream"]) {
                reason, _ in
                guard reason.has("signal: killed") || Reach.isBroken(reason) else { return nil }
                return Recognition(
                    Words("the task cannot reach CloudWatch Logs", ko: "태스크가 CloudWatch Logs에 연결할 수 없습니다")
                        + Reach.way(reason), fix: Reach.fix(reason, endpoints: "logs"))
            }
        ])
}
