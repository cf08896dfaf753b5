import SlipwayDomain

extension FailureMode {
    static let hcDockerHealthcheckIgnored = FailureMode(
        "hc-docker-healthcheck-ignored", .health,
        title: Words("the image's HEALTHCHECK is ignored", ko: "이미지의 HEALTHCHECK가 무시됨"), nature: .application,
        breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have called the deployment successful with a broken application",
                ko: "ECS는 애플리케이션이 고장 나 있어도 배포를 성공으로 처리했을 것입니다")),
        reproduction: .container, recipes: ["P-HC-1"],
        explanation: Words(
            "ECS does not look at the HEALTHCHECK of an image, only at the one of the task definition. The task's health "
                + "stays UNKNOWN, and a release that does not work counts as deployed.",
            ko: "ECS는 이미지의 HEALTHCHECK를 보지 않고 태스크 정의의 상태 확인만 봅니다. 태스크의 상태는 UNKNOWN으로 남고, 동작하지 않는 릴리스도 배포된 "
                + "것으로 처리됩니다."),
        remedy: Words("Write the check into the manifest as well.", ko: "상태 확인을 매니페스트에도 적으십시오."),
        lookAlikes: [
            LookAlike("hc-shallow", Words("there is no check at all that ECS looks at", ko: "ECS가 보는 상태 확인이 전혀 없습니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html"],
        foresee: { plan, facts in
            // Where a load balancer asks, somebody does look.
            guard let contents = facts.imageContents?.value, contents.hasHealthCheck, plan.health.command == nil,
                plan.targetGroup == nil
            else { return [] }
            return [
                Foresight(
                    .warn, Words("HEALTHCHECK of the image", ko: "이미지의 HEALTHCHECK"),
                    Words(
                        "ECS ignores it, and nothing else checks this service",
                        ko: "ECS는 이를 무시하며 이 서비스를 확인하는 다른 수단이 없습니다"),
                    fix: Words(
                        "in slipway.yml: health: { command: … } with the command of the HEALTHCHECK",
                        ko: "slipway.yml에서: health: { command: … } 항목에 HEALTHCHECK 명령을 적으십시오"),
                    evidence: [Evidence(source: "image", field: "Healthcheck", text: "present")])
            ]
        })
}
