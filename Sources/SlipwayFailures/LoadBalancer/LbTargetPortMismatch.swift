import SlipwayDomain

extension FailureMode {
    static let lbTargetPortMismatch = FailureMode(
        "lb-target-port-mismatch", .loadBalancer,
        title: Words("the health check asks somewhere else", ko: "상태 확인이 다른 곳을 확인함"),
        nature: .cannotHeal, breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-LB-2"],
        faults: [.targetGroup(.otherPort), .targetGroup(.otherPath)],
        explanation: Words(
            "A task registers with its container's port and is asked there, whatever port the target group itself "
                + "names. Only a health check with a port of its own asks elsewhere, and where the container does not listen "
                + "on that one, every check fails.",
            ko: "태스크는 컨테이너의 포트로 등록되고, 대상 그룹 자체의 포트와 상관없이 그 포트로 확인을 받습니다. 상태 확인에 따로 "
                + "포트가 지정되어 있을 때만 다른 포트를 확인하며, 컨테이너가 그 포트에서 듣고 있지 않으면 모든 확인이 실패합니다."),
        remedy: Words(
            "Let the target group ask on traffic-port and on the path that the application answers.",
            ko: "대상 그룹이 traffic-port에서, 그리고 애플리케이션이 응답하는 경로로 확인하게 하십시오."),
        links: [
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"
        ],
        foresee: { plan, facts in
            guard let group = LoadBalancerWords.group(plan, facts) else { return [] }
            return [looksElsewhere(plan, group)]
        })

    private static func looksElsewhere(_ plan: ServicePlan, _ group: TargetGroupFact) -> Foresight {
        let modify = "aws elbv2 modify-target-group --target-group-arn \(group.arn)"
        guard let port = plan.port else {
            return Foresight(
                .fail, LoadBalancerWords.subject(plan),
                Words(
                    "the service registers with a target group but has no port",
                    ko: "서비스가 대상 그룹에 등록되는데 포트가 없습니다"),
                fix: Words(
                    "in slipway.yml: port: \(group.port ?? 8080)", ko: "slipway.yml에서: port: \(group.port ?? 8080)"),
                evidence: [Evidence(source: "manifest", field: "port", text: "none")])
        }
        let subject = Words("health check of \(group.name)", ko: "\(group.name) 대상 그룹의 상태 확인")
        if let asked = Int(group.health.port), asked != port {
            return Foresight(
                .fail, subject,
                Words(
                    "\(group.name) asks on port \(asked), the container listens on \(port)",
                    ko: "\(group.name) 대상 그룹은 \(asked)번 포트를 확인하는데, 컨테이너는 \(port)번 포트에서 듣습니다"),
                fix: Words(
                    "\(modify) --health-check-port traffic-port",
                    ko: "실행하십시오: \(modify) --health-check-port traffic-port"),
                evidence: [
                    Evidence(source: LoadBalancerWords.groups, field: "HealthCheckPort", text: group.health.port)
                ])
        }
        if let path = plan.health.path, let asked = group.health.path, asked != path {
            return Foresight(
                .warn, subject,
                Words(
                    "\(group.name) asks for \(asked), the manifest says \(path)",
                    ko: "\(group.name) 대상 그룹은 \(asked) 경로를 확인하는데, 매니페스트에는 \(path) 경로가 적혀 있습니다"),
                fix: Words(
                    "\(modify) --health-check-path \(path)", ko: "실행하십시오: \(modify) --health-check-path \(path)"),
                evidence: [Evidence(source: LoadBalancerWords.groups, field: "HealthCheckPath", text: asked)])
        }
        return Foresight(
            .ok, subject,
            Words("it asks on the task's own port \(port)", ko: "태스크 자체의 \(port)번 포트를 확인합니다"))
    }
}
