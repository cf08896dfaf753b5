import SlipwayDomain

extension FailureMode {
    static let startLogGroupMissing = FailureMode(
        "start-log-group-missing", .start, title: Words("the log group does not exist", ko: "로그 그룹이 존재하지 않음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-TD-6"], faults: [.logGroupRemoved],
        explanation: Words(
            "The container writes to a log group that is not there, so ECS does not start it. The name or the Region is "
                + "another, nobody made it, or another stack's teardown took it along.",
            ko: "컨테이너가 쓰는 로그 그룹이 없어 ECS가 컨테이너를 시작하지 않습니다. 이름이나 리전이 다르거나, 만들지 않았거나, 다른 스택을 "
                + "삭제하면서 함께 삭제된 경우입니다."),
        remedy: Words(
            "Make the group, with a retention, before the deployment; or let the task make it (awslogs-create-group).",
            ko: "배포 전에 보존 기간을 정해 로그 그룹을 만들거나, 태스크가 만들게 하십시오(awslogs-create-group)."),
        lookAlikes: [
            LookAlike(
                "start-log-network-timeout",
                Words("CloudWatch Logs was reached and said so itself", ko: "CloudWatch Logs에 연결되었고 직접 응답했습니다")),
            LookAlike(
                "start-log-access-denied",
                Words("nothing was denied; the group is not there", ko: "권한 문제가 아니라 그룹이 없는 것입니다")),
        ],
        links: [
            StartWords.initialisation,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        ],
        foresee: { plan, facts in
            let group = plan.logs.group
            let subject = Words("log group \(group)", ko: "로그 그룹 \(group)")
            let own = facts.definition?.containers.filter { $0.logGroup == group } ?? []
            let missing =
                own.contains(where: LogWords.makesGroup)
                ? Foresight(.ok, subject, Words("the first task makes it", ko: "첫 태스크가 만듭니다"))
                : Foresight(
                    .fail, subject,
                    Words(
                        "there is no log group '\(group)' in \(plan.service.region)",
                        ko: "\(plan.service.region) 리전에 '\(group)' 로그 그룹이 없습니다"),
                    fix: make(group, region: plan.service.region),
                    evidence: [Evidence(source: "logs:DescribeLogGroups", field: "logGroupName", text: group)])
            return [
                facts.logGroup?.foresight(subject, missing: missing) {
                    Foresight(
                        .ok, subject, Words("it is there", ko: "존재합니다"), createdAt: $0.createdAt)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .text(StartWords.places, ["specified log group does not exist"]) { _, scene in
                let group = LogWords.group(scene)
                return Recognition(
                    group.map { Words("the log group '\($0)' does not exist", ko: "'\($0)' 로그 그룹이 존재하지 않습니다") }
                        ?? Words(
                            "the log group of the task definition does not exist", ko: "태스크 정의의 로그 그룹이 존재하지 않습니다"),
                    fix: make(group ?? "NAME", region: scene.workload.service?.region), subject: group ?? "",
                    named: group)
            }
        ])

    private static func make(_ group: String, region: String?) -> Words {
        let command =
            "aws logs create-log-group --log-group-name \(group)" + (region.map { " --region \($0)" } ?? "")
        return Words("make it: \(command)", ko: "만드십시오: \(command)")
    }
}
