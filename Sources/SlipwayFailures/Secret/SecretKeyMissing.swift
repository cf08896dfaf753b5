import SlipwayDomain

extension FailureMode {
    static let secretKeyMissing = FailureMode(
        "secret-json-key-missing", title: "the secret has no such key", nature: .cannotHeal, fault: .secretKeyMissing,
        explanation:
            "The secret is there and is JSON, but the key that a variable names is not in it: new in the manifest "
            + "and not yet in the secret, a slip of the pen, or lost when the secret was overwritten. put-secret-value "
            + "replaces the whole value; it never merges.",
        withoutUs: SecretWords.alone,
        foresee: { plan, facts in
            SecretWords.secrets(plan, facts) { binding, fact in
                guard let key = binding.reference.key, let secret = fact.value, secret.deletedAt == nil else {
                    return nil
                }
                let subject = SecretWords.subject(binding)
                let missing = Foresight(.fail, subject, "\(secret.name) has no value")
                return secret.content.foresight(subject, missing: missing) { content in
                    guard case .object(let keys) = content else { return nil }
                    if let found = keys.first(where: { $0.name == key }) {
                        return found.isEmpty
                            ? nil : Foresight(.ok, subject, "\(secret.name) has the key", createdAt: secret.createdAt)
                    }
                    let names = keys.map(\.name).sorted()
                    let near = Nearness.nearest(to: key, among: names)
                    return Foresight(
                        .fail, subject,
                        "\(secret.name) has no key '\(key)'"
                            + (near.map { "; did you mean '\($0)'?" } ?? ""),
                        fix: near.map { "in slipway.yml: \(binding.variable): \"secret:\(secret.name)#\($0)\"" }
                            ?? "add \(key) to the secret: aws secretsmanager put-secret-value --secret-id "
                            + "\(secret.name) --secret-string file://secret.json (with all its keys)",
                        evidence: [
                            Evidence(
                                source: "secretsmanager:GetSecretValue", field: "keys",
                                text: names.joined(separator: ", "))
                        ])
                }
            }
        },
        recognisers: [
            .reason { reason, signals in
                guard let key = reason.value(after: "did not contain json key ") else { return nil }
                let holder = signals.workload.taskDefinition?.containers.flatMap(\.secrets)
                    .first { $0.value.contains(":\(key):") }
                let secret = holder.map { $0.value.split(separator: ":").prefix(7).joined(separator: ":") }
                return Recognition(
                    "\(secret ?? "the secret") has no key '\(key)'"
                        + (holder.map { ", which \($0.name) asks for" } ?? ""),
                    fix: "add \(key) to the secret: aws secretsmanager put-secret-value --secret-id "
                        + "\(secret ?? "NAME") --secret-string file://secret.json (with all its keys)", subject: key,
                    named: secret)
            }
        ])
}
