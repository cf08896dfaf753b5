import SlipwayDomain

extension FailureMode {
    static let hcElb404 = FailureMode(
        "hc-elb-404", .health,
        title: Words("the health check's path does not exist", ko: "상태 확인 경로가 없음"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2"],
        faults: [.answersChecks(status: 404)],
        explanation: Words(
            "The application answers the load balancer's check with 404: the path is wrong (ELB's default is /), the "
                + "application stands under a base path, the new version no longer has the route, or something else "
                + "answers on that port.",
            ko: "애플리케이션이 로드 밸런서의 상태 확인에 404로 응답합니다. 경로가 틀렸거나(ELB 기본값은 /), 애플리케이션에 기본 경로가 있거나, 새 버전에서 "
                + "경로가 없어졌거나, 그 포트에서 다른 것이 응답하는 경우입니다."),
        remedy: Words(
            "Name the path that the application has, or give it back the route.", ko: "애플리케이션에 있는 경로를 지정하거나 경로를 되살리십시오."
        ),
        lookAlikes: [
            LookAlike(
                "hc-elb-connection-refused", Words("the application answered", ko: "애플리케이션이 응답했습니다")),
            LookAlike(
                "hc-elb-400-host", Words("the host was accepted: only the path is unknown", ko: "호스트는 받아들여졌고 경로만 없습니다")),
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let fact = facts.targetGroup, fact != .missing else { return [] }
            let subject = Words("health check", ko: "상태 확인")
            let unseen = Foresight(.unknown, subject, Words("it was not looked at", ko: "확인하지 않았습니다"))
            return [
                fact.foresight(subject, missing: unseen) { group in
                    guard let path = group.health.path else { return nil }
                    return Foresight(
                        .ok, subject,
                        Words(
                            "the load balancer asks for \(path) and accepts \(group.health.statuses)",
                            ko: "로드 밸런서가 \(path) 경로를 요청하고 \(group.health.statuses) 응답을 받아들입니다"))
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .health { health, scene in
                HealthWords.status(
                    health, scene, { $0 == 404 }, Words("the application has no such path", ko: "애플리케이션에 그런 경로가 없습니다"),
                    fix: Words(
                        "in slipway.yml: health: { path: /the-right-one }",
                        ko: "slipway.yml에서: health: { path: /올바른-경로 }"))
            }
        ])
}
