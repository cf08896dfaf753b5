import SlipwayDomain

extension FailureMode {
    static let lbTargetGroupMissing = FailureMode(
        "lb-target-group-missing", .loadBalancer,
        title: Words("the target group does not exist", ko: "대상 그룹이 존재하지 않음"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words(
                "AWS would have refused a new service at once; one that runs already would have tried for ever",
                ko: "새 서비스라면 AWS가 즉시 거부했을 것이고, 이미 실행 중인 서비스라면 끝없이 재시도했을 것입니다")),
        reproduction: .modelled, recipes: ["P-LB-1"], faults: [.targetGroup(.removed)],
        explanation: Words(
            "The service is to register its tasks with a target group that is not there: somebody deleted or replaced it, "
                + "or its ARN belongs to another environment, account or region.",
            ko: "서비스가 태스크를 등록할 대상 그룹이 없습니다. 누군가 삭제했거나 교체했거나, ARN이 다른 환경이나 계정, 리전의 것입니다."),
        remedy: Words(
            "Name the right target group in the manifest, or make it again and update the service with it.",
            ko: "매니페스트에 올바른 대상 그룹을 적거나, 다시 만든 뒤 서비스를 업데이트하십시오."),
        lookAlikes: [
            LookAlike(
                "lb-target-group-unattached",
                Words("AWS did not find the group at all", ko: "AWS가 대상 그룹 자체를 찾지 못했습니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"],
        foresee: { plan, facts in missingGroup(plan, facts) },
        recognisers: [
            .text(
                [.call, .stack, .event],
                [
                    "targetgroupnotfound", "target group is not found", "target is not found",
                    "unable to describe target group", "one or more target groups not found",
                ]
            ) { reason, _ in
                let arn = reason.arn(of: "elasticloadbalancing")
                let group = LoadBalancerWords.group(in: reason)
                // The group may be there, and only the task's target gone from it.
                let isTarget = reason.has("target is not found") && !reason.has("target group is not found")
                return Recognition(
                    isTarget
                        ? Words("ECS does not find the task's target in ", ko: "") + group
                            + Words("", ko: "에서 ECS가 태스크의 대상을 찾지 못합니다")
                        : group + Words(" does not exist", ko: "이 존재하지 않습니다"),
                    fix: Words(
                        "correct `targetGroup:` in slipway.yml, or make the target group again; see what is there: "
                            + "aws elbv2 describe-target-groups",
                        ko: "slipway.yml의 `targetGroup:` 항목을 고치거나 대상 그룹을 다시 만드십시오. 목록 확인: "
                            + "aws elbv2 describe-target-groups"),
                    confidence: isTarget ? .likely : .certain, subject: arn ?? "", named: arn)
            }
        ])

    private static func missingGroup(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let name = plan.targetGroup else { return [] }
        let subject = LoadBalancerWords.subject(plan)
        if case .otherRegion(let region)? = TargetGroupCheck.verdict(plan, facts) {
            return [
                Foresight(
                    .fail, subject,
                    Words(
                        "the target group's ARN is of \(region), the service is in \(plan.service.region)",
                        ko: "대상 그룹의 ARN은 \(region) 리전의 것인데, 서비스는 \(plan.service.region) 리전에 있습니다"),
                    fix: Words(
                        "in slipway.yml: targetGroup: the name of one in \(plan.service.region)",
                        ko: "slipway.yml에서: targetGroup: \(plan.service.region) 리전에 있는 대상 그룹의 이름"),
                    evidence: [Evidence(source: "manifest", field: "targetGroup", text: name)])
            ]
        }
        let command =
            "aws elbv2 create-target-group --name \(name) --target-type ip --protocol HTTP --port \(plan.port ?? 80) "
            + "--vpc-id VPC"
        let missing = Foresight(
            .fail, subject,
            Words(
                "there is no target group '\(name)' in \(plan.service.region)",
                ko: "\(plan.service.region) 리전에 '\(name)' 대상 그룹이 없습니다"),
            fix: Words("make it: \(command)", ko: "만드십시오: \(command)"),
            evidence: [Evidence(source: LoadBalancerWords.groups, field: "Names", text: name)])
        return [facts.targetGroup?.foresight(subject, missing: missing) { _ in nil }].compactMap(\.self)
    }
}
