import SlipwayDomain

extension FailureMode {
    static let secretNetworkTimeout = FailureMode(
        "secret-network-timeout", .secret,
        title: Words("the task cannot reach Secrets Manager", ko: "태스크가 Secrets Manager에 연결할 수 없음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-1", "P-NET-2", "P-NET-3"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch "
                    + "secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf from secrets manager: "
                    + "RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your "
                    + "task network configuration.")
        ],
        explanation: Words(
            "No answer came from Secrets Manager: the subnet has no way out, or the endpoint secretsmanager is missing or "
                + "keeps 443 shut. Where ECR answers and this does not, it is the endpoint. Each attempt takes minutes.",
            ko: "Secrets Manager에서 응답이 오지 않았습니다. 서브넷에 나가는 경로가 없거나, secretsmanager 엔드포인트가 없거나 443이 막혀 "
                + "있습니다. ECR은 되는데 이것만 안 된다면 엔드포인트가 원인입니다. 시도 한 번에 몇 분이 걸립니다."),
        remedy: Words(
            "Add the VPC endpoint secretsmanager with 443 open to the tasks, or a NAT route.",
            ko: "태스크에 443이 열린 secretsmanager VPC 엔드포인트나 NAT 경로를 추가하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-access-denied", Words("nothing answered, so nothing refused", ko: "응답 자체가 없었으므로 거부된 것이 아닙니다")),
            LookAlike(
                "ecr-auth-network-timeout",
                Words("it is Secrets Manager that did not answer, not ECR", ko: "응답이 없는 것은 ECR이 아니라 Secrets Manager입니다")
            ),
            LookAlike(
                "secret-throttled", Words("a limit would have been answered", ko: "호출 제한이었다면 응답이 왔을 것입니다")),
        ],
        links: [SecretWords.initializationPage],
        recognisers: [
            .text(SecretWords.places, ["secret from asm", "from secrets manager", "from aws secrets manager"]) {
                reason, scene in
                guard Reach.isBroken(reason), !SecretWords.isParameter(reason) else { return nil }
                return Recognition(
                    Words("the task cannot reach Secrets Manager", ko: "태스크가 Secrets Manager에 연결할 수 없습니다")
                        + Reach.way(reason), fix: Reach.fix(reason, endpoints: "secretsmanager"))
            },
            BlockedPath.waiting(for: "secretsmanager", Words("Secrets Manager", ko: "Secrets Manager 응답")),
        ])
}
