import SlipwayDomain

extension FailureMode {
    static let secretValueEmpty = FailureMode(
        "secret-value-empty", title: "the secret's value is empty", nature: .cannotHeal, fault: .secretEmpty,
        explanation:
            "The secret or the key is there, with nothing in it. ECS hands the empty text to the application, which "
            + "then mostly ends during its start.",
        withoutUs: "ECS would have started tasks with an empty value",
        foresee: { plan, facts in
            SecretWords.secrets(plan, facts) { binding, fact in
                guard let secret = fact.value, secret.deletedAt == nil, let content = secret.content.value else {
                    return nil
                }
                let isEmpty =
                    switch content {
                    case .object(let keys): keys.first { $0.name == binding.reference.key }?.isEmpty ?? false
                    case .text(let isEmpty): isEmpty && binding.reference.key == nil
                    case .binary: false
                    }
                guard isEmpty else { return nil }
                let what = binding.reference.key.map { "the key '\($0)' of \(secret.name)" } ?? secret.name
                return Foresight(
                    .fail, SecretWords.subject(binding), "\(what) is empty",
                    fix:
                        "aws secretsmanager put-secret-value --secret-id \(secret.name) --secret-string file://secret.json"
                )
            }
        })
}
