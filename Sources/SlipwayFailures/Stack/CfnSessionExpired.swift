import SlipwayDomain

extension FailureMode {
    static let cfnSessionExpired = FailureMode(
        "cfn-session-expired", .stack,
        title: Words("the caller's session ended in the middle", ko: "도중에 호출자의 세션이 만료됨"),
        nature: .cannotHeal, sureness: .reported, breaker: .refused,
        givesUp: .other(
            Words(
                "the caller would have been cut off, likely after an hour; the stack or deployment goes on alone",
                ko: "호출자는 대개 한 시간 뒤 연결이 끊겼을 것이고, 스택이나 배포는 혼자 계속 진행됩니다")),
        reproduction: .modelled, recipes: ["P-IAM-5"],
        faults: [
            .call(
                "ecs:DescribeServices", refusedWith: "ExpiredTokenException",
                message: "The security token included in the request is expired")
        ],
        explanation: Words(
            "Sessions of continuous integration last an hour unless told otherwise, and waiting for a stack can last "
                + "longer. What is under way does not end with the session; only nobody watches it any more.",
            ko: "지속적 통합(CI)의 세션은 따로 지정하지 않으면 한 시간이고, 스택을 기다리는 시간은 그보다 길 수 있습니다. 세션이 끝나도 진행 중인 작업은 "
                + "멈추지 않으며, 지켜보는 사람이 없어질 뿐입니다."),
        remedy: Words(
            "Sign in again and watch on; ask for a longer session, or for shorter waits.",
            ko: "다시 로그인해 이어서 지켜보십시오. 세션을 길게 요청하거나 기다리는 시간을 줄이십시오."),
        links: [
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html"
        ],
        foresee: { plan, facts in tooShort(plan, facts) },
        recognisers: [
            .text([.call, .stack], ["expiredtoken", "security token included in the request is expired"]) { reason, _ in
                Recognition(
                    Words(
                        "the credentials ended while \(reason.source == "aws" ? "waiting" : reason.source) was called",
                        ko: "호출 중에 자격 증명이 만료되었습니다: \(reason.source)"),
                    fix: Words(
                        "sign in again, then: slipway watch; for the next time: role-duration-seconds: 7200 (GitHub Actions)",
                        ko: "다시 로그인한 뒤 실행하십시오: slipway watch. 다음번에는: role-duration-seconds: 7200 (GitHub Actions)"),
                    confidence: .likely)
            }
        ])

    /// The check P-IAM-5, as far as the session goes: it must outlast what may come.
    private static func tooShort(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let end = facts.credentialsExpireAt else { return [] }
        let subject = Words("session of the credentials", ko: "자격 증명의 세션")
        let left = facts.takenAt.duration(to: end)
        var needed = plan.deployment.budget
        if case .takes(let length)? = LengthForecast.of(plan, facts) { needed = max(needed, length.most) }
        if left > needed {
            return [
                Foresight(
                    .ok, subject,
                    Words(
                        "\(left.words) are left, \(needed.words) may be needed",
                        ko: "남은 시간 \(left.koreanWords), 필요할 수 있는 시간 \(needed.koreanWords)"))
            ]
        }
        return [
            Foresight(
                .warn, subject,
                Words(
                    "it ends in \(max(left, .zero).words), and the deployment may take \(needed.words)",
                    ko: "\(max(left, .zero).koreanWords) 뒤에 끝나는데 배포에는 \(needed.koreanWords)까지 걸릴 수 있습니다"),
                fix: Words(
                    "ask for a longer session: aws sts assume-role --duration-seconds 7200 …, or role-duration-seconds: 7200 in "
                        + "GitHub Actions",
                    ko: "더 긴 세션을 요청하십시오: aws sts assume-role --duration-seconds 7200 … 또는 GitHub Actions에서 "
                        + "role-duration-seconds: 7200"),
                evidence: [Evidence(source: "credentials", field: "expiration", text: "in \(left.words)")])
        ]
    }
}
