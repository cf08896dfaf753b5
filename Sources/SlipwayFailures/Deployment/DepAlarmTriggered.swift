import SlipwayDomain

extension FailureMode {
    static let depAlarmTriggered = FailureMode(
        "dep-alarm-triggered", .deployment, title: Words("an alarm ended the deployment", ko: "경보가 배포를 끝냄"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS ends the deployment once the alarm fires; 3 min 20 s to the alarm and 21 s more were measured",
                ko: "경보가 울리면 ECS가 배포를 끝냅니다. 경보까지 3분 20초, 그 뒤 21초가 측정되었습니다")),
        reproduction: .modelled, recipes: ["P-DEP-2"], faults: [.alarmRings],
        explanation: Words(
            "A CloudWatch alarm that watches the deployment went off: the release is worse than the old one, or the alarm is "
                + "noisy, or it measures old and new tasks together.",
            ko: "배포를 지켜보는 CloudWatch 경보가 울렸습니다. 릴리스가 이전보다 나쁘거나, 경보가 민감하거나, 이전 태스크와 새 태스크를 함께 측정하는 경우입니다."),
        remedy: Words(
            "Look at what the alarm measured while both releases ran; mend the release, or the alarm.",
            ko: "두 릴리스가 함께 실행되던 동안 경보가 측정한 값을 살펴보고, 릴리스나 경보를 고치십시오."),
        lookAlikes: [
            LookAlike(
                "dep-circuit-breaker-triggered",
                Words("an alarm is named; no failed tasks were counted", ko: "경보가 지목되었으며, 실패한 태스크를 센 결과가 아닙니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html"
        ],
        foresee: { _, facts in
            (facts.alarms?.value ?? []).filter { $0.state == "OK" }.map { alarm in
                Foresight(
                    .ok, DeploymentAlarmCheck.subject(alarm),
                    Words("quiet, and watches the deployment", ko: "조용하며 배포를 지켜봅니다"))
            }
        },
        recognisers: [
            .deployment { deployment in
                guard let alarms = deployment.alarms, alarms.status == .triggered || !alarms.triggered.isEmpty else {
                    return nil
                }
                var found = rang(alarms.triggered)
                found.evidence = [
                    Evidence(
                        source: DeploymentWords.list, field: "alarms.triggeredAlarmNames",
                        text: alarms.triggered.joined(separator: ", "))
                ]
                return found
            },
            .text([.event, .stack], ["alarm detected"]) { _, _ in rang([]) },
        ])

    private static func rang(_ names: [String]) -> Recognition {
        let list = names.joined(separator: ", ")
        return Recognition(
            names.isEmpty
                ? Words("an alarm of the deployment fired", ko: "배포를 지켜보는 경보가 울렸습니다")
                : Words("the alarm \(list) fired", ko: "경보가 울렸습니다: \(list)"),
            fix: Words(
                "see what it saw: aws cloudwatch describe-alarm-history --alarm-name \(names.first ?? "NAME")",
                ko: "경보 기록을 확인하십시오: aws cloudwatch describe-alarm-history --alarm-name \(names.first ?? "NAME")"))
    }
}

/// The check P-DEP-2, as far as alarms go.
enum DeploymentAlarmCheck {
    static func subject(_ alarm: AlarmFact) -> Words { Words("alarm \(alarm.name)", ko: "경보 \(alarm.name)") }
}
