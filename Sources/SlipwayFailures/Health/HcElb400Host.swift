import SlipwayDomain

extension FailureMode {
    static let hcElb400Host = FailureMode(
        "hc-elb-400-host", .health,
        title: Words("the health check's host is refused", ko: "상태 확인의 호스트가 거부됨"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2"],
        faults: [.answersChecks(status: 400)],
        explanation: Words(
            "The check names the task's address as its host, and the application accepts only host names that it knows "
                + "(ALLOWED_HOSTS and the like). A server that expects HTTPS answers a check over HTTP with 400 as well.",
            ko: "상태 확인은 태스크의 IP 주소를 호스트로 보내는데 애플리케이션은 아는 호스트 이름만 받아들입니다(ALLOWED_HOSTS 등). HTTPS 서버에 HTTP로 "
                + "상태 확인을 보내도 400으로 응답합니다."),
        remedy: Words(
            "Let the health path through for every host, or add the task's address to those that are accepted.",
            ko: "상태 확인 경로는 모든 호스트를 받아들이게 하거나, 허용 목록에 태스크의 주소를 추가하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-auth", Words("no login was asked for", ko: "로그인을 요구하지 않았습니다")),
            LookAlike(
                "hc-elb-protocol-mismatch",
                Words(
                    "nothing shows that check and server speak different protocols",
                    ko: "상태 확인과 서버의 프로토콜이 다르다는 증거가 없습니다")),
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        recognisers: [
            .health { health, scene in
                HealthWords.status(
                    health, scene, { $0 == 400 },
                    Words("it does not accept the task's address as a host", ko: "태스크의 주소를 호스트로 받아들이지 않습니다"),
                    fix: mend)
            },
            .text(
                [.log],
                [
                    "invalid http_host header", "blocked host", "disallowedhost", "invalid host header",
                    "host not allowed",
                ]
            ) { line, scene in
                let host =
                    line.value(after: "header: '", until: ["'"]) ?? line.value(after: "hosts: ", until: [" ", ","])
                return HealthWords.said(
                    scene,
                    Words(
                        "the application does not accept the host that the check names",
                        ko: "애플리케이션이 상태 확인의 호스트를 받아들이지 않습니다")
                        + (host.map { Words(same: ": \($0)") } ?? .none), fix: mend)
            },
        ])

    private static let mend = Words(
        "let the health path through for every host (ALLOWED_HOSTS, config.hosts and the like)",
        ko: "상태 확인 경로는 모든 호스트를 허용하게 하십시오(ALLOWED_HOSTS, config.hosts 등)")
}
