import SlipwayDomain

extension FailureMode {
    static let variableMissing = FailureMode(
        "variable-missing", .template,
        title: Words("a variable that is needed is not given", ko: "필요한 변수가 지정되지 않음"), nature: .cannotHeal,
        breaker: .blind,
        givesUp: .other(
            Words(
                "every task would have ended during its start, and ECS would have started new ones for ever",
                ko: "모든 태스크가 시작 도중 종료되고 ECS는 새 태스크를 끝없이 시작했을 것입니다")),
        reproduction: .container, recipes: ["P-TD-9"], faults: [.plan(.variableMissing)],
        explanation: Words(
            "The manifest lists the variables that the application cannot do without, under `required`. One of them "
                + "is neither a plain variable nor a secret of the service. Of all reasons for going back to the old release "
                + "this is the one named most.",
            ko: "매니페스트의 `required`에 적힌 변수가 서비스의 일반 변수에도 시크릿에도 없습니다. 이전 릴리스로 되돌리는 이유 중 가장 자주 "
                + "언급되는 것입니다."),
        remedy: Words(
            "Give the variable in slipway.yml, as a value or as a secret.",
            ko: "slipway.yml에 값이나 시크릿으로 변수를 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "app-env-missing",
                Words("this is known before anything runs", ko: "실행 전에 이미 알 수 있는 문제입니다"))
        ],
        links: [TemplateWords.guide("taskdef-envfiles")],
        foresee: { plan, facts in VariableRules.required(plan, facts) })
}
