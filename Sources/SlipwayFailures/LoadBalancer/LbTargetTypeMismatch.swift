import SlipwayDomain

extension FailureMode {
    static let lbTargetTypeMismatch = FailureMode(
        "lb-target-type-mismatch", .loadBalancer,
        title: Words("the target group is of another type", ko: "대상 그룹의 유형이 맞지 않음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-LB-1"],
        faults: [.targetGroup(.otherType)],
        explanation: Words(
            "A task with its own network interface (awsvpc, so every Fargate task) registers by address and needs a "
                + "target group of type ip. Groups are of type instance unless told otherwise, and the type of one cannot "
                + "be changed later.",
            ko: "자체 네트워크 인터페이스를 가지는 태스크(awsvpc, 즉 모든 Fargate 태스크)는 주소로 등록되므로 ip 유형의 대상 그룹이 "
                + "필요합니다. 대상 그룹은 따로 지정하지 않으면 instance 유형이며, 만든 뒤에는 유형을 바꿀 수 없습니다."),
        remedy: Words(
            "Make a new target group of the right type, let a listener forward to it, and name it in the manifest.",
            ko: "올바른 유형의 대상 그룹을 새로 만들고, 리스너가 그쪽으로 전달하게 한 뒤 매니페스트에 그 이름을 적으십시오."),
        lookAlikes: [
            LookAlike(
                "lb-target-group-unattached",
                Words(
                    "AWS complains of the group's type, not of a missing listener", ko: "AWS가 문제 삼은 것은 리스너가 아니라 유형입니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"],
        foresee: { plan, facts in
            guard case .otherType(let type, let needed)? = TargetGroupCheck.verdict(plan, facts),
                let group = LoadBalancerWords.group(plan, facts)
            else { return [] }
            return [
                Foresight(
                    .fail, LoadBalancerWords.subject(plan),
                    Words(
                        "\(group.name) is of type \(type), and these tasks need type \(needed)",
                        ko: "\(group.name) 대상 그룹은 \(type) 유형인데, 이 태스크에는 \(needed) 유형이 필요합니다"),
                    fix: makeAnother(group.name, type: needed),
                    evidence: [Evidence(source: LoadBalancerWords.groups, field: "TargetType", text: type)])
            ]
        },
        recognisers: [
            .text([.call, .stack, .event], ["has target type"]) { reason, _ in
                guard reason.has("has target type", "incompatible with") else { return nil }
                let type = reason.value(after: "has target type ") ?? "another"
                let mode = reason.value(after: "incompatible with the ") ?? "awsvpc"
                let needed = mode == "awsvpc" ? "ip" : "instance"
                let arn = reason.arn(of: "elasticloadbalancing")
                return Recognition(
                    LoadBalancerWords.group(in: reason)
                        + Words(
                            " is of type \(type); tasks in network mode \(mode) need type \(needed)",
                            ko: "의 유형이 \(type)입니다. 네트워크 모드가 \(mode)인 태스크에는 \(needed) 유형이 필요합니다"),
                    fix: makeAnother(arn.map(LoadBalancerWords.name(ofARN:)) ?? "NAME", type: needed),
                    subject: arn ?? type, named: arn)
            }
        ])

    private static func makeAnother(_ name: String, type: String) -> Words {
        let command =
            "aws elbv2 create-target-group --name \(name)-\(type) --target-type \(type) --protocol HTTP --port 80 "
            + "--vpc-id VPC"
        return Words(
            "make a new one and name it in slipway.yml: \(command)", ko: "새로 만들어 slipway.yml에 적으십시오: \(command)")
    }
}
