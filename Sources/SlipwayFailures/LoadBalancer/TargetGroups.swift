import SlipwayDomain

extension FailureMode {
    private static let refused = "ECS would have refused the service"

    private static func group(_ plan: ServicePlan) -> String { "target group \(plan.targetGroup ?? "")" }

    static let targetGroupMissing = FailureMode(
        "lb-target-group-missing", title: "the target group does not exist", nature: .cannotHeal,
        fault: .targetGroupMissing,
        explanation:
            "The service is to register with a target group that is not there: deleted, replaced, or of another "
            + "environment or region.",
        withoutUs: refused,
        foresee: { plan, facts in
            guard let name = plan.targetGroup else { return [] }
            let missing = Foresight(
                .fail, group(plan), "there is no target group '\(name)' in \(plan.service.region)",
                fix: "make it: aws elbv2 create-target-group --name \(name) --target-type ip --protocol HTTP --port "
                    + "\(plan.port ?? 80) --vpc-id VPC",
                evidence: [
                    Evidence(source: "elasticloadbalancing:DescribeTargetGroups", field: "Names", text: name)
                ])
            return [facts.targetGroup?.foresight(group(plan), missing: missing) { _ in nil }].compactMap(\.self)
        },
        recognisers: [.call { missing($0) }, .event { missing($0) }])

    private static func missing(_ reason: Reason) -> Recognition? {
        guard
            reason.field.contains("TargetGroupNotFound")
                || reason.hasAny("target group is not found", "targetgroupnotfound", "unable to describe target group")
        else { return nil }
        return Recognition(
            "the target group does not exist any more",
            fix: "correct `targetGroup:` in slipway.yml, or make the target group again",
            subject: reason.arn(of: "elasticloadbalancing") ?? "")
    }

    static let targetTypeMismatch = FailureMode(
        "lb-target-type-mismatch", title: "the target group is of another type", nature: .cannotHeal,
        fault: .targetTypeMismatch,
        explanation:
            "Tasks with their own network interface register by address, so their target group must be of type ip. "
            + "The type cannot be changed afterwards.",
        withoutUs: refused,
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let target = facts.targetGroup?.value else { return [] }
            if target.targetType == "ip" { return [Foresight(.ok, group(plan), "of type ip")] }
            return [
                Foresight(
                    .fail, group(plan), "\(target.name) is of type \(target.targetType); tasks here need type ip",
                    fix:
                        "make a new one: aws elbv2 create-target-group --name \(target.name)-ip --target-type ip …, and "
                        + "name it in slipway.yml",
                    evidence: [
                        Evidence(
                            source: "elasticloadbalancing:DescribeTargetGroups", field: "TargetType",
                            text: target.targetType)
                    ])
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.has("has target type", "incompatible with") else { return nil }
                let type = reason.value(after: "has target type ") ?? "another"
                return Recognition(
                    "the target group is of type \(type); tasks with their own network interface need type ip",
                    fix: "make a new target group with --target-type ip and name it in slipway.yml", subject: type)
            }
        ])

    static let targetGroupUnattached = FailureMode(
        "lb-target-group-unattached", title: "no load balancer forwards to the target group", nature: .cannotHeal,
        fault: .targetGroupUnattached,
        explanation:
            "The target group is there, but no listener's rule forwards to it; ECS refuses a service that registers "
            + "with it.",
        withoutUs: refused,
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let target = facts.targetGroup?.value else { return [] }
            let subject = "listener of \(target.name)"
            if !target.loadBalancers.isEmpty { return [Foresight(.ok, subject, "there")] }
            return [
                Foresight(
                    .fail, subject, "no load balancer forwards to \(target.name)",
                    fix:
                        "aws elbv2 create-listener --load-balancer-arn ARN --protocol HTTP --port 80 --default-actions "
                        + "Type=forward,TargetGroupArn=\(target.arn)",
                    evidence: [
                        Evidence(
                            source: "elasticloadbalancing:DescribeTargetGroups", field: "LoadBalancerArns", text: "none"
                        )
                    ])
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.has("does not have an associated load balancer") else { return nil }
                return Recognition(
                    "no load balancer forwards to the target group",
                    fix: "make a listener or a rule that forwards to it: aws elbv2 create-listener …",
                    subject: reason.arn(of: "elasticloadbalancing") ?? "")
            }
        ])

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
                        .fail, group(plan), "the service registers with a target group but has no port",
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

    static let targetNotInUse = FailureMode(
        "lb-target-not-in-use", title: "the load balancer does not use the target", nature: .cannotHeal,
        fault: .targetGroupUnattached,
        explanation:
            "The target is registered, but no rule forwards to its group, or the load balancer does not stand in the "
            + "task's zone. It never becomes healthy.",
        withoutUs: "ECS would have waited for ever",
        recognisers: [
            .health { health, signals in
                let unused = signals.task.targets.first {
                    $0.reason == "Target.NotInUse" || $0.reason == "Target.IpUnusable"
                }
                guard let unused else { return nil }
                return Recognition(
                    "the load balancer does not use the target: \(unused.description ?? unused.reason ?? "")",
                    fix: "forward to the target group from a listener, and give the load balancer the task's zones",
                    subject: HealthWords.group(health), family: health.family)
            }
        ])
}
