import SlipwayDomain

extension FailureMode {
    static let parameterMissing = FailureMode(
        "ssm-parameter-missing", title: "the parameter does not exist", nature: .cannotHeal, fault: .parameterMissing,
        explanation:
            "Parameter Store has no parameter of that name here. Typical: another region or path, a missing slash "
            + "in front, or a bare secret name, which ECS takes for a parameter's.",
        withoutUs: SecretWords.alone,
        foresee: { plan, facts in
            plan.secrets.filter { $0.reference.store == .parameterStore }.compactMap { binding in
                let name = binding.reference.identifier
                let subject = SecretWords.subject(binding)
                let missing = Foresight(
                    .fail, subject, "there is no parameter '\(name)' in \(plan.service.region)",
                    fix: "make it: aws ssm put-parameter --type SecureString --name \(name) --value file://value.txt",
                    evidence: [Evidence(source: "ssm:GetParameters", field: "InvalidParameters", text: name)])
                return facts.parameters[name]?.foresight(subject, missing: missing) { parameter in
                    parameter.isEmpty == true
                        ? Foresight(
                            .fail, subject, "the parameter '\(name)' is empty",
                            fix: "aws ssm put-parameter --overwrite --name \(name) --value file://value.txt")
                        : Foresight(.ok, subject, "\(name) is there", createdAt: parameter.lastModifiedAt)
                }
            }
        },
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("invalid parameters: ", "invalid ssm parameters: ") else { return nil }
                let names =
                    reason.value(after: "arameters: ", until: ["\n"])
                    ?? "a parameter"
                return Recognition(
                    "Parameter Store does not have \(names)",
                    fix:
                        "aws ssm put-parameter --type SecureString --name NAME --value file://value.txt, or correct the "
                        + "reference in slipway.yml", subject: names, named: names)
            }
        ])

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

    static let parameterNetworkTimeout = FailureMode(
        "ssm-network-timeout", title: "the task cannot reach Parameter Store", nature: .mayPass, fault: .secretTimeout,
        explanation: "No answer came from Systems Manager: the subnet has no way out, or the ssm endpoint is missing.",
        withoutUs: "each attempt would have taken minutes, and ECS would never have given up",
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("from ssm", "parameter store", "from aws systems manager"),
                    reason.hasAny("deadline exceeded", "i/o timeout", "connection issue", "no such host")
                else { return nil }
                return Recognition(
                    "the task cannot reach Parameter Store",
                    fix: "add the endpoint ssm (its security group must let 443 in) or a NAT route")
            }
        ])
}
