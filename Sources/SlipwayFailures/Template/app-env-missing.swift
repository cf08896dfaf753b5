import SlipwayDomain

extension FailureMode {
    /// Foreseen from the manifest's `required`; at run time it looks like any other exit of the application.
    static let requiredVariables = FailureMode(
        id: "app-env-missing", title: "a required variable is missing", nature: .cannotHeal,
        withoutUs: "the application would end at boot, and ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h", fault: .variableMissing,
        foresee: { _, plan in
            let given = plan.variables.map(\.name) + plan.secrets.map(\.variable)
            return plan.required.sorted().compactMap { name in
                let times = given.filter { $0 == name }.count
                guard times != 1 else { return nil }
                return Foreseen(
                    .variables,
                    cause: times == 0
                        ? "\(name) is required, but neither variables nor secrets give it"
                        : "\(name) is given \(times) times; ECS refuses a name that is both variable and secret",
                    evidence: [Evidence(source: "manifest", field: "required", text: name)],
                    fix: times == 0 ? "add \(name) under variables: or secrets: in slipway.yml" : "keep one of them")
            }
        })
}
