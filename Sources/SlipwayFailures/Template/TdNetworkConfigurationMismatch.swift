import SlipwayDomain

extension FailureMode {
    static let tdNetworkConfigurationMismatch = FailureMode(
        "td-network-configuration-mismatch", .template,
        title: Words("the service's network and the task's do not fit", ko: "서비스와 태스크의 네트워크 설정 불일치"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-4"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message: "Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        ],
        explanation: Words(
            "Tasks of network mode awsvpc, and so all of Fargate, stand in subnets that the service must name; tasks of "
                + "another mode must have none. A service that exists keeps its network, a new one needs it from the "
                + "manifest.",
            ko: "awsvpc 네트워크 모드의 태스크(Fargate는 모두 해당)는 서비스가 지정한 서브넷에 있어야 하고, 다른 모드의 태스크에는 지정하면 안 됩니다. "
                + "이미 있는 서비스는 네트워크를 유지하지만 새 서비스는 매니페스트에 적어야 합니다."),
        remedy: Words(
            "Give the service subnets and security groups where the mode is awsvpc, and take them away where it is not.",
            ko: "모드가 awsvpc이면 서비스에 서브넷과 보안 그룹을 지정하고, 아니면 제거하십시오."),
        lookAlikes: [
            LookAlike(
                "net-subnet-sg-inconsistent",
                Words(
                    "ECS misses the network as a whole, not one of its ids",
                    ko: "특정 ID가 아니라 네트워크 설정 자체가 문제입니다"))
        ],
        links: [TemplateWords.guide("task-networking")],
        foresee: { plan, facts in foresee(plan, facts) },
        recognisers: [
            .text(
                TemplateWords.refusals,
                [
                    "network configuration must be provided",
                    "network configuration is not valid for the given networkmode",
                ]
            ) { reason, _ in
                if reason.has("must be provided") {
                    return Recognition(
                        Words(
                            "the service has no subnets, and tasks of mode awsvpc need them",
                            ko: "awsvpc 모드의 태스크에 필요한 서브넷이 서비스에 없습니다"),
                        fix: give, subject: "missing")
                }
                return Recognition(
                    Words(
                        "the service has subnets, and the task definition's network mode is not awsvpc",
                        ko: "서비스에는 서브넷이 있는데 태스크 정의의 네트워크 모드가 awsvpc가 아닙니다"),
                    fix: Words(
                        "set networkMode: awsvpc in the task definition", ko: "태스크 정의에 networkMode: awsvpc를 지정하십시오"),
                    subject: "mode")
            }
        ])

    private static let give = TemplateWords.inManifest("network: { subnets: [subnet-…], securityGroups: [sg-…] }")

    private static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let subject = Words("network of the service", ko: "서비스 네트워크")
        let mode = facts.definition?.networkMode ?? "awsvpc"
        let name = plan.service.name
        func judge(_ network: NetworkSettings?) -> Foresight {
            switch (mode == "awsvpc", network) {
            case (true, let network?):
                Foresight(
                    .ok, subject,
                    Words("\(network.subnets.count) subnets", ko: "서브넷 \(network.subnets.count)개"))
            case (true, nil):
                Foresight(
                    .fail, subject,
                    Words(
                        "nothing says in which subnets \(name) runs, and it must",
                        ko: "\(name) 서비스가 실행될 서브넷이 지정되지 않았습니다"),
                    fix: give)
            case (false, .some):
                Foresight(
                    .fail, subject,
                    Words(
                        "\(name) has subnets, and the task definition's network mode is \(mode)",
                        ko: "\(name) 서비스에는 서브넷이 있는데 태스크 정의의 네트워크 모드가 awsvpc가 아닙니다: \(mode)"),
                    fix: Words(
                        "set networkMode: awsvpc in the task definition", ko: "태스크 정의에 networkMode: awsvpc를 지정하십시오"),
                    evidence: [Evidence(source: "task definition", field: "networkMode", text: mode)])
            case (false, nil):
                Foresight(
                    .ok, subject, Words("network mode \(mode) needs none", ko: "\(mode) 모드에는 필요하지 않습니다"))
            }
        }
        if let network = plan.network { return [judge(network)] }
        // A service that is still to be made has what the plan says.
        switch facts.service {
        case nil: return []
        case .planned?: return [judge(nil)]
        case let fact?:
            return [fact.foresight(subject, missing: judge(nil)) { judge($0.settings.network) }].compactMap(\.self)
        }
    }
}
