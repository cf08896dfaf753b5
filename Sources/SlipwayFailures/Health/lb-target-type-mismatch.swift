import SlipwayDomain

extension FailureMode {
    static let targetGroupMismatch = FailureMode(
        id: "lb-target-type-mismatch", title: "the target group does not fit", nature: .cannotHeal,
        withoutUs: "the API refuses it, or no target ever becomes healthy", fault: .targetTypeMismatch,
        foresee: { facts, plan in
            guard let name = plan.targetGroup else { return [] }
            let subject = Subject.targetGroup(name)
            switch facts.targetGroup {
            case .missing?:
                return [
                    Foreseen(
                        subject, cause: "there is no target group \(name) in \(plan.service.region)",
                        fix: "aws elbv2 create-target-group --name \(name) --target-type ip --protocol HTTP --port "
                            + "\(plan.port ?? 80) --vpc-id vpc-…, and a listener that forwards to it")
                ]
            case .known(let group)?:
                var found: [Foreseen] = []
                if group.targetType != "ip" {
                    found.append(
                        Foreseen(
                            subject, cause: "its target type is \(group.targetType); tasks with a network of their own need ip",
                            evidence: [
                                Evidence(
                                    source: "elasticloadbalancing:DescribeTargetGroups", field: "TargetType",
                                    text: group.targetType)
                            ], fix: "make a new target group with --target-type ip: the type cannot be changed"))
                }
                if group.loadBalancers.isEmpty {
                    found.append(
                        Foreseen(
                            subject, cause: "no listener forwards to it, and ECS refuses such a target group",
                            fix: "aws elbv2 create-listener … --default-actions Type=forward,TargetGroupArn=\(group.arn)"))
                }
                if plan.port == nil {
                    found.append(
                        Foreseen(
                            subject, cause: "the service has a target group but no port",
                            fix: "in slipway.yml: port: 8080"))
                }
                if let port = Int(group.health.port), let own = plan.port, port != own {
                    found.append(
                        Foreseen(
                            subject, .warn,
                            cause: "health checks go to port \(port), the application listens on \(own)",
                            fix: "aws elbv2 modify-target-group --target-group-arn \(group.arn) --health-check-port traffic-port"))
                }
                return found
            case .denied?, .unknown?, .planned?, nil: return []
            }
        })
}
