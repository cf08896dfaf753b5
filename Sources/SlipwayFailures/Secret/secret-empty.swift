import SlipwayDomain

extension FailureMode {
    static let secretEmpty = FailureMode(
        id: "secret-empty", title: "the secret is empty", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .secretEmpty,
        foresee: { facts, plan in
            plan.secrets.compactMap { binding in
                let reference = binding.reference
                guard reference.store == .secretsManager,
                    let secret = facts.secrets[reference.identifier]?.value, secret.deletedAt == nil,
                    case .known(let content) = secret.content
                else { return nil }
                let isEmpty: Bool =
                    switch (content, reference.key) {
                    case (.object(let keys), let key?): keys.first { $0.name == key }?.isEmpty ?? false
                    case (.text(let empty), nil): empty
                    case (.object, nil), (.text, .some), (.binary, _): false
                    }
                guard isEmpty else { return nil }
                return Foreseen(
                    .secret(reference.identifier),
                    cause: "\(binding.variable): \(reference.key.map { "the key \($0) of " } ?? "")\(secret.name) is empty",
                    fix: "aws secretsmanager put-secret-value --secret-id \(secret.name) --secret-string file://secret.json")
            }
        })
}
