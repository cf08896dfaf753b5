import SlipwayDomain

extension FailureMode {
    static let lbTargetNotInUse = FailureMode(
        "lb-target-not-in-use", .loadBalancer,
        title: Words("the load balancer does not use the target", ko: "로드 밸런서가 대상을 사용하지 않음"),
        nature: .cannotHeal, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have waited for ever for a check that nobody makes; a stack would have waited 3 h",
                ko: "ECS는 아무도 하지 않는 상태 확인을 끝없이 기다렸을 것이고, 스택은 3시간을 기다렸을 것입니다")),
        reproduction: .modelled, recipes: ["P-LB-1", "P-LB-6"], faults: [.targetGroup(.unattached)],
        explanation: Words(
            "The task is registered, but nobody checks it: no rule forwards to its target group, every rule gives the "
                + "group a weight of 0, or the load balancer does not stand in the task's zone. Such a target never becomes "
                + "healthy, so the deployment never ends.",
            ko: "태스크는 등록되었지만 아무도 확인하지 않습니다. 대상 그룹으로 전달하는 규칙이 없거나, 모든 규칙의 가중치가 0이거나, "
                + "로드 밸런서가 태스크의 가용 영역에 있지 않습니다. 이런 대상은 결코 정상이 되지 않으므로 배포가 끝나지 않습니다."),
        remedy: Words(
            "Let a rule forward to the group with a weight above 0, and enable the tasks' zones on the load balancer.",
            ko: "규칙이 0보다 큰 가중치로 대상 그룹에 전달하게 하고, 로드 밸런서에 태스크의 가용 영역을 활성화하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-timeout",
                Words("no check was made at all: the target is unused", ko: "확인 자체가 없었습니다. 대상이 사용되지 않습니다")),
            LookAlike(
                "lb-target-group-unattached",
                Words("ECS accepted the service; the call would have been refused", ko: "그 경우라면 ECS가 호출 자체를 거부했을 것입니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        ],
        foresee: { plan, facts in rules(plan, facts) + zones(plan, facts) },
        recognisers: [
            .rule { signals in unused(signals) },
            .text([.call, .event, .reason], ["target.notinuse", "target.ipunusable", "target.invalidstate"]) {
                reason, _ in
                Recognition(
                    Words("the load balancer does not use the target", ko: "로드 밸런서가 대상을 사용하지 않습니다"),
                    fix: useIt(reason.text), confidence: .likely)
            },
        ])

    /// Running tasks whose target nobody checks; that of a task which is being stopped is unused in the ordinary way.
    private static func unused(_ signals: Signals) -> [Recognition] {
        var found: [Recognition] = []
        for task in signals.observation.tasks where !task.isStopping {
            for target in task.targets where target.state == "unused" {
                guard let reason = target.reason,
                    ["Target.NotInUse", "Target.InvalidState", "Target.IpUnusable"].contains(reason)
                else { continue }
                let name = LoadBalancerWords.name(ofARN: target.targetGroup)
                let said = target.description ?? reason
                found.append(
                    Recognition(
                        Words(
                            "the load balancer does not use the task's target in \(name): \(said)",
                            ko: "로드 밸런서가 \(name) 대상 그룹에 있는 태스크의 대상을 사용하지 않습니다: \(said)"),
                        fix: useIt(said), confidence: .certain, subject: name, named: target.targetGroup,
                        evidence: [
                            Evidence(
                                source: "elasticloadbalancing:DescribeTargetHealth",
                                field: "target of task \(task.id)", text: "\(reason): \(said)")
                        ], tasks: [task.arn]))
            }
        }
        return found
    }

    private static func useIt(_ said: String) -> Words {
        if said.lowercased().contains("availability zone") {
            return Words(
                "give the load balancer a subnet in each zone of the tasks: aws elbv2 set-subnets --load-balancer-arn ARN "
                    + "--subnets …",
                ko: "로드 밸런서에 태스크의 가용 영역마다 서브넷을 지정하십시오: aws elbv2 set-subnets --load-balancer-arn ARN "
                    + "--subnets …")
        }
        return Words(
            "see what forwards to the group, and let a rule do so: aws elbv2 describe-rules --listener-arn ARN",
            ko: "무엇이 대상 그룹으로 전달하는지 확인하고 규칙을 추가하십시오: aws elbv2 describe-rules --listener-arn ARN")
    }

    private static func rules(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let group = LoadBalancerWords.group(plan, facts) else { return [] }
        let subject = LoadBalancerWords.subject(plan)
        let name = group.name
        func failure(_ cause: Words, _ text: String) -> Foresight {
            let action = "Type=forward,TargetGroupArn=\(group.arn)"
            let command =
                "aws elbv2 create-rule --listener-arn ARN --priority 1 --conditions Field=path-pattern,Values='/*' "
                + "--actions \(action)"
            return Foresight(
                .fail, subject, cause,
                fix: Words("let a rule forward to it: \(command)", ko: "규칙이 전달하게 하십시오: \(command)"),
                evidence: [Evidence(source: LoadBalancerWords.rules, field: "Actions", text: text)])
        }
        switch TargetGroupCheck.verdict(plan, facts) {
        case .unused:
            return [failure(Words("no rule forwards to \(name)", ko: "\(name) 대상 그룹으로 전달하는 규칙이 없습니다"), "[]")]
        case .weightless:
            return [
                failure(
                    Words("every rule gives \(name) a weight of 0", ko: "모든 규칙에서 \(name) 대상 그룹의 가중치가 0입니다"),
                    "weight 0")
            ]
        case .fine(let balancer):
            if let balancers = facts.loadBalancers, balancers.value == nil {
                let missing = failure(
                    Words("the load balancer of \(name) is gone", ko: "\(name) 대상 그룹의 로드 밸런서가 없습니다"), "[]")
                return [balancers.foresight(subject, missing: missing) { _ in nil }].compactMap(\.self)
            }
            let by = balancer.map { Words("\($0) forwards to it", ko: "\($0) 로드 밸런서가 전달합니다") }
            return [Foresight(.ok, subject, by ?? Words("a load balancer forwards to it", ko: "로드 밸런서가 전달합니다"))]
        case .otherRegion, .otherType, .unattached, nil: return []
        }
    }

    /// The check P-LB-6: a target in a zone that the load balancer does not stand in is never used.
    private static func zones(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let group = LoadBalancerWords.group(plan, facts), let subnets = facts.network?.value?.subnets,
            let balancers = facts.loadBalancers?.value, !subnets.isEmpty
        else { return [] }
        return balancers.filter { group.loadBalancers.contains($0.arn) && !$0.zones.isEmpty }.map { balancer in
            let subject = Words("zones of \(balancer.name)", ko: "\(balancer.name) 로드 밸런서의 가용 영역")
            let missing = subnets.filter { !balancer.zones.contains($0.zone) }
            if missing.isEmpty {
                return Foresight(
                    .ok, subject,
                    Words("it stands in each zone of the tasks", ko: "태스크의 모든 가용 영역에 로드 밸런서가 있습니다"))
            }
            let names = Set(missing.map(\.zone)).sorted().joined(separator: ", ")
            let ids = missing.map(\.id).joined(separator: " ")
            return Foresight(
                .fail, subject,
                Words(
                    "tasks may start in \(names), where \(balancer.name) does not stand: they would never be healthy",
                    ko: "태스크가 \(names) 가용 영역에서 시작될 수 있지만 \(balancer.name) 로드 밸런서는 그곳에 없어서, 그런 태스크는 결코 정상이 되지 않습니다"),
                fix: Words(
                    "enable the zones: aws elbv2 set-subnets --load-balancer-arn \(balancer.arn) --subnets … (with a "
                        + "subnet in each), or take \(ids) out of slipway.yml",
                    ko: "가용 영역을 활성화하십시오: aws elbv2 set-subnets --load-balancer-arn \(balancer.arn) --subnets … "
                        + "(영역마다 서브넷 하나). 아니면 slipway.yml에서 \(ids) 서브넷을 빼십시오"),
                evidence: [
                    Evidence(
                        source: "elasticloadbalancing:DescribeLoadBalancers", field: "AvailabilityZones",
                        text: balancer.zones.joined(separator: ", "))
                ])
        }
    }
}
