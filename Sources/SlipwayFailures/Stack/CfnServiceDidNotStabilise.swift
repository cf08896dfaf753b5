import SlipwayDomain

extension FailureMode {
    static let cfnServiceDidNotStabilise = FailureMode(
        "cfn-service-did-not-stabilise", .stack,
        title: Words("the stack gave up on the service", ko: "스택이 서비스 안정화를 포기함"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(
            Words(
                "the stack would have waited for about 3 h, and its rollback for as long again",
                ko: "스택은 약 3시간을 기다렸을 것이고, 롤백에도 그만큼 더 걸렸을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-2"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ECS::Service",
                reason:
                    "Resource handler returned message: \"Exceeded attempts to wait\" (HandlerErrorCode: NotStabilized)"
            )
        ],
        explanation: Words(
            "A stack waits until its service is steady. Where no circuit breaker ends the deployment, ECS starts tasks for "
                + "ever and the stack waits until its own time is over. That says nothing of the cause: the tasks know it.",
            ko: "스택은 서비스가 안정될 때까지 기다립니다. 배포를 끝낼 서킷 브레이커가 없으면 ECS는 태스크를 끝없이 시작하고 스택은 자체 제한 시간까지 "
                + "기다립니다. 이 메시지는 원인을 말해 주지 않으며, 원인은 태스크에 있습니다."),
        remedy: Words(
            "Look at the stopped tasks at once, not at the stack. Enable the circuit breaker in the template; releasing "
                + "outside of the stack does away with the wait.",
            ko: "스택이 아니라 중지된 태스크를 바로 살펴보십시오. 템플릿에서 서킷 브레이커를 켜십시오. 릴리스를 스택 밖에서 하면 기다림 자체가 없어집니다."),
        lookAlikes: [
            LookAlike(
                "dep-circuit-breaker-triggered",
                Words(
                    "the stack's time ran out; the breaker would have been named",
                    ko: "스택의 시간이 다 되었습니다. 서킷 브레이커였다면 그 이름이 나왔을 것입니다"))
        ],
        links: [
            "https://repost.aws/knowledge-center/cloudformation-stack-stuck-progress",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
        ],
        foresee: { plan, facts in breakerOff(plan, facts) },
        recognisers: [
            .text(
                [.stack, .call],
                ["did not stabilize", "notstabilized", "exceeded attempts to wait", "timed out waiting for completion"]
            ) { reason, scene in
                let event = StackWords.event(reason)
                let name = service(reason) ?? event?.resource
                if let type = event?.type, !type.isEmpty, type != "AWS::ECS::Service", !reason.has(":ecs:") {
                    return Recognition(
                        Words("", ko: "스택이 기다리는 동안 준비되지 않았습니다: ") + StackWords.resource(reason)
                            + Words(" was not ready in the time that its stack waits", ko: ""),
                        fix: Words(StackWords.events(event?.stack), ko: "살펴보십시오: " + StackWords.events(event?.stack)),
                        confidence: .likely, subject: name ?? "")
                }
                let known = reason.arn(of: "ecs").map(ServiceName.init(arn:)) ?? ServiceName(scene.workload)
                let command = known.diagnose
                return Recognition(
                    Words(
                        "the service\(name.map { " \($0)" } ?? "") was not steady in the time that its stack waits",
                        ko: "스택이 기다리는 동안 서비스가 안정되지 않았습니다\(name.map { ": \($0)" } ?? "")"),
                    fix: Words("see the stopped tasks: \(command)", ko: "중지된 태스크를 살펴보십시오: \(command)"))
            }
        ])

    /// The service's name of the ARN in the text.
    private static func service(_ reason: Reason) -> String? {
        reason.arn(of: "ecs")?.split(separator: "/").last.map(String.init)
    }

    /// The check P-DEP-2 for a service that a stack owns: without the breaker the stack waits.
    private static func breakerOff(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let settings = facts.service?.value?.settings else { return [] }
        let breaker = plan.deployment.circuitBreaker ?? settings.circuitBreaker
        return StackWords.known(facts).filter { $0.types.values.contains("AWS::ECS::Service") }.map { stack in
            let subject = StackWords.subject(stack.name)
            if breaker?.enable == true {
                return Foresight(
                    .ok, subject,
                    Words("ECS's circuit breaker ends its waiting", ko: "ECS 서킷 브레이커가 스택의 대기를 끝냅니다"))
            }
            return Foresight(
                .warn, subject,
                Words(
                    "it owns the service, and without the circuit breaker it waits for about 3 h for tasks that never get "
                        + "healthy",
                    ko: "이 스택이 서비스를 소유하는데, 서킷 브레이커가 없으면 정상이 되지 않는 태스크를 약 3시간 동안 기다립니다"),
                fix: Words(
                    "in its template: DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }",
                    ko: "템플릿에서: DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }"
                ),
                evidence: [
                    Evidence(
                        source: "ecs:DescribeServices", field: "deploymentConfiguration.deploymentCircuitBreaker",
                        text: "enable: false")
                ])
        }
    }
}
