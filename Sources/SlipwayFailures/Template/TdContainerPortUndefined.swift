import SlipwayDomain

extension FailureMode {
    static let tdContainerPortUndefined = FailureMode(
        "td-container-port-undefined", .template,
        title: Words("the load balancer's container or port is not there", ko: "로드 밸런서가 가리키는 컨테이너나 포트가 없음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-4"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message: "The container app did not have a container port 8080 defined.")
        ],
        explanation: Words(
            "The service registers a container and a port of it with a target group, and the new task definition does not "
                + "have them: the container or the port was renamed, or the port mapping got lost.",
            ko: "서비스는 컨테이너와 그 포트를 대상 그룹에 등록하는데 새 태스크 정의에 그것이 없습니다. 컨테이너나 포트 이름이 바뀌었거나 포트 매핑이 "
                + "사라진 경우입니다."),
        remedy: Words(
            "Bring the mapping back, or change the service's load balancer in the same update.",
            ko: "포트 매핑을 되살리거나, 같은 업데이트에서 서비스의 로드 밸런서 설정을 함께 바꾸십시오."),
        lookAlikes: [
            LookAlike(
                "td-override-unknown-container",
                Words("it is the service's load balancer that names it", ko: "컨테이너를 가리키는 것은 서비스의 로드 밸런서입니다"))
        ],
        links: [TemplateWords.guide("troubleshoot-service-load-balancers")],
        foresee: { plan, facts in
            guard let definition = facts.definition else { return [] }
            return bindings(plan, facts).map { look(for: $0, in: definition) }
        },
        recognisers: [
            .text(
                [.call, .stack, .event],
                [
                    "did not have a container port", "does not exist in the task definition",
                    "container name or port changed",
                ]
            ) { reason, scene in
                let bound = scene.workload.settings?.loadBalancers.first
                let container = reason.value(after: "container ") ?? bound?.container ?? "app"
                if reason.has("did not have a container port") {
                    let port = reason.value(after: "container port ") ?? bound.map { String($0.port) } ?? "?"
                    return Recognition(
                        Words(
                            "the container '\(container)' has no port \(port), which the load balancer asks for",
                            ko: "로드 밸런서가 요구하는 \(port) 포트가 '\(container)' 컨테이너에 없습니다"),
                        fix: Words(
                            "in slipway.yml: port: \(port), or add a port mapping for it to the task definition",
                            ko: "slipway.yml에서: port: \(port) (또는 태스크 정의에 포트 매핑을 추가하십시오)"),
                        subject: "\(container):\(port)")
                }
                guard reason.has("does not exist in the task definition") else {
                    return Recognition(
                        Words(
                            "container or port of the service's load balancer are not in the new task definition",
                            ko: "서비스의 로드 밸런서가 가리키는 컨테이너나 포트가 새 태스크 정의에 없습니다"),
                        fix: bound.map { rename($0.container) }
                            ?? Words(
                                "write the same container and port into the task definition and the service's loadBalancers",
                                ko: "태스크 정의와 서비스의 loadBalancers에 같은 컨테이너와 포트를 적으십시오"))
                }
                return Recognition(
                    Words(
                        "the task definition has no container '\(container)', which the load balancer asks for",
                        ko: "로드 밸런서가 요구하는 '\(container)' 컨테이너가 태스크 정의에 없습니다"),
                    fix: rename(container), subject: container)
            }
        ])

    /// What the service would register with target groups: what the plan writes, else what the live service has.
    private static func bindings(_ plan: ServicePlan, _ facts: Facts) -> [LoadBalancerBinding] {
        if let group = plan.targetGroup, let port = plan.port {
            return [LoadBalancerBinding(targetGroup: group, container: plan.container, port: port)]
        }
        return facts.service?.value?.settings.loadBalancers ?? []
    }

    private static func look(for binding: LoadBalancerBinding, in definition: TaskDefinitionFact) -> Foresight {
        let subject = Words(
            "port \(binding.port) of container \(binding.container)",
            ko: "컨테이너 \(binding.container)의 포트 \(binding.port)")
        let names = TemplateWords.list(definition.containers.map(\.name))
        guard let container = definition.containers.first(where: { $0.name == binding.container }) else {
            return Foresight(
                .fail, subject,
                Words(
                    "the task definition has no container '\(binding.container)', which the load balancer asks for",
                    ko: "로드 밸런서가 요구하는 '\(binding.container)' 컨테이너가 태스크 정의에 없습니다"),
                fix: rename(binding.container),
                evidence: [Evidence(source: "task definition", field: "containerDefinitions", text: names)])
        }
        if container.ports.contains(binding.port) {
            return Foresight(.ok, subject, Words("is mapped", ko: "매핑되어 있습니다"))
        }
        let ports = TemplateWords.list(container.ports.map(String.init))
        return Foresight(
            .fail, subject,
            Words(
                "the container '\(container.name)' has no port \(binding.port), which the load balancer asks for",
                ko: "로드 밸런서가 요구하는 \(binding.port) 포트가 '\(container.name)' 컨테이너에 없습니다"),
            fix: TemplateWords.inManifest("port: \(binding.port)"),
            evidence: [Evidence(source: "task definition", field: "portMappings", text: ports)])
    }

    private static func rename(_ container: String) -> Words {
        Words(
            "call the container \(container) again, or name the new one in the service's loadBalancers in the same update",
            ko: "컨테이너 이름을 되돌리거나(\(container)), 같은 업데이트에서 서비스의 loadBalancers에 새 이름을 적으십시오")
    }
}
