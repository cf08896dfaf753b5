import SlipwayDomain

extension FailureMode {
    static let depDesiredCountReset = FailureMode(
        "dep-desired-count-reset", .deployment,
        title: Words("the release sets the count back", ko: "배포가 태스크 수를 되돌림"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(Words("ECS does what it is told", ko: "ECS는 지시받은 대로 합니다")), reproduction: .modelled,
        recipes: ["P-DEP-6"],
        explanation: Words(
            "Auto scaling had raised the number of tasks for the load there is, and the deployment writes the number of "
                + "its template or manifest. The rest are stopped just while tasks are being replaced.",
            ko: "오토 스케일링이 부하에 맞춰 태스크 수를 늘려 두었는데, 배포가 템플릿이나 매니페스트의 수를 그대로 씁니다. 하필 태스크를 교체하는 동안 "
                + "나머지가 중지됩니다."),
        remedy: Words(
            "Let one of the two own the count: leave it out of the template, or set it within the bounds of auto scaling.",
            ko: "한쪽만 수를 정하게 하십시오. 템플릿에서 빼거나, 오토 스케일링의 범위 안으로 정하십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html"
        ],
        foresee: { plan, facts in judge(plan, facts) },
        recognisers: [.rule { signals in nobodyWanted(signals) }])

    /// Successful because there was nothing to do.
    private static func nobodyWanted(_ signals: Signals) -> [Recognition] {
        guard let service = signals.observation.service, service.desiredCount == 0, service.status == "ACTIVE",
            signals.observation.serviceDeployment?.status == .successful
                || DeploymentWords.primary(signals.observation)?.rolloutState == .completed
        else { return [] }
        let command = "aws ecs update-service --desired-count 1 \(ServiceName(signals).options)"
        return [
            Recognition(
                Words(
                    "the deployment succeeded with no task at all: the wanted count is 0",
                    ko: "원하는 태스크 수가 0이어서 태스크 없이 배포가 성공했습니다"),
                fix: Words("in slipway.yml: count: 1, or \(command)", ko: "slipway.yml에서: count: 1. 또는 \(command)"),
                confidence: .likely,
                evidence: [Evidence(source: DeploymentWords.services, field: "desiredCount", text: "0")],
                isWarning: true)
        ]
    }

    private static func judge(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let subject = Words("count and auto scaling", ko: "태스크 수와 오토 스케일링")
        if let scaling = facts.scaling, scaling.value == nil {
            let none = Foresight(.skipped, subject, Words("nothing scales the service", ko: "서비스를 조정하는 것이 없습니다"))
            return [scaling.foresight(subject, missing: none) { _ in nil }].compactMap(\.self)
        }
        func seen(_ severity: Severity, _ cause: Words, fix: Words) -> [Foresight] {
            [
                Foresight(
                    severity, subject, cause, fix: fix,
                    evidence: [Evidence(source: "manifest", field: "count", text: "\(plan.count)")])
            ]
        }
        switch ScaledCountCheck.verdict(plan, facts) {
        case .outside(let minimum, let maximum):
            let near = min(max(plan.count, minimum), maximum)
            return seen(
                .fail,
                Words(
                    "count \(plan.count) lies outside of auto scaling's \(minimum) to \(maximum)",
                    ko: "count 값(\(plan.count))이 오토 스케일링 범위(\(minimum)~\(maximum)) 밖입니다"),
                fix: Words("in slipway.yml: count: \(near)", ko: "slipway.yml에서: count: \(near)"))
        case .resets(let now):
            return seen(
                .warn,
                Words(
                    "auto scaling has the service at \(now), and this release sets it to \(plan.count)",
                    ko: "오토 스케일링이 정한 현재 수는 \(now)개인데, 이번 배포가 \(plan.count)개로 바꿉니다"),
                fix: Words("in slipway.yml: count: \(now)", ko: "slipway.yml에서: count: \(now)"))
        case .fine:
            return [Foresight(.ok, subject, Words("they agree", ko: "서로 맞습니다"))]
        case nil: return []
        }
    }
}
