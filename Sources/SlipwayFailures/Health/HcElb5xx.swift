import SlipwayDomain

extension FailureMode {
    static let hcElb5xx = FailureMode(
        "hc-elb-5xx", .health,
        title: Words("the health check fails inside the application", ko: "애플리케이션 내부 오류로 상태 확인 실패"),
        nature: .application, breaker: .countsCheck, givesUp: .never, reproduction: .container,
        faults: [.answersChecks(status: 503)],
        explanation: Words(
            "The application answers the check with an error of its own. Mostly something that the check looks at, such as "
                + "the database, does not answer; 502 and 504 come from a proxy in the task whose application is not up.",
            ko: "애플리케이션이 상태 확인에 자체 오류로 응답합니다. 대부분 데이터베이스처럼 상태 확인이 들여다보는 것이 응답하지 않는 경우입니다. 502와 504는 "
                + "태스크 안의 프록시가 아직 준비되지 않은 애플리케이션을 대신해 보낸 응답입니다."),
        remedy: Words(
            "Mend what the check depends on; let the check that decides over life and death look only at the process itself.",
            ko: "상태 확인이 의존하는 것을 고치십시오. 태스크의 생사를 가르는 상태 확인은 프로세스 자신만 보게 하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-connection-refused", Words("the application answered", ko: "애플리케이션이 응답했습니다")),
            LookAlike("hc-elb-timeout", Words("the answer came in time", ko: "응답은 제시간에 왔습니다")),
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        recognisers: [
            .health { health, scene in
                let code = health.statuses.first ?? 0
                let isProxy = code == 502 || code == 504
                return HealthWords.status(
                    health, scene, { (500...599).contains($0) },
                    isProxy
                        ? Words(
                            "a proxy in the task gets no answer from the application",
                            ko: "태스크 안의 프록시가 애플리케이션의 응답을 받지 못합니다")
                        : Words("the application fails at its own check", ko: "애플리케이션이 자체 점검에 실패합니다"),
                    fix: fix)
            },
            // Where the load balancer no longer says how the check failed, the application's own log may.
            .text([.log], ["get /"]) { line, scene in
                guard let code = HealthWords.status(in: line, scene), (500...599).contains(code) else { return nil }
                return HealthWords.said(
                    scene,
                    Words(
                        "its own log says that it answers the health check with \(code)",
                        ko: "애플리케이션 로그에 따르면 상태 확인에 \(code) 코드로 응답합니다"),
                    fix: fix)
            },
        ])

    private static let fix = Words(
        "read its last lines: slipway logs --since 10m; check what the health path depends on",
        ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 상태 확인 경로가 무엇에 의존하는지 확인하십시오")
}
