import SlipwayDomain

extension FailureMode {
    static let depAlarmIneffective = FailureMode(
        "dep-alarm-ineffective", .deployment,
        title: Words("the alarm cannot watch this deployment", ko: "경보가 이 배포를 지켜보지 못함"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS documents that it ignores such an alarm for the whole deployment; it was reported to fail it at once",
                ko: "ECS 문서에는 이런 경보를 배포 내내 무시한다고 되어 있으나, 배포가 즉시 실패했다는 보고도 있습니다")),
        reproduction: .modelled, recipes: ["P-DEP-2"], faults: [.alarm(state: "ALARM")],
        explanation: Words(
            "An alarm that rings already when the deployment starts, has no data, or does not exist protects nothing. One that "
                + "counts a load balancer's errors has no data while no target was ever healthy.",
            ko: "배포를 시작할 때 이미 울리고 있거나, 데이터가 없거나, 존재하지 않는 경보는 아무것도 지켜 주지 못합니다. 로드 밸런서의 오류를 세는 경보는 "
                + "정상 대상이 한 번도 없으면 데이터가 없습니다."),
        remedy: Words(
            "Let the alarm get quiet first, and keep the circuit breaker beside it.",
            ko: "먼저 경보가 가라앉기를 기다리고, 서킷 브레이커를 함께 쓰십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
            "https://github.com/METR/hawk/issues/1429",
        ],
        foresee: { _, facts in
            let all = Words("alarms of the deployment", ko: "배포 경보")
            let none = Foresight(.skipped, all, Words("there are none", ko: "없습니다"))
            if let alarms = facts.alarms, alarms.value == nil {
                return [alarms.foresight(all, missing: none) { _ in nil }].compactMap(\.self)
            }
            return (facts.alarms?.value ?? []).compactMap(judge)
        })

    private static func judge(_ alarm: AlarmFact) -> Foresight? {
        let subject = DeploymentAlarmCheck.subject(alarm)
        let look = "aws cloudwatch describe-alarms --alarm-names \(alarm.name)"
        func seen(_ cause: Words, _ text: String, fix: Words) -> Foresight {
            Foresight(
                .warn, subject, cause, fix: fix,
                evidence: [
                    Evidence(source: "cloudwatch:DescribeAlarms", field: "\(alarm.name) StateValue", text: text)
                ])
        }
        let fix = Words("see why: \(look)", ko: "이유를 확인하십시오: \(look)")
        switch alarm.state {
        case nil:
            return seen(
                Words("there is no such alarm: nothing watches", ko: "그런 경보가 없어 아무것도 지켜보지 않습니다"), "none",
                fix: Words("correct its name at the service, or make it", ko: "서비스에 적힌 이름을 고치거나 경보를 만드십시오"))
        case "ALARM":
            return seen(
                Words(
                    "it rings already: ECS likely ignores it for this deployment, or fails it at once",
                    ko: "이미 울리고 있습니다. ECS가 이 배포에서 무시하거나 배포를 즉시 실패시킬 수 있습니다"), "ALARM",
                fix: Words(
                    "wait until it is quiet, or release the fix without it; \(look)",
                    ko: "가라앉을 때까지 기다리거나, 수정 릴리스라면 이 경보 없이 배포하십시오: \(look)"))
        case "INSUFFICIENT_DATA":
            return seen(
                Words("it has no data: it cannot tell a bad release", ko: "데이터가 없어 나쁜 릴리스를 알아보지 못합니다"),
                "INSUFFICIENT_DATA", fix: fix)
        default: return nil
        }
    }
}
