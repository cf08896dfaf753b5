import SlipwayDomain

extension FailureMode {
    static let secretAccessDenied = FailureMode(
        id: "secret-access-denied", title: "the secret may not be read", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretDenied,
        recognise: { signals in
            guard let found = signals.reason(containing: [["not authorized to perform: secretsmanager:getsecretvalue"],
                ["accessdenied", "secretsmanager"]])
            else { return nil }
            return Recognised(
                cause: "the execution role may not read the secret \(found.text.secretName ?? "of the task")",
                fix: "allow secretsmanager:GetSecretValue on it to \(signals.executionRole)", evidence: [found],
                fingerprint: found.text.secretName ?? "")
        })
}
