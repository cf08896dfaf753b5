import SlipwayDomain

extension FailureMode {
    static let afterScheduledTaskOldRevision = FailureMode(
        "after-scheduled-task-old-revision", .afterwards,
        title: Words("a schedule goes on to start the old revision", ko: "예약 작업이 이전 리비전을 계속 시작함"),
        nature: .application, breaker: .blind,
        givesUp: .other(
            Words(
                "the schedule would have gone on to start the old revision, and nothing would have said so",
                ko: "예약 작업은 이전 리비전을 계속 시작했을 것이고, 아무것도 알리지 않았을 것입니다")), reproduction: .modelled,
        recipes: ["P-DEP-3"],
        explanation: Words(
            "A rule of EventBridge or a schedule names the task definition with its revision. A deployment changes the "
                + "service alone: the schedule starts old code, and once that revision is deregistered it starts nothing and "
                + "shows it only as a metric of failed invocations.",
            ko: "EventBridge 규칙이나 스케줄이 태스크 정의를 리비전까지 지정하고 있습니다. 배포는 서비스만 바꾸므로 예약 작업은 이전 코드를 "
                + "실행하며, 그 리비전의 등록이 취소되면 아무것도 시작하지 못하고 실패 호출 지표에만 나타납니다."),
        remedy: Words(
            "Change the schedule's target with each release, or name the family without a revision.",
            ko: "릴리스마다 예약 작업의 대상을 바꾸거나, 리비전 없이 패밀리를 지정하십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html"
        ],
        foresee: { plan, facts in
            guard let fact = facts.schedules else { return [] }
            let subject = Words("schedules of \(plan.family)", ko: "\(plan.family) 예약 작업")
            let none = Foresight(.ok, subject, Words("there are none", ko: "없습니다"))
            guard let schedules = fact.value else {
                return [fact.foresight(subject, missing: none) { _ in nil }].compactMap(\.self)
            }
            let pinned = schedules.filter { revision($0.value, of: plan.family) != nil }
            if pinned.isEmpty {
                return [
                    schedules.isEmpty
                        ? none
                        : Foresight(.ok, subject, Words("they name no revision", ko: "리비전을 지정하지 않습니다"))
                ]
            }
            return pinned.map { warn($0, plan) }
        })

    /// The revision that an ARN or `family:revision` names, where it is that family's.
    private static func revision(_ definition: String, of family: String) -> Int? {
        let parts = (definition.split(separator: "/").last ?? "").split(separator: ":")
        guard parts.count == 2, parts[0] == family else { return nil }
        return Int(parts[1])
    }

    private static func warn(_ schedule: PlainVariable, _ plan: ServicePlan) -> Foresight {
        let number = revision(schedule.value, of: plan.family).map(String.init) ?? ""
        return Foresight(
            .warn, Words("schedule \(schedule.name)", ko: "예약 작업 \(schedule.name)"),
            Words(
                "it names revision \(number) of \(plan.family), and this release makes another one",
                ko: "\(plan.family) 리비전 \(number)번을 지정하고 있으나, 이번 릴리스에서 새 리비전이 만들어집니다"),
            fix: Words(
                "after the release: aws events list-targets-by-rule --rule \(schedule.name), and put-targets with the new "
                    + "revision, or with the family alone",
                ko: "릴리스한 뒤 aws events list-targets-by-rule --rule \(schedule.name) 명령으로 대상을 확인하고, put-targets로 새 "
                    + "리비전이나 패밀리만 지정하십시오"),
            evidence: [
                Evidence(
                    source: "events:ListTargetsByRule", field: "EcsParameters.TaskDefinitionArn", text: schedule.value)
            ])
    }
}
