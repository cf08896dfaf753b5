import SlipwayDomain

extension FailureMode {
    static let cfnTemplateInvalid = FailureMode(
        "cfn-template-invalid", .stack,
        title: Words("CloudFormation does not accept the template", ko: "CloudFormation이 템플릿을 받아들이지 않음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled,
        recipes: ["P-CFN-2", "P-CFN-6"],
        faults: [
            .call(
                "cloudformation:CreateChangeSet", refusedWith: "ValidationError",
                message:
                    "Template format error: Unresolved resource dependencies [TaskRole] in the Resources block of the "
                    + "template")
        ],
        explanation: Words(
            "A property is misspelt or of another type, a parameter has no value, a reference leads nowhere, or the text is "
                + "no template at all. AWS's words hold the place.",
            ko: "속성의 철자나 형식이 틀렸거나, 파라미터에 값이 없거나, 참조 대상이 없거나, 텍스트가 아예 템플릿이 아닙니다. 위치는 AWS의 메시지에 있습니다."),
        remedy: Words(
            "Correct the place that AWS names; cfn-lint finds most of these before a call does.",
            ko: "AWS가 알려 준 위치를 고치십시오. cfn-lint는 이런 오류 대부분을 호출 전에 찾아냅니다."),
        lookAlikes: [
            LookAlike(
                "cfn-circular-dependency",
                Words("no circle is spoken of", ko: "순환에 대한 언급은 없습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-template.html",
        ],
        foresee: { _, facts in
            StackWords.rows(
                facts, .changeSet,
                fine: Words("CloudFormation accepts its change set", ko: "CloudFormation이 변경 세트를 받아들입니다")
            ) { stack in stack.validationErrors.map { invalid($0, stack) } }
        },
        recognisers: [
            .text(
                [.call, .stack],
                [
                    "template format error", "template validation error", "template error",
                    "unresolved resource dependencies", "must have values", "model validation failed",
                    "properties validation failed", "unsupported property",
                ]
            ) { reason, _ in
                if let names = reason.value(after: "dependencies [", until: ["]"]) {
                    return Recognition(
                        Words(
                            "the template refers to what is not in it: \(names)", ko: "템플릿에 없는 것을 참조합니다: \(names)"),
                        fix: Words(
                            "in the template: correct the reference to \(names), or add it",
                            ko: "템플릿에서 참조를 고치거나 추가하십시오: \(names)"),
                        subject: names)
                }
                if reason.has("must have values"), let names = reason.value(after: "Parameters: [", until: ["]"]) {
                    return Recognition(
                        Words("parameters without a value: \(names)", ko: "값이 없는 파라미터: \(names)"),
                        fix: Words(
                            "add to the command: --parameters ParameterKey=\(names),ParameterValue=VALUE",
                            ko: "명령에 추가하십시오: --parameters ParameterKey=\(names),ParameterValue=VALUE"),
                        subject: names)
                }
                let place = reason.value(after: "failed (", until: [")"])
                let at = place.map { Words(" at \($0)", ko: ": \($0)") } ?? .none
                return Recognition(
                    Words("CloudFormation does not accept the template", ko: "CloudFormation이 템플릿을 받아들이지 않습니다") + at,
                    fix: lint, subject: place ?? StackWords.event(reason)?.resource ?? "")
            }
        ])

    private static let lint = Words(
        "check it: cfn-lint template.yml, or aws cloudformation validate-template --template-body file://template.yml",
        ko: "확인하십시오: cfn-lint template.yml 또는 aws cloudformation validate-template --template-body file://template.yml")

    private static func invalid(_ error: PlainVariable, _ stack: StackFact) -> Foresight {
        Foresight(
            .fail, StackWords.subject(stack.name),
            Words(
                "CloudFormation's validation refuses \(error.name): \(error.value)",
                ko: "CloudFormation 검증이 \(error.name) 리소스를 거부합니다: \(error.value)"),
            fix: lint,
            evidence: [Evidence(source: StackWords.changeSet, field: error.name, text: error.value)])
    }
}
