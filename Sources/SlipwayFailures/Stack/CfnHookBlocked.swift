import SlipwayDomain

extension FailureMode {
    static let cfnHookBlocked = FailureMode(
        "cfn-hook-blocked", .stack,
        title: Words("a hook of the organisation said no", ko: "조직의 훅이 거부함"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-2"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ECS::Service",
                reason: "The following hook(s) failed: [Shop::Guard::Encryption]")
        ],
        explanation: Words(
            "The organisation checks resources before CloudFormation makes them, and one of them breaks a rule. The hook's "
                + "own reason tells which.",
            ko: "조직이 CloudFormation의 리소스 생성 전에 검사를 하는데, 그중 하나가 규칙에 어긋납니다. 어떤 규칙인지는 훅의 이유에 있습니다."),
        remedy: Words(
            "Do as the rule says, or ask those who wrote it.", ko: "규칙에 맞추거나 규칙을 만든 담당자에게 문의하십시오."),
        lookAlikes: [
            LookAlike(
                "dep-lifecycle-hook-failed",
                Words(
                    "it is a hook of CloudFormation, not of an ECS deployment",
                    ko: "ECS 배포의 훅이 아니라 CloudFormation의 훅입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/what-is-cloudformation-hooks.html"
        ],
        foresee: { _, facts in
            StackWords.known(facts).flatMap { stack in
                stack.hookFailures.map { hook in
                    Foresight(
                        .fail, StackWords.subject(stack.name),
                        Words(
                            "the hook \(hook.name) says no: \(hook.value)", ko: "\(hook.name) 훅이 거부합니다: \(hook.value)"),
                        fix: comply(hook.name),
                        evidence: [Evidence(source: StackWords.changeSet, field: hook.name, text: hook.value)])
                }
            }
        },
        recognisers: [
            .text([.stack, .call], ["hook(s) failed", "hook_invocation_error"]) { reason, _ in
                if reason.has("lifecycle hook") { return nil }
                let hook =
                    reason.value(after: "failed: [", until: ["]"]) ?? reason.value(after: "HOOK_INVOCATION_ERROR: ")
                return Recognition(
                    Words(
                        "the hook \(hook ?? "of the organisation") said no to ",
                        ko: "\(hook ?? "조직의") 훅이 거부한 리소스: ") + StackWords.resource(reason),
                    fix: comply(hook ?? "NAME"), confidence: .likely, subject: hook ?? "")
            }
        ])

    private static func comply(_ hook: String) -> Words {
        let command =
            "aws cloudformation describe-stack-events --stack-name NAME --query 'StackEvents[].HookStatusReason'"
        return Words(
            "read what \(hook) wants, and change the template: \(command)",
            ko: "\(hook) 훅의 요구를 읽고 템플릿을 고치십시오: \(command)")
    }
}
