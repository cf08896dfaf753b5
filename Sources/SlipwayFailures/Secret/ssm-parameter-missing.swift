import SlipwayDomain

extension FailureMode {
    static let parameterMissing = FailureMode(
        id: "ssm-parameter-missing", title: "no such parameter", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .parameterMissing,
        foresee: { facts, plan in
            plan.parameterNames.compactMap { name in
                let variables = plan.secrets.filter { $0.reference.identifier == name }.map(\.variable)
                let who = variables.joined(separator: ", ")
                switch facts.parameters[name] {
                case .missing?:
                    return Foreseen(
                        .parameter(name), cause: "\(who): there is no parameter \(name) in \(plan.service.region)",
                        evidence: [Evidence(source: "ssm:GetParameters", field: "InvalidParameters", text: name)],
                        fix: "aws ssm put-parameter --name \(name) --type SecureString --value file://value.txt")
                case .known(let parameter)? where parameter.isEmpty == true:
                    return Foreseen(
                        .parameter(name), cause: "\(who): the parameter \(name) is empty",
                        fix: "aws ssm put-parameter --overwrite --name \(name) --value file://value.txt")
                case .known?, .denied?, .unknown?, .planned?, nil: return nil
                }
            }
        },
        recognise: { signals in
            guard let found = signals.reason(containing: [["invalid parameters:"], ["parameternotfound"]]) else {
                return nil
            }
            let name = found.text.word(after: "invalid parameters: ") ?? "of the task"
            return Recognised(
                cause: "the parameter \(name) does not exist; ECS takes a bare name for a parameter, even a secret's",
                fix: "aws ssm put-parameter --name \(name) --type SecureString --value file://value.txt",
                evidence: [found], fingerprint: name)
        })
}
