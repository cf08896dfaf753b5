import SlipwayDomain

extension FailureMode {
    static let secretKeyMissing = FailureMode(
        id: "secret-json-key-missing", title: "the secret lacks a key", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretKeyMissing,
        foresee: { facts, plan in
            plan.secrets.compactMap { binding in
                let reference = binding.reference
                guard reference.store == .secretsManager, let key = reference.key,
                    let secret = facts.secrets[reference.identifier]?.value, secret.deletedAt == nil,
                    case .known(.object(let keys)) = secret.content, !keys.contains(where: { $0.name == key })
                else { return nil }
                let there = keys.map(\.name).joined(separator: ", ")
                return Foreseen(
                    .secret(reference.identifier),
                    cause: "\(binding.variable): the secret \(secret.name) has no key \(key)"
                        + (there.isEmpty ? "; it is empty" : "; it has \(there)"),
                    evidence: [
                        Evidence(source: "secretsmanager:GetSecretValue", field: "SecretString keys", text: there)
                    ], fix: "aws secretsmanager put-secret-value --secret-id \(secret.name) --secret-string file://secret.json"
                        + ", where secret.json has the key \(key)")
            }
        },
        recognise: { signals in
            guard let found = signals.reason("did not contain json key") else { return nil }
            let key = found.text.word(after: "json key ") ?? "that it names"
            let secret = found.text.secretName
            return Recognised(
                cause: "the secret \(secret ?? "of the task") has no key \(key)",
                fix: "put \(key) into it (aws secretsmanager put-secret-value --secret-id \(secret ?? "NAME") "
                    + "--secret-string file://secret.json), then deploy again",
                evidence: [found], fingerprint: "\(secret ?? ""):\(key)",
                subjectCreatedAt: signals.age(ofSecretIn: found.text))
        })
}

extension String {
    /// The name inside the first secret ARN of a text, without the six characters that Secrets Manager adds.
    var secretName: String? {
        guard let rest = word(after: ":secret:", stops: "'\",;:") else { return nil }
        guard let dash = rest.lastIndex(of: "-"), rest.distance(from: dash, to: rest.endIndex) == 7 else { return rest }
        return String(rest[..<dash])
    }
}

extension TaskSignals {
    /// When the secret that a text names was made.
    func age(ofSecretIn text: String) -> Moment? {
        workload.createdAt.keys.sorted().first { text.contains($0) }.flatMap { workload.createdAt[$0] }
    }
}
