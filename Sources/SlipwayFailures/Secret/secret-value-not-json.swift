import SlipwayDomain

extension FailureMode {
    static let secretNotJSON = FailureMode(
        id: "secret-value-not-json", title: "the secret is not JSON", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretNotJSON,
        foresee: { facts, plan in
            plan.secrets.compactMap { binding in
                let reference = binding.reference
                guard reference.store == .secretsManager, let key = reference.key,
                    let secret = facts.secrets[reference.identifier]?.value, secret.deletedAt == nil
                else { return nil }
                switch secret.content {
                case .known(.text), .known(.binary):
                    return Foreseen(
                        .secret(reference.identifier),
                        cause: "\(binding.variable): the secret \(secret.name) is not a JSON object, so it has no key \(key)",
                        fix: "store {\"\(key)\": \"…\"} in it, or take the whole value: secret:\(secret.name)")
                case .known(.object), .missing, .denied, .unknown, .planned: return nil
                }
            }
        },
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["invalid character", "looking for beginning of value"], ["failed to parse", "json", "secret"],
                ["unmarshal", "secret"],
            ]) else { return nil }
            return Recognised(
                cause: "the secret \(found.text.secretName ?? "of the task") is not JSON, but a key of it is asked for",
                fix: "store a JSON object in it, or take the whole value (no #key)", evidence: [found],
                fingerprint: found.text.secretName ?? "")
        })
}
