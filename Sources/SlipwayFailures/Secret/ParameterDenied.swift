import SlipwayDomain

extension FailureMode {
    static let parameterDenied = FailureMode(
        "ssm-access-denied", title: "the execution role may not read the parameter", nature: .cannotHeal,
        fault: .parameterDenied,
        explanation: "Parameters are read by the execution role with ssm:GetParameters, the plural. A policy with the "
            + "singular alone is not enough.",
        withoutUs: SecretWords.alone,
        recognisers: [
            .reason { reason, signals in
                guard reason.has("not authorized to perform: ssm:getparameters") else { return nil }
                let role = reason.role ?? signals.workload.taskDefinition?.executionRole ?? "the execution role"
                let name = reason.arn(of: "ssm") ?? "the parameter"
                return Recognition(
                    "\(role) may not read \(name)", fix: "allow ssm:GetParameters on \(name) in the policy of \(role)",
                    subject: name)
            }
        ])
}
