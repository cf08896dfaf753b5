import SlipwayDomain

extension FailureMode {
    static let secretNotFound = FailureMode(
        id: "secret-not-found", title: "no such secret", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretMissing,
        foresee: { facts, plan in
            plan.secretNames.compactMap { name in
                guard case .missing? = facts.secrets[name] else { return nil }
                let variables = plan.secrets.filter { $0.reference.identifier == name }.map(\.variable)
                return Foreseen(
                    .secret(name),
                    cause: "\(variables.joined(separator: ", ")): there is no secret \(name) in \(plan.service.region)",
                    evidence: [
                        Evidence(
                            source: "secretsmanager:DescribeSecret", field: "error", text: "ResourceNotFoundException")
                    ], fix: "aws secretsmanager create-secret --name \(name) --secret-string file://secret.json")
            }
        },
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["can't find the specified secret"], ["can’t find the specified secret"],
                ["resourcenotfoundexception", "secret"], ["can't retrieve the secret with arn"],
            ]) else { return nil }
            let name = found.text.secretName
            return Recognised(
                cause: "the secret \(name ?? "of the task") does not exist",
                fix: "aws secretsmanager create-secret --name \(name ?? "NAME") --secret-string file://secret.json",
                evidence: [found], fingerprint: name ?? "", subjectCreatedAt: signals.age(ofSecretIn: found.text))
        })
}
