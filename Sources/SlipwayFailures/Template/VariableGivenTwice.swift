import SlipwayDomain

extension FailureMode {
    static let variableGivenTwice = FailureMode(
        "variable-given-twice", .template,
        title: Words("a variable is given twice", ko: "변수가 두 번 지정됨"), nature: .cannotHeal, breaker: .refused,
        givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-9"],
        faults: [.plan(.variableTwice)],
        explanation: Words(
            "The same name stands among the plain variables and among the secrets. ECS refuses a container that gets a name "
                + "from both.",
            ko: "같은 이름이 일반 변수와 시크릿에 모두 있습니다. ECS는 한 이름을 양쪽에서 받는 컨테이너를 거부합니다."),
        remedy: Words("Remove the name from one of the two.", ko: "둘 중 한쪽에서 그 이름을 제거하십시오."),
        lookAlikes: [
            LookAlike("variable-missing", Words("it is given, and more than once", ko: "지정되어 있으며, 그것도 두 번입니다"))
        ],
        links: [TemplateWords.guide("secrets-envvar-secrets-manager")],
        foresee: { plan, _ in
            let secrets = plan.secrets.map(\.variable)
            return plan.variables.map(\.name).filter(secrets.contains).map { name in
                Foresight(
                    .fail, Words("variable \(name)", ko: "변수 \(name)"),
                    Words(
                        "\(name) is given by variables and by secrets", ko: "\(name) 변수가 variables와 secrets 양쪽에 있습니다"),
                    fix: remove(name),
                    evidence: [Evidence(source: "manifest", field: "variables, secrets", text: name)])
            }
        },
        recognisers: [
            .text(TemplateWords.refusals, ["secret name must be unique"]) { reason, _ in
                let name = reason.value(after: "such as ")
                return Recognition(
                    Words(
                        "\(name ?? "a variable") is given as a plain variable and as a secret",
                        ko: "일반 변수와 시크릿으로 동시에 지정된 변수가 있습니다: \(name ?? "이름 불명")"),
                    fix: remove(name ?? "it"), subject: name ?? "")
            }
        ])

    private static func remove(_ name: String) -> Words {
        Words(
            "remove \(name) from `variables` or from `secrets` in slipway.yml",
            ko: "slipway.yml의 `variables`나 `secrets` 중 한쪽에서 제거하십시오: \(name)")
    }
}
