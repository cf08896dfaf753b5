import SlipwayDomain

extension FailureMode {
    static let secretThrottled = FailureMode(
        "secret-throttled", .secret, title: Words("reading secrets is throttled", ko: "시크릿 읽기 호출 제한"),
        nature: .mayPass, sureness: .reported, breaker: .countsStart, givesUp: .slowingDown,
        reproduction: .modelled, recipes: ["P-CAP-1"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
                    + "ThrottlingException: Rate exceeded")
        ],
        explanation: Words(
            "Many tasks read many secrets or parameters at once, more than the service answers in a second. It passes by "
                + "itself, since ECS tries again.",
            ko: "많은 태스크가 한꺼번에 많은 시크릿이나 파라미터를 읽어 초당 호출 한도를 넘었습니다. ECS가 다시 시도하므로 저절로 풀립니다."),
        remedy: Words(
            "Keep the values in one JSON secret instead of many parameters, raise Parameter Store's throughput, or start "
                + "fewer tasks at once.",
            ko: "여러 파라미터 대신 JSON 시크릿 하나에 값을 모으거나, Parameter Store의 처리량을 높이거나, 한 번에 시작하는 태스크 수를 줄이십시오."),
        lookAlikes: [
            LookAlike(
                "secret-network-timeout", Words("there was an answer", ko: "응답이 왔습니다")),
            LookAlike(
                "secret-access-denied",
                Words("the answer speaks of a rate, not of a permission", ko: "응답이 권한이 아니라 호출 속도를 문제 삼았습니다")),
        ],
        links: ["https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-throughput.html"],
        recognisers: [
            .text(SecretWords.places, ["throttlingexception", "rate exceeded"]) { reason, _ in
                guard
                    reason.hasAny("from asm", "from ssm", "from secrets manager", "secrets manager", "parameter store")
                else { return nil }
                let isParameter = SecretWords.isParameter(reason)
                return Recognition(
                    isParameter
                        ? Words("too many parameters are read at once", ko: "한꺼번에 너무 많은 파라미터를 읽고 있습니다")
                        : Words("too many secrets are read at once", ko: "한꺼번에 너무 많은 시크릿을 읽고 있습니다"),
                    fix: isParameter
                        ? Words(
                            "keep the values in one JSON secret, or: aws ssm update-service-setting --setting-id "
                                + "arn:aws:ssm:REGION:ACCOUNT:servicesetting/ssm/parameter-store/high-throughput-enabled "
                                + "--setting-value true",
                            ko: "값을 JSON 시크릿 하나에 모으거나 다음을 실행하십시오: aws ssm update-service-setting --setting-id "
                                + "arn:aws:ssm:REGION:ACCOUNT:servicesetting/ssm/parameter-store/high-throughput-enabled "
                                + "--setting-value true")
                        : Words(
                            "wait; keep the values in one JSON secret, and in slipway.yml: deployment: { maximum: 125 }",
                            ko: "기다리십시오. 값을 JSON 시크릿 하나에 모으고, slipway.yml에서: deployment: { maximum: 125 }"),
                    confidence: .likely)
            }
        ])
}
