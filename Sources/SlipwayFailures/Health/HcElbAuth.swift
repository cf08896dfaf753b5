import SlipwayDomain

extension FailureMode {
    static let hcElbAuth = FailureMode(
        "hc-elb-auth", .health, title: Words("the health check needs a login", ko: "상태 확인에 로그인이 필요함"),
        nature: .application, breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2"],
        faults: [.answersChecks(status: 401)],
        explanation: Words(
            "Authentication covers the health path too, or only certain addresses are let in. The load balancer can neither "
                + "log in nor choose its address.",
            ko: "상태 확인 경로에도 인증이 적용되거나 특정 주소만 허용됩니다. 로드 밸런서는 로그인할 수도, 주소를 고를 수도 없습니다."),
        remedy: Words(
            "Let the health path through without a login and for every address of the load balancer.",
            ko: "상태 확인 경로는 로그인 없이, 로드 밸런서의 모든 주소에서 접근할 수 있게 하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-400-host", Words("the host was accepted, and a login asked for", ko: "호스트는 받아들여졌고 로그인을 요구했습니다")),
            LookAlike("hc-elb-redirect", Words("it is refused, not sent elsewhere", ko: "다른 곳으로 보낸 것이 아니라 거부했습니다")),
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        recognisers: [
            .health { health, scene in
                HealthWords.status(
                    health, scene, { $0 == 401 || $0 == 403 },
                    Words("it asks for a login or a permission", ko: "로그인이나 권한을 요구합니다"),
                    fix: Words(
                        "let the health path through without a login, or name one that is open in slipway.yml: health: { "
                            + "path: … }",
                        ko: "상태 확인 경로를 로그인 없이 열거나, slipway.yml에서 열려 있는 경로를 지정하십시오: health: { path: … }"))
            }
        ])
}
