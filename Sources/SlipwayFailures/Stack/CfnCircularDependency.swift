import SlipwayDomain

extension FailureMode {
    static let cfnCircularDependency = FailureMode(
        "cfn-circular-dependency", .stack,
        title: Words("resources depend on each other in a circle", ko: "리소스가 서로 순환 의존함"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-6"],
        faults: [
            .call(
                "cloudformation:CreateChangeSet", refusedWith: "ValidationError",
                message: "Circular dependency between resources: [ServiceSecurityGroup, LoadBalancerSecurityGroup]")
        ],
        explanation: Words(
            "Each of these can only be made after another of them. Mostly two security groups name each other inside their "
                + "own rules, or stacks use resources of each other in both directions.",
            ko: "서로가 서로보다 먼저 만들어져야 하는 리소스들입니다. 대개 두 보안 그룹이 각자의 규칙 안에서 서로를 가리키거나, 스택들이 양방향으로 서로의 "
                + "리소스를 쓰는 경우입니다."),
        remedy: Words(
            "Take the rule out of the group into a SecurityGroupIngress or -Egress of its own, or put both ends into one stack.",
            ko: "규칙을 그룹에서 빼서 별도의 SecurityGroupIngress나 SecurityGroupEgress로 만들거나, 양쪽을 한 스택에 두십시오."),
        links: StackWords.links,
        foresee: { _, facts in
            StackWords.rows(
                facts, .graph, fine: Words("nothing in it depends in a circle", ko: "순환 의존이 없습니다")
            ) { stack in
                guard !stack.circle.isEmpty else { return [] }
                let circle = (stack.circle + stack.circle.prefix(1)).joined(separator: " → ")
                return [
                    Foresight(
                        .fail, StackWords.subject(stack.name),
                        Words("its resources depend in a circle: \(circle)", ko: "리소스가 순환 의존합니다: \(circle)"),
                        fix: cut(stack.circle.first ?? ""),
                        evidence: [Evidence(source: "template", field: "Ref, GetAtt, DependsOn", text: circle)])
                ]
            }
        },
        recognisers: [
            .text([.call, .stack], ["circular dependency between resources", "cyclic reference"]) { reason, _ in
                let names = reason.value(after: "between resources: [", until: ["]"])
                return Recognition(
                    names.map { Words("these depend on each other: \($0)", ko: "서로 의존하는 리소스: \($0)") }
                        ?? Words("two stacks depend on each other", ko: "두 스택이 서로 의존합니다"),
                    fix: cut(names?.split(separator: ",").first.map(String.init) ?? ""), subject: names ?? "")
            }
        ])

    private static func cut(_ name: String) -> Words {
        let at = name.isEmpty ? "" : " (\(name))"
        return Words(
            "take one rule out of its security group\(at) into an AWS::EC2::SecurityGroupIngress of its own",
            ko: "규칙 하나를 보안 그룹\(at)에서 빼서 별도의 AWS::EC2::SecurityGroupIngress 리소스로 만드십시오")
    }
}
