import SlipwayDomain

extension FailureMode {
    static let depRollbackReportedSuccess = FailureMode(
        "dep-rollback-reported-success", .deployment,
        title: Words("the service is stable because it was rolled back", ko: "롤백되어서 안정된 것일 뿐임"),
        nature: .verdict, breaker: .countsStart,
        givesUp: .other(
            Words(
                "whoever waits for a stable service would have been told that all is well",
                ko: "서비스 안정화만 기다리는 쪽은 정상이라는 답을 받았을 것입니다")),
        reproduction: .modelled, faults: [.exits(code: 1)],
        explanation: Words(
            "ECS went back to the old release, and the old release runs steadily. A tool that only waits until the service is "
                + "stable calls that a success: the new release is not there.",
            ko: "ECS가 이전 릴리스로 되돌렸고 이전 릴리스는 안정적으로 실행됩니다. 서비스 안정화만 기다리는 도구는 이를 성공이라고 합니다. 새 릴리스는 "
                + "거기에 없습니다."),
        remedy: Words(
            "Compare what runs with what was asked for: the service deployment's status and its revision.",
            ko: "실행 중인 것과 요청한 것을 비교하십시오. 서비스 배포의 상태와 리비전을 보면 됩니다."),
        lookAlikes: [
            LookAlike(
                "dep-superseded",
                Words("ECS rolled back; nobody deployed something newer", ko: "ECS가 롤백한 것이며, 누군가 더 새로운 것을 배포한 것이 아닙니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html",
            "https://github.com/aws-actions/amazon-ecs-deploy-task-definition/pull/860",
        ],
        recognisers: [
            .deployment { deployment in
                guard deployment.status == .rollbackSuccessful else { return nil }
                var found = rolledBack(isOver: true, ServiceName(arn: deployment.arn))
                found.evidence = DeploymentWords.evidence(deployment, "status")
                return found
            },
            .text([.event, .call], ["rolling back to deployment", "rollback_successful"]) { reason, scene in
                // The breaker's own words are told as the breaker's.
                reason.has("circuit breaker")
                    ? nil : rolledBack(isOver: reason.has("rollback_successful"), ServiceName(scene.workload, reason))
            },
            .rule { signals in otherRelease(signals) },
        ])

    private static func rolledBack(isOver: Bool, _ name: ServiceName) -> Recognition {
        Recognition(
            isOver
                ? Words(
                    "ECS rolled the deployment back: the old release runs, not the new one",
                    ko: "ECS가 배포를 롤백했습니다. 새 릴리스가 아니라 이전 릴리스가 실행 중입니다")
                : Words("ECS is rolling the deployment back", ko: "ECS가 배포를 롤백하고 있습니다"),
            fix: Words(
                "take it as a failure; see why: \(name.diagnose)",
                ko: "실패로 처리하고 이유를 확인하십시오: \(name.diagnose)"))
    }

    /// The service is steady with another task definition than the failed deployment's.
    private static func otherRelease(_ signals: Signals) -> [Recognition] {
        guard let service = signals.observation.service, let primary = DeploymentWords.primary(signals.observation),
            let failed = service.deployments.first(where: { $0.rolloutState == .failed }),
            primary.taskDefinition != failed.taskDefinition, primary.rolloutState != .failed,
            // A failed deployment that is older than the newest one was replaced, not rolled back.
            failed.rolloutStateReason?.lowercased().contains("rolling back") ?? false
                || primary.rolloutStateReason?.lowercased().contains("rolling back") ?? false
        else { return [] }
        var found = rolledBack(isOver: primary.rolloutState == .completed, ServiceName(signals))
        found.evidence = [
            Evidence(
                source: DeploymentWords.services, field: "deployments[\(primary.id)]",
                text: primary.rolloutStateReason ?? primary.taskDefinition)
        ]
        return [found]
    }
}
