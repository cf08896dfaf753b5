import SlipwayDomain

extension FailureMode {
    static let depDeclaredHealthyEarly = FailureMode(
        "dep-declared-healthy-early", .deployment,
        title: Words("success was declared before all tasks were well", ko: "모든 태스크가 정상이 되기 전에 성공으로 선언됨"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS calls it done, and from then on neither circuit breaker nor alarms apply",
                ko: "ECS는 완료로 처리하며, 그때부터 서킷 브레이커와 경보가 적용되지 않습니다")),
        reproduction: .modelled, recipes: ["P-DEP-2"],
        explanation: Words(
            "The service counts as deployed when part of its tasks are healthy (earlySuccessCriteria), the stack does not wait "
                + "for readiness (Express mode), or nothing checks the tasks: one without any check counts as healthy 40 s "
                + "after it runs.",
            ko: "태스크 일부만 정상이어도 배포된 것으로 치거나(earlySuccessCriteria), 스택이 준비를 기다리지 않거나(Express 모드), 태스크를 확인하는 것이 "
                + "없습니다. 상태 확인이 없는 태스크는 실행 40초 후 정상으로 간주됩니다."),
        remedy: Words(
            "Watch on for a while after the success, or ask for all tasks.", ko: "성공 이후에도 한동안 지켜보거나, 모든 태스크를 요구하십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/early-success-criteria.html"
        ],
        foresee: { plan, facts in early(plan, facts) + express(facts) },
        recognisers: [.rule { signals in notAll(signals) }])

    private static func notAll(_ signals: Signals) -> [Recognition] {
        guard let deployment = signals.observation.serviceDeployment, deployment.status == .successful,
            let revision = deployment.targetRevision, revision.runningCount < revision.requestedCount
        else { return [] }
        return [
            Recognition(
                Words(
                    "the deployment counts as successful with \(revision.runningCount) of \(revision.requestedCount) tasks "
                        + "running",
                    ko: "태스크 \(revision.requestedCount)개 중 \(revision.runningCount)개만 실행 중인데 배포가 성공으로 처리되었습니다"),
                fix: Words("watch on: slipway watch", ko: "이어서 지켜보십시오: slipway watch"), confidence: .likely,
                evidence: [
                    Evidence(
                        source: DeploymentWords.list, field: "targetServiceRevision",
                        text: "requestedTaskCount \(revision.requestedCount), runningTaskCount \(revision.runningCount)"
                    )
                ], isWarning: true)
        ]
    }

    private static func early(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let early = facts.service?.value?.earlySuccess else { return [] }
        let subject = Words("what counts as success", ko: "성공의 기준")
        let needed = (plan.count * early.percent + 99) / 100
        guard needed < plan.count else {
            return [Foresight(.ok, subject, Words("all \(plan.count) tasks", ko: "태스크 \(plan.count)개 모두"))]
        }
        return [
            Foresight(
                .warn, subject,
                Words(
                    "ECS calls it done at \(needed) of \(plan.count) healthy tasks, and watches no more after that",
                    ko: "ECS는 태스크 \(plan.count)개 중 \(needed)개가 정상이면 완료로 처리하고 더는 지켜보지 않습니다"),
                fix: Words(
                    "watch on after the release: slipway watch, or switch earlySuccessCriteria off",
                    ko: "릴리스 후 이어서 지켜보십시오: slipway watch. 또는 earlySuccessCriteria를 끄십시오"),
                evidence: [
                    Evidence(
                        source: DeploymentWords.services, field: "deploymentConfiguration.earlySuccessCriteria",
                        text: "healthyPercent \(early.percent)")
                ])
        ]
    }

    private static func express(_ facts: Facts) -> [Foresight] {
        StackWords.known(facts).filter { $0.mode == "EXPRESS" && $0.types.values.contains("AWS::ECS::Service") }
            .map { stack in
                Foresight(
                    .warn, StackWords.subject(stack.name),
                    Words(
                        "in Express mode it succeeds before the service is ready",
                        ko: "Express 모드에서는 서비스가 준비되기 전에 스택이 성공합니다"),
                    fix: Words("watch the service itself: slipway watch", ko: "서비스 자체를 지켜보십시오: slipway watch"),
                    evidence: [
                        Evidence(source: StackWords.describe, field: "DeploymentConfig.Mode", text: "EXPRESS")
                    ])
            }
    }
}
