import SlipwayDomain

extension FailureMode {
    static let variableMissing = FailureMode(
        "variable-missing", title: "a required variable is not given", nature: .cannotHeal, fault: .variableMissing,
        explanation:
            "The manifest lists the variables that the application cannot do without. One of them is neither a "
            + "plain variable nor a secret of the service, so every task would end during its start.",
        withoutUs: "every task would have ended during its start, and ECS would have started new ones for ever",
        foresee: { plan, _ in
            let given = plan.variables.map(\.name) + plan.secrets.map(\.variable)
            let missing = plan.required.filter { !given.contains($0) }
            if missing.isEmpty {
                return plan.required.isEmpty
                    ? [] : [Foresight(.ok, "required variables", "all \(plan.required.count) are given")]
            }
            return missing.map { name in
                Foresight(
                    .fail, "variable \(name)", "\(name) is required, and neither variables nor secrets give it",
                    fix: "in slipway.yml: variables: { \(name): … } or secrets: { \(name): \"secret:NAME#key\" }",
                    evidence: [Evidence(source: "manifest", field: "required", text: name)])
            }
        })
}
