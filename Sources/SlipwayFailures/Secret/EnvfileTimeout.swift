import SlipwayDomain

extension FailureMode {
    static let envfileTimeout = FailureMode(
        "envfile-timeout", .secret,
        title: Words("the environment file did not come in time", ko: "환경 파일 다운로드 시간 초과"), nature: .mayPass,
        breaker: .countsStart,
        givesUp: .other(
            Words(
                "ECS would have tried again, and likely got the file at the next attempt",
                ko: "ECS가 다시 시도하며, 다음 시도에서는 파일을 받았을 가능성이 높습니다")), reproduction: .modelled,
        recipes: ["P-NET-2"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: failed to download env files: file download command: non empty error "
                    + "stream: RequestCanceled: request context canceled caused by: context deadline exceeded")
        ],
        explanation: Words(
            "S3 did not answer in time. Now and then that happens to single tasks (in one report to about one start of a "
                + "hundred) and passes; where it happens at every start, the subnet has no way to S3.",
            ko: "S3가 제때 응답하지 않았습니다. 가끔 일부 태스크에서 일어나며(한 보고에서는 시작 100번 중 약 1번) 저절로 풀립니다. 시작할 때마다 "
                + "일어난다면 서브넷에 S3로 가는 경로가 없는 것입니다."),
        remedy: Words(
            "Let ECS try again; add the S3 gateway endpoint, or move the values into the task definition.",
            ko: "ECS가 다시 시도하도록 두십시오. S3 게이트웨이 엔드포인트를 추가하거나, 값을 태스크 정의로 옮기십시오."),
        lookAlikes: [
            LookAlike(
                "envfile-access-denied",
                Words("nothing answered, so nothing refused", ko: "응답 자체가 없었으므로 거부된 것이 아닙니다")),
            LookAlike(
                "envfile-missing", Words("nobody said that it is missing", ko: "파일이 없다는 응답은 없었습니다")),
        ],
        links: [SecretWords.filePage, SecretWords.initializationPage],
        recognisers: [
            .text(
                SecretWords.places, ["failed to download env files", "unable to download env file"]
            ) { reason, scene in
                guard Reach.isBroken(reason) || reason.hasAny("requestcanceled", "timeout", "timed out"),
                    !reason.hasAny("accessdenied", "access denied")
                else { return nil }
                let file = EnvfileWords.file(reason, scene)
                return Recognition(
                    EnvfileWords.words(file) + Words(" did not come from S3 in time", ko: ": S3에서 제때 받지 못했습니다"),
                    fix: Words(
                        "wait for the next attempt; where every start fails, add the S3 gateway endpoint: aws ec2 "
                            + "create-vpc-endpoint --vpc-id VPC --service-name com.amazonaws.REGION.s3 --route-table-ids "
                            + "ROUTE_TABLE",
                        ko: "다음 시도를 기다리십시오. 시작할 때마다 실패하면 S3 게이트웨이 엔드포인트를 추가하십시오: aws ec2 "
                            + "create-vpc-endpoint --vpc-id VPC --service-name com.amazonaws.REGION.s3 --route-table-ids "
                            + "ROUTE_TABLE"), subject: file ?? "")
            }
        ])
}
