import SlipwayDomain

extension FailureMode {
    static let targetPortMismatch = FailureMode(
        "lb-target-port-mismatch", title: "the health check asks on another port", nature: .cannotHeal,
        fault: .targetPortMismatch,
        explanation:
            "Each task registers with its container's port, and that is where it is asked, whatever port the target "
            + "group itself names. But a health check with a port of its own asks there; and a group of another protocol "
            + "speaks what the container does not understand.",
        withoutUs: HealthWords.alone,
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let target = facts.targetGroup?.value else { return [] }
            guard let port = plan.port else {
                return [
                    Foresight(
                        .fail, TargetWords.subject(plan), "the service registers with a target group but has no port",
                        fix: "in slipway.yml: port: \(target.port ?? 8080)")
                ]
            }
            if let asked = Int(target.health.port), asked != port {
                return [
                    Foresight(
                        .fail, "port \(port)",
                        "\(target.name) checks health on port \(asked), the container has \(port)",
                        fix: "aws elbv2 modify-target-group --target-group-arn \(target.arn) --health-check-port "
                            + "traffic-port",
                        evidence: [
                            Evidence(
                                source: "elasticloadbalancing:DescribeTargetGroups", field: "HealthCheckPort",
                                text: target.health.port)
                        ])
                ]
            }
            if let path = plan.health.path, let asked = target.health.path, asked != path {
                return [
                    Foresight(
                        .warn, "health path", "\(target.name) asks for \(asked), the manifest says \(path)",
                        fix:
                            "aws elbv2 modify-target-group --target-group-arn \(target.arn) --health-check-path \(path)"
                    )
                ]
            }
            return [Foresight(.ok, "port \(port)", "\(target.name) asks on the task's own port")]
        })
}
