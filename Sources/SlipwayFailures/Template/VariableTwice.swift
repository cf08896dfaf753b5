import SlipwayDomain

extension FailureMode {
    static let variableTwice = FailureMode(
        "variable-given-twice", title: "a variable is given twice", nature: .cannotHeal,
        explanation:
            "The same name stands among the plain variables and among the secrets. ECS refuses a container that "
            + "gets a name from both.",
        withoutUs: "ECS would have refused the task definition",
        foresee: { plan, _ in
            let secrets = plan.secrets.map(\.variable)
            return plan.variables.map(\.name).filter(secrets.contains).map { name in
                Foresight(
                    .fail, "variable \(name)", "\(name) is given by variables and by secrets",
                    fix: "remove \(name) from one of the two in slipway.yml",
                    evidence: [Evidence(source: "manifest", field: "variables, secrets", text: name)])
            }
        },
        recognisers: [
            .call { reason in
                guard reason.has("secret name must be unique") else { return nil }
                return Recognition(
                    "a variable is given as a plain one and as a secret", fix: "remove one of the two in slipway.yml")
            }
        ])
}
