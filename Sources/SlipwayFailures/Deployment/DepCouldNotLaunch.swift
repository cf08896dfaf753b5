import SlipwayDomain

extension FailureMode {
    static let depCouldNotLaunch = FailureMode(
        "dep-could-not-launch", .deployment,
        title: Words("ECS could not launch tasks", ko: "ECS가 태스크를 시작하지 못함"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        faults: [.serviceSays(event: "could not launch 2 tasks for deployment ecs-svc/2.")],
        specificity: .fallback,
        explanation: Words(
            "ECS tried to launch tasks for this deployment and could not. This event does not say why; the events beside it "
                + "do: no capacity, a role that cannot be assumed, a quota.",
            ko: "ECS가 이 배포의 태스크를 시작하려 했으나 하지 못했습니다. 이 이벤트에는 이유가 없으며, 옆의 이벤트에 용량 부족, 맡을 수 없는 역할, 할당량 "
                + "같은 이유가 있습니다."),
        remedy: Words("Read the service's other events of the same minute.", ko: "같은 시각의 다른 서비스 이벤트를 읽으십시오."),
        lookAlikes: [
            LookAlike(
                "dep-circuit-breaker-triggered",
                Words("the deployment has not been ended", ko: "배포가 끝난 것은 아닙니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
        ],
        recognisers: [
            .text([.event], ["could not launch"]) { reason, scene in
                guard reason.has("tasks for deployment") else { return nil }
                let name = ServiceName(scene.workload, reason)
                let command =
                    "aws ecs describe-services --cluster \(name.cluster) --services \(name.service) --query "
                    + "'services[].events[:10].message'"
                let count = reason.value(after: "could not launch ") ?? "?"
                return Recognition(
                    Words(
                        "ECS could not launch \(count) tasks of the deployment",
                        ko: "ECS가 배포의 태스크 \(count)개를 시작하지 못했습니다"),
                    fix: Words("read the events beside it: \(command)", ko: "옆의 이벤트를 읽으십시오: \(command)"),
                    confidence: .possible)
            }
        ])
}
