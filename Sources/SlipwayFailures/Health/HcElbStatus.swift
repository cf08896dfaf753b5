import SlipwayDomain

extension FailureMode {
    static let hcElbStatus = FailureMode(
        "hc-elb-status", .health,
        title: Words("the health check gets another status", ko: "상태 확인 응답 코드가 다름"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, faults: [.answersChecks(status: 418)],
        specificity: .broad,
        explanation: Words(
            "The application answers the check, with a status that is not among those that the target group accepts (200 "
                + "unless somebody says otherwise).",
            ko: "애플리케이션이 상태 확인에 응답하지만, 대상 그룹이 받아들이는 상태 코드(기본값 200)가 아닙니다."),
        remedy: Words(
            "Answer with 200, or accept the status where it does mean that all is well.",
            ko: "200으로 응답하거나, 정상이라는 뜻이 맞다면 그 상태 코드를 허용하십시오."),
        lookAlikes: [
            LookAlike("hc-elb-404", Words("it is another status than 404", ko: "404가 아닌 다른 상태 코드입니다")),
            LookAlike("hc-elb-5xx", Words("it is no error of the server", ko: "서버 오류 코드가 아닙니다")),
        ],
        links: [HealthWords.targetGroups],
        recognisers: [
            .health { health, scene in
                HealthWords.status(
                    health, scene, { _ in true },
                    Words("the target group does not accept that", ko: "대상 그룹이 허용하지 않는 코드입니다"),
                    fix: Words(
                        "answer with 200, or in slipway.yml: health: { statuses: \"200-299\" }",
                        ko: "200으로 응답하거나, slipway.yml에서: health: { statuses: \"200-299\" }"))
            }
        ])
}
