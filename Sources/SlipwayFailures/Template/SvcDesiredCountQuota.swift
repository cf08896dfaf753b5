import SlipwayDomain

extension FailureMode {
    static let svcDesiredCountQuota = FailureMode(
        "svc-desired-count-quota", .template,
        title: Words("more tasks than a service may have", ko: "서비스당 태스크 수 한도 초과"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CAP-1"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException", message: "Desired count exceeds limit.")
        ],
        explanation: Words(
            "A service may have 5000 tasks, and 1000 where it uses service discovery or Service Connect, if the account's "
                + "quota says nothing else.",
            ko: "계정 할당량이 다르지 않다면 서비스 하나에 태스크를 5000개까지 둘 수 있고, 서비스 검색이나 Service Connect를 쓰면 1000개까지입니다."),
        remedy: Words(
            "Ask for a higher quota, or split the service in two.", ko: "할당량 증가를 요청하거나 서비스를 둘로 나누십시오."),
        lookAlikes: [
            LookAlike(
                "capacity-task-quota",
                Words("it is the one service's count that is refused", ko: "계정 전체가 아니라 서비스 하나의 개수가 거부되었습니다"))
        ],
        links: [TemplateWords.guide("service-quotas")],
        foresee: { plan, facts in
            let subject = Words("tasks of one service", ko: "서비스당 태스크 수")
            let quota = facts.quotas.first { $0.kind == .tasksPerService }
            let discovers =
                !(facts.service?.value?.settings.registries.isEmpty ?? true)
                || !(facts.service?.value?.connects.isEmpty ?? true)
            func judge(_ limit: Int) -> Foresight {
                if plan.count > limit {
                    return Foresight(
                        .fail, subject,
                        Words(
                            "\(plan.count) are wanted, and \(limit) are allowed",
                            ko: "\(plan.count)개를 요청했는데 허용 한도는 \(limit)개입니다"),
                        fix: raise(limit),
                        evidence: [Evidence(source: "manifest", field: "count", text: String(plan.count))])
                }
                return Foresight(.ok, subject, Words("\(plan.count) of \(limit)", ko: "\(limit)개 중 \(plan.count)개"))
            }
            // With discovery the lower, fixed number holds whatever the quota says.
            if discovers { return [judge(1000)] }
            guard let quota else { return [] }
            let missing = Foresight(
                .unknown, subject, Words("the account shows no such quota", ko: "계정에서 해당 할당량을 볼 수 없습니다"))
            return [quota.limit.foresight(subject, missing: missing) { judge(Int($0)) }].compactMap(\.self)
        },
        recognisers: [
            .text(TemplateWords.refusals, ["desired count exceeds limit"]) { _, scene in
                let count = scene.workload.settings?.desiredCount
                return Recognition(
                    Words(
                        "the service is to have more tasks\(count.map { " (\($0))" } ?? "") than its quota allows",
                        ko: "서비스에 요청한 태스크가 할당량보다 많습니다\(count.map { " (\($0))" } ?? "")"),
                    fix: raise(nil))
            }
        ])

    private static func raise(_ limit: Int?) -> Words {
        let command =
            "aws service-quotas list-service-quotas --service-code ecs --query \"Quotas[?contains(QuotaName,'per service')]\""
        let line = "count: \(limit.map(String.init) ?? "N")"
        return Words(
            "in slipway.yml: \(line), or ask for more: \(command)",
            ko: "slipway.yml에서: \(line). 한도 확인과 증가 요청: \(command)")
    }
}
