import SlipwayDomain

extension FailureMode {
    static let hcElbRedirect = FailureMode(
        "hc-elb-redirect", .health,
        title: Words("the health check is redirected", ko: "상태 확인이 리디렉션됨"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2"],
        faults: [.answersChecks(status: 301)],
        explanation: Words(
            "The application sends the check elsewhere: to HTTPS (likely a setting such as SECURE_SSL_REDIRECT or "
                + "force_ssl), to a login page, or to the same path with a slash. The load balancer does not follow.",
            ko: "애플리케이션이 상태 확인을 다른 곳으로 보냅니다. HTTPS(SECURE_SSL_REDIRECT나 force_ssl 같은 설정이 원인일 수 있습니다), 로그인 페이지, "
                + "또는 끝에 슬래시가 붙은 같은 경로입니다. 로드 밸런서는 따라가지 않습니다."),
        remedy: Words(
            "Exempt the health path from redirects; accepting 3xx would call a login page healthy.",
            ko: "상태 확인 경로를 리디렉션에서 제외하십시오. 3xx를 허용하면 로그인 페이지도 정상으로 처리됩니다."),
        lookAlikes: [
            LookAlike("hc-elb-auth", Words("it is sent elsewhere, not refused", ko: "거부된 것이 아니라 다른 곳으로 보내졌습니다"))
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        recognisers: [
            .health { health, scene in
                HealthWords.status(
                    health, scene, { (300...399).contains($0) }, Words("it is sent elsewhere", ko: "다른 곳으로 보냅니다"),
                    fix: Words(
                        "exempt the health path from redirects to HTTPS and to the login; check its final slash in "
                            + "slipway.yml: health: { path: … }",
                        ko: "상태 확인 경로를 HTTPS와 로그인 리디렉션에서 제외하고, slipway.yml에서 끝의 슬래시를 확인하십시오: health: { path: … }"))
            }
        ])
}
