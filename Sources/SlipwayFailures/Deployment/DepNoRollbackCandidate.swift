import SlipwayDomain

extension FailureMode {
    static let depNoRollbackCandidate = FailureMode(
        "dep-no-rollback-candidate", .deployment,
        title: Words("there is no release to go back to", ko: "되돌아갈 릴리스가 없음"),
        nature: .verdict, breaker: .countsStart,
        givesUp: .other(
            Words(
                "the deployment would have stayed failed, and the service without running tasks",
                ko: "배포는 실패한 채로, 서비스는 실행 중인 태스크 없이 남았을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-2"],
        faults: [.deploymentEnds(reason: "No rollback candidate was found to run the rollback.")],
        explanation: Words(
            "ECS goes back to the last deployment that was completed. There is none: this is the first release, all "
                + "earlier ones failed, or the service was made anew.",
            ko: "ECS는 마지막으로 완료된 배포로 되돌아갑니다. 첫 릴리스이거나, 이전 배포가 모두 실패했거나, 서비스가 새로 만들어졌다면 그런 배포가 없습니다."),
        remedy: Words(
            "Deploy an image that is known to work, or mend what fails and deploy again.",
            ko: "작동이 확인된 이미지를 배포하거나, 실패 원인을 고쳐 다시 배포하십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"
        ],
        foresee: { plan, facts in [wayBack(plan, facts)].compactMap(\.self) },
        recognisers: [
            .deployment { deployment in
                let says = DeploymentWords.reason(deployment).has("no rollback candidate")
                guard says || deployment.status == .rollbackFailed else { return nil }
                var found = nothing(ServiceName(arn: deployment.arn), confidence: says ? .certain : .possible)
                found.evidence = DeploymentWords.evidence(deployment, "statusReason")
                return found
            },
            .text([.event, .stack, .call], ["no rollback candidate"]) { reason, scene in
                nothing(ServiceName(scene.workload, reason), confidence: .certain)
            },
        ])

    private static func nothing(_ name: ServiceName, confidence: Confidence) -> Recognition {
        Recognition(
            Words(
                "ECS could not roll back: no earlier deployment was ever completed",
                ko: "이전에 완료된 배포가 없어 ECS가 롤백하지 못했습니다"),
            fix: Words(
                "deploy a release that works: slipway deploy; see what there was: aws ecs list-service-deployments --status "
                    + "SUCCESSFUL \(name.options)",
                ko: "작동하는 릴리스를 배포하십시오: slipway deploy. 이전 배포 확인: aws ecs list-service-deployments --status "
                    + "SUCCESSFUL \(name.options)"),
            confidence: confidence)
    }

    /// The check P-DEP-2: whether a rollback would find something that still starts.
    private static func wayBack(_ plan: ServicePlan, _ facts: Facts) -> Foresight? {
        let subject = Words("way back", ko: "되돌아갈 릴리스")
        let evidence = Evidence(source: "ecs:ListServiceDeployments", field: "status SUCCESSFUL", text: "[]")
        let missing = Foresight(
            .warn, subject,
            Words(
                "no deployment of the service has ever succeeded: a failure cannot be put back",
                ko: "성공한 배포가 한 번도 없어서, 실패해도 되돌릴 수 없습니다"),
            fix: Words(
                "deploy a release that is known to work first", ko: "작동이 확인된 릴리스를 먼저 배포하십시오"), evidence: [evidence])
        return facts.lastGood?.foresight(subject, missing: missing) { last in
            let name = LoadBalancerWords.name(ofARN: last.taskDefinition).split(separator: "/").last.map(String.init)
            let definition = name ?? last.taskDefinition
            func lost(_ cause: Words, _ text: String) -> Foresight {
                Foresight(
                    .warn, subject, cause,
                    fix: Words(
                        "keep revisions and images of the running release; push the image again before deploying",
                        ko: "실행 중인 릴리스의 리비전과 이미지를 보존하십시오. 배포 전에 이미지를 다시 푸시하십시오"),
                    evidence: [Evidence(source: "ecs:DescribeTaskDefinition", field: definition, text: text)])
            }
            if last.taskDefinitionStatus != "ACTIVE" {
                return lost(
                    Words(
                        "the last good release's task definition \(definition) is \(last.taskDefinitionStatus): a rollback "
                            + "may fail",
                        ko: "마지막 정상 릴리스의 태스크 정의 \(definition) 상태가 \(last.taskDefinitionStatus)여서 롤백이 실패할 수 있습니다"),
                    last.taskDefinitionStatus)
            }
            if let gone = last.goneImages.first {
                return lost(
                    Words(
                        "the last good release's image \(gone) is gone: a rollback could not start",
                        ko: "마지막 정상 릴리스의 이미지가 없어져 롤백해도 시작할 수 없습니다: \(gone)"), gone)
            }
            return Foresight(
                .ok, subject, Words("\(definition) can be gone back to", ko: "\(definition) 릴리스로 되돌아갈 수 있습니다"))
        }
    }
}
