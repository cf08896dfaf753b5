import SlipwayDomain

extension FailureMode {
    static let secretValueNotJSON = FailureMode(
        "secret-value-not-json", title: "the secret is not JSON", nature: .cannotHeal, fault: .secretNotJSON,
        explanation:
            "A key of the secret is asked for, but its value is not a JSON object: a plain text, single quotes, a "
            + "comma too many, or quotes that a shell ate.",
        withoutUs: SecretWords.alone,
        foresee: { plan, facts in
            SecretWords.secrets(plan, facts) { binding, fact in
                guard let key = binding.reference.key, let secret = fact.value, secret.deletedAt == nil else {
                    return nil
                }
                switch secret.content {
                case .known(.text), .known(.binary): break
                default: return nil
                }
                return Foresight(
                    .fail, SecretWords.subject(binding),
                    "the value of \(secret.name) is not a JSON object, so it has no key '\(key)'",
                    fix: "store JSON: aws secretsmanager put-secret-value --secret-id \(secret.name) --secret-string "
                        + "file://secret.json, or drop #\(key) in slipway.yml to take the whole value")
            }
        },
        recognisers: [
            .reason { reason, _ in
                let json = reason.hasAny(
                    "invalid character", "unexpected end of json", "cannot unmarshal",
                    "value associated with jsonkey")
                guard SecretWords.isSecret(reason) || reason.has("value associated with jsonkey"), json else {
                    return nil
                }
                let name = SecretWords.name(reason)
                return Recognition(
                    "the value of \(name) is not a JSON object, but one of its keys is asked for",
                    fix: "store JSON with put-secret-value --secret-string file://secret.json, or drop the #key in "
                        + "slipway.yml", subject: name, named: name)
            }
        ])
}
