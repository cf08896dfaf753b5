import SlipwayDomain

extension FailureMode {
    static let lbBluegreenMisconfigured = FailureMode(
        "lb-bluegreen-misconfigured", .loadBalancer,
        title: Words("the rules for shifting traffic are wired wrongly", ko: "트래픽 전환 규칙의 연결이 잘못됨"),
        nature: .cannotHeal, breaker: .blind,
        givesUp: .other(
            Words("ECS would have refused it or rolled it back within minutes", ko: "ECS가 거부했거나 몇 분 안에 롤백했을 것입니다")),
        reproduction: .modelled, recipes: ["P-LB-8"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message:
                    "productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. "
                    + "Got: arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/50dc6c49/f2f7"),
            .deploymentEnds(
                reason: "Service deployment rolled back because of invalid networking configuration: Target group "
                    + "\(LoadBalancerWords.exampleGroup) is not associated with either productionListenerRule or "
                    + "testListenerRule."),
        ],
        explanation: Words(
            "To shift traffic ECS needs a production rule that holds both target groups, one of them with all the weight, "
                + "and a test rule that is another one. Often a tool reset the weights that an earlier shift had left, or the "
                + "rule was replaced.",
            ko: "트래픽을 전환하려면 두 대상 그룹을 모두 담고 그중 하나만 가중치를 가지는 프로덕션 규칙과, 그것과 다른 테스트 규칙이 "
                + "필요합니다. 이전 전환이 남긴 가중치를 다른 도구가 되돌렸거나 규칙이 교체된 경우가 많습니다."),
        remedy: Words(
            "Give the production rule both target groups, exactly one with weight above 0, and keep other tools from "
                + "writing the weights.",
            ko: "프로덕션 규칙에 두 대상 그룹을 모두 넣고 정확히 하나만 0보다 큰 가중치를 주십시오. 다른 도구가 가중치를 쓰지 않게 하십시오."),
        lookAlikes: [
            LookAlike(
                "dep-lifecycle-hook-failed",
                Words("no hook was asked; the wiring itself is refused", ko: "훅이 아니라 연결 자체가 거부되었습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html",
        ],
        foresee: { _, facts in
            guard let service = facts.service?.value, let balancers = facts.loadBalancers?.value else { return [] }
            return service.trafficShifts.map { TrafficShiftCheck.judge($0, balancers) }
        },
        recognisers: [
            .text(
                [.call, .stack, .event],
                [
                    "productionlistenerrule", "testlistenerrule", "advancedconfiguration",
                    "invalid networking configuration", "exactly one target group serving traffic",
                    "production and test listener rules",
                ]
            ) { reason, _ in misconfigured(reason) },
            .deployment { deployment in
                guard let text = deployment.statusReason else { return nil }
                let reason = Reason(source: "ecs:DescribeServiceDeployments", field: "statusReason", text: text)
                guard reason.has("invalid networking configuration"), var found = misconfigured(reason) else {
                    return nil
                }
                found.evidence = [reason.evidence]
                return found
            },
        ])

    private static func misconfigured(_ reason: Reason) -> Recognition? {
        // What the infrastructure role may not do has an entry of its own.
        if reason.has("infrastructure role") { return nil }
        let cause: Words
        if reason.has("invalid arn format") {
            cause = Words(
                "the production rule's ARN is of the wrong kind: a rule's behind an application load balancer, a "
                    + "listener's behind a network load balancer",
                ko: "프로덕션 규칙의 ARN 종류가 잘못되었습니다. Application Load Balancer에는 규칙의 ARN, Network Load Balancer에는 "
                    + "리스너의 ARN이 필요합니다")
        } else if reason.has("both production and test") {
            cause = Words("the same rule is named for production and for tests", ko: "프로덕션과 테스트에 같은 규칙이 지정되었습니다")
        } else if reason.has("all or none") {
            cause = Words(
                "some load balancers of the service have an advancedConfiguration, others none",
                ko: "서비스의 로드 밸런서 중 일부에만 advancedConfiguration이 있습니다")
        } else if reason.has("advancedconfiguration", "elbv1") {
            cause = Words(
                "a classic load balancer cannot shift traffic", ko: "Classic Load Balancer로는 트래픽을 전환할 수 없습니다")
        } else if reason.has("advancedconfiguration") {
            cause = Words(
                "each load balancer of the service needs an advancedConfiguration for this strategy",
                ko: "이 배포 전략에는 서비스의 모든 로드 밸런서에 advancedConfiguration이 필요합니다")
        } else if reason.has("exactly one target group") {
            cause = Words(
                "more than one target group of the production rule has weight",
                ko: "프로덕션 규칙에서 가중치를 가진 대상 그룹이 둘 이상입니다")
        } else if reason.has("not associated") || reason.has("must be associated") {
            cause = Words(
                "a target group of the service stands in neither the production nor the test rule",
                ko: "서비스의 대상 그룹이 프로덕션 규칙에도 테스트 규칙에도 없습니다")
        } else {
            cause = Words(
                "the listener rules do not fit the deployment strategy", ko: "리스너 규칙이 배포 전략과 맞지 않습니다")
        }
        return Recognition(
            cause,
            fix: Words(
                "compare rules and service: aws elbv2 describe-rules --rule-arns ARN; aws ecs describe-services --query "
                    + "'services[].loadBalancers'",
                ko: "규칙과 서비스를 비교하십시오: aws elbv2 describe-rules --rule-arns ARN, aws ecs describe-services --query "
                    + "'services[].loadBalancers'"))
    }
}

/// The check P-LB-8: whether the rules that shift traffic can do so.
enum TrafficShiftCheck {
    static func judge(_ shift: TrafficShiftFact, _ balancers: [LoadBalancerFact]) -> Foresight {
        let name = LoadBalancerWords.name(ofARN: shift.targetGroup)
        let subject = Words("traffic shift of \(name)", ko: "\(name) 대상 그룹의 트래픽 전환")
        guard let production = shift.productionRule else {
            return failure(
                subject, Words("no production rule is named", ko: "프로덕션 규칙이 지정되지 않았습니다"), "productionListenerRule")
        }
        if production == shift.testRule {
            return failure(
                subject,
                Words("the production rule is the test rule as well", ko: "프로덕션 규칙과 테스트 규칙이 같습니다"), production)
        }
        let behind = balancers.first { $0.listeners.contains { $0.arn == production || owns($0, production) } }
        let isRule = production.contains(":listener-rule/")
        if let behind, (behind.type == "network") == isRule {
            return failure(
                subject,
                behind.type == "network"
                    ? Words(
                        "a network load balancer needs its listener's ARN, not a rule's",
                        ko: "Network Load Balancer에는 규칙이 아니라 리스너의 ARN이 필요합니다")
                    : Words(
                        "an application load balancer needs a rule's ARN, not a listener's",
                        ko: "Application Load Balancer에는 리스너가 아니라 규칙의 ARN이 필요합니다"), production)
        }
        let rules = balancers.flatMap(\.listeners).flatMap(\.rules)
        guard isRule, let rule = rules.first(where: { $0.arn == production }) else {
            return behind == nil && isRule
                ? failure(
                    subject, Words("there is no production rule \(production)", ko: "프로덕션 규칙이 없습니다: \(production)"),
                    production)
                : Foresight(.ok, subject, Words("the rules are named rightly", ko: "규칙이 올바르게 지정되었습니다"))
        }
        let test = rules.first { $0.arn == shift.testRule }
        let named = Set((rule.targets + (test?.targets ?? [])).map(\.targetGroup))
        let wanted = [shift.targetGroup, shift.alternateTargetGroup].compactMap(\.self)
        if let absent = wanted.first(where: { !named.contains($0) }) {
            let group = LoadBalancerWords.name(ofARN: absent)
            return failure(
                subject,
                Words(
                    "\(group) stands in neither the production nor the test rule",
                    ko: "\(group) 대상 그룹이 프로덕션 규칙에도 테스트 규칙에도 없습니다"), absent)
        }
        let serving = rule.targets.filter { $0.weight > 0 }.count
        if serving != 1 {
            return failure(
                subject,
                Words(
                    "\(serving) target groups of the production rule have weight; exactly one must",
                    ko: "프로덕션 규칙에서 가중치를 가진 대상 그룹이 \(serving)개입니다. 정확히 하나여야 합니다"), "\(serving)")
        }
        return Foresight(
            .ok, subject, Words("both target groups are wired, one has the weight", ko: "두 대상 그룹이 연결되었고 하나만 가중치를 가집니다"))
    }

    private static func owns(_ listener: ListenerFact, _ rule: String) -> Bool {
        listener.rules.contains { $0.arn == rule }
    }

    private static func failure(_ subject: Words, _ cause: Words, _ text: String) -> Foresight {
        Foresight(
            .fail, subject, cause,
            fix: Words(
                "put both target groups into the production rule, one with weight 100: aws elbv2 modify-rule --rule-arn ARN "
                    + "--actions …",
                ko: "프로덕션 규칙에 두 대상 그룹을 넣고 하나에 가중치 100을 주십시오: aws elbv2 modify-rule --rule-arn ARN "
                    + "--actions …"),
            evidence: [Evidence(source: LoadBalancerWords.rules, field: "Actions", text: text)])
    }
}
