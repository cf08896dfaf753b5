import SlipwayDomain

extension FailureMode {
    static let cfnNamedReplacement = FailureMode(
        "cfn-named-replacement", .stack,
        title: Words("a resource with a fixed name must be replaced", ko: "이름이 고정된 리소스를 교체해야 함"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled,
        recipes: ["P-CFN-2", "P-CFN-3"],
        faults: [
            .stackFails(
                status: "UPDATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup",
                reason:
                    "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename web and "
                    + "update the stack again.")
        ],
        explanation: Words(
            "A property that cannot be changed in place changed, so CloudFormation would make a new resource before it "
                + "deletes the old one. The fixed name in the template cannot belong to both.",
            ko: "제자리에서 바꿀 수 없는 속성이 바뀌어서, CloudFormation은 이전 리소스를 지우기 전에 새 리소스를 만들어야 합니다. 템플릿에 고정된 이름을 둘이 "
                + "함께 가질 수는 없습니다."),
        remedy: Words(
            "Leave the name out of the template, or change it in the same update.",
            ko: "템플릿에서 이름을 빼거나, 같은 업데이트에서 이름도 바꾸십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-resource-already-exists",
                Words("the stack's own old resource has the name", ko: "이름을 가진 것은 스택 자신의 이전 리소스입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html"
        ],
        foresee: { _, facts in
            StackWords.known(facts).flatMap { stack in named(stack) + replaced(stack) }
        },
        recognisers: [
            .text([.stack, .call], ["custom-named resource requires replacing"]) { reason, _ in
                let name = reason.value(after: "Rename ")
                return Recognition(
                    Words(
                        "\(name ?? "a resource") has a fixed name and must be replaced",
                        ko: "이름이 고정된 리소스를 교체해야 합니다: \(name ?? "리소스")"),
                    fix: rename(name ?? "NAME"), confidence: .likely, subject: name ?? "", named: name)
            }
        ])

    private static func rename(_ name: String) -> Words {
        Words(
            "in the template: take out the name '\(name)', or change it to '\(name)-2'",
            ko: "템플릿에서: '\(name)' 이름을 빼거나 '\(name)-2' 등으로 바꾸십시오")
    }

    private static func named(_ stack: StackFact) -> [Foresight] {
        stack.namedReplacements.map { item in
            Foresight(
                .fail, StackWords.subject(stack.name),
                Words(
                    "\(item.name) would be replaced, and its name '\(item.value)' is fixed",
                    ko: "\(item.name) 리소스가 교체되는데 '\(item.value)' 이름이 고정되어 있습니다"),
                fix: rename(item.value),
                evidence: [
                    Evidence(source: "cloudformation:DescribeChangeSet", field: "Replacement", text: item.name)
                ])
        }
    }

    /// Types whose replacement hurts even where it works.
    private static let precious = [
        "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster",
    ]

    private static func replaced(_ stack: StackFact) -> [Foresight] {
        let fixed = Set(stack.namedReplacements.map(\.name))
        return stack.replacements.filter { precious.contains($0.value) && !fixed.contains($0.name) }.map { item in
            Foresight(
                .warn, StackWords.subject(stack.name),
                Words(
                    "\(item.name) (\(item.value)) would be replaced: a new one is made, the old one deleted",
                    ko: "\(item.name) (\(item.value)) 리소스가 교체됩니다. 새로 만든 뒤 이전 것을 삭제합니다"),
                fix: Words(
                    "see which property does it: aws cloudformation describe-change-set --stack-name \(stack.name) "
                        + "--change-set-name NAME",
                    ko: "어떤 속성 때문인지 확인하십시오: aws cloudformation describe-change-set --stack-name \(stack.name) "
                        + "--change-set-name NAME"),
                evidence: [
                    Evidence(source: "cloudformation:DescribeChangeSet", field: "Replacement", text: item.name)
                ])
        }
    }
}
