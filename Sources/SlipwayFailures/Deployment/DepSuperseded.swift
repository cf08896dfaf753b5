import SlipwayDomain

extension FailureMode {
    static let depSuperseded = FailureMode(
        "dep-superseded", .deployment,
        title: Words("a newer deployment took over", ko: "더 새로운 배포로 대체됨"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(Words("ECS stops the older deployment at once", ko: "ECS는 이전 배포를 즉시 중지합니다")),
        reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [.newerDeployment],
        explanation: Words(
            "Somebody else updated the service while this deployment was under way: another pipeline, a stack, a person. ECS "
                + "stops the older deployment. It did not fail.",
            ko: "이 배포가 진행되는 동안 다른 파이프라인이나 스택, 사람이 서비스를 업데이트했습니다. ECS는 이전 배포를 중지합니다. 실패한 것이 아닙니다."),
        remedy: Words(
            "Find out who deployed what, and let only one deployment of a service run at a time.",
            ko: "누가 무엇을 배포했는지 확인하고, 한 서비스에는 한 번에 한 배포만 실행하십시오."),
        lookAlikes: [
            LookAlike(
                "dep-rollback-reported-success",
                Words("ECS did not roll back: something newer runs", ko: "ECS가 롤백한 것이 아니라 더 새로운 것이 실행 중입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html"
        ],
        foresee: { _, facts in
            guard let service = facts.service?.value, service.isDeploying else { return [] }
            return [
                Foresight(
                    .warn, Words("other deployments", ko: "다른 배포"),
                    Words(
                        "one is under way already, and this one will replace it",
                        ko: "이미 진행 중인 배포가 있으며, 이번 배포가 그것을 대체합니다"),
                    fix: Words(
                        "see whose it is, or wait for it: slipway status",
                        ko: "누구의 배포인지 확인하거나 끝나기를 기다리십시오: slipway status"),
                    evidence: [
                        Evidence(
                            source: DeploymentWords.services, field: "deployments[].rolloutState",
                            text: ["IN_PROGRESS", service.currentServiceDeployment].compactMap(\.self)
                                .joined(separator: " "))
                    ])
            ]
        },
        recognisers: [.rule { signals in replaced(signals) }])

    private static func replaced(_ signals: Signals) -> [Recognition] {
        guard let deployment = signals.observation.serviceDeployment,
            [.stopRequested, .stopped].contains(deployment.status), deployment.rollbackReason == nil
        else { return [] }
        // A breaker or an alarm without rollback stops a deployment as well.
        if deployment.circuitBreaker?.status == .triggered || deployment.alarms?.status == .triggered { return [] }
        let other = signals.observation.service?.currentServiceDeployment.flatMap { $0 == deployment.arn ? nil : $0 }
        let by = other?.split(separator: "/").last.map { Words(same: ": \($0)") } ?? .none
        return [
            Recognition(
                Words("a newer deployment took over", ko: "더 새로운 배포가 대신했습니다") + by,
                fix: Words(
                    "see who deployed: aws cloudtrail lookup-events --lookup-attributes "
                        + "AttributeKey=EventName,AttributeValue=UpdateService",
                    ko: "누가 배포했는지 확인하십시오: aws cloudtrail lookup-events --lookup-attributes "
                        + "AttributeKey=EventName,AttributeValue=UpdateService"),
                confidence: other == nil ? .likely : .certain,
                evidence: DeploymentWords.evidence(deployment, "status"))
        ]
    }
}
