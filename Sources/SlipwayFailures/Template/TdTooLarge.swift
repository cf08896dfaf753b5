import SlipwayDomain

extension FailureMode {
    static let tdTooLarge = FailureMode(
        "td-too-large", .template,
        title: Words("the task definition is too large", ko: "태스크 정의가 너무 큼"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-5"],
        faults: [
            .call(
                TemplateWords.register, refusedWith: "ClientException",
                message: "Actual length: '74049'. Max allowed length is '65536' bytes.")
        ],
        explanation: Words(
            "A task definition holds at most 64 KiB and ten containers. Mostly whole configuration files were put into its "
                + "environment variables.",
            ko: "태스크 정의는 최대 64KiB, 컨테이너 10개까지입니다. 대개 설정 파일 전체를 환경 변수에 넣은 경우입니다."),
        remedy: Words(
            "Move configuration into an environment file in S3, into Parameter Store, or into the image.",
            ko: "설정을 S3의 환경 파일, Parameter Store, 또는 이미지로 옮기십시오."),
        links: [TemplateWords.guide("service-quotas")],
        foresee: { _, facts in
            guard let definition = facts.definition else { return [] }
            let subject = Words("size of the task definition", ko: "태스크 정의 크기")
            let count = definition.containers.count
            if count > 10 {
                return [
                    Foresight(
                        .fail, subject,
                        Words("it has \(count) containers, and ECS takes 10", ko: "컨테이너가 \(count)개인데 ECS는 10개까지 허용합니다"),
                        fix: Words("run some of them as a service of their own", ko: "일부를 별도의 서비스로 실행하십시오"))
                ]
            }
            guard let bytes = definition.bytes else { return [] }
            if bytes > 65536 { return [Foresight(.fail, subject, tooLong(bytes), fix: move)] }
            return [Foresight(.ok, subject, Words("\(bytes) of 65536 bytes", ko: "65536바이트 중 \(bytes)바이트"))]
        },
        recognisers: [
            .text(TemplateWords.refusals, ["max allowed length is '65536", "max allowed length is 65536"]) {
                reason, _ in
                let bytes = TemplateWords.numbers(after: "Actual length", in: reason).first
                return Recognition(
                    bytes.map(tooLong)
                        ?? Words("it is larger than 65536 bytes", ko: "태스크 정의가 65536바이트보다 큽니다"),
                    fix: move)
            }
        ])

    private static func tooLong(_ bytes: Int) -> Words {
        Words(
            "the task definition has \(bytes) bytes, and ECS takes 65536",
            ko: "태스크 정의가 \(bytes)바이트인데 ECS는 65536바이트까지 허용합니다")
    }

    private static let move = Words(
        "move the longest values of `variables` into Parameter Store and name them under `secrets` in slipway.yml: "
            + "NAME: ssm:/path",
        ko: "slipway.yml의 `variables` 중 가장 긴 값을 Parameter Store로 옮기고 `secrets`에 적으십시오: NAME: ssm:/path")
}
