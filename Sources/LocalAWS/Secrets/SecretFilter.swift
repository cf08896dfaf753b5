import AWSRuntime
import AWSServices

/// The filters of `ListSecrets`: values of one filter are alternatives, filters narrow each other, `!` negates.
struct SecretFilter {
    var key: SecretsManager.FilterNameStringType
    var values: [String]

    init(_ filter: SecretsManager.Filter) throws {
        guard let key = filter.key, let values = filter.values, !values.isEmpty else {
            throw SecretsManager.InvalidParameterException(message: "A filter needs a key and at least one value.")
        }
        switch key {
        case .name, .descriptionValue, .tagKey, .tagValue, .all: break
        case .primaryRegion, .owningService:
            throw NotImplementedHere.error(
                "LocalAWS does not implement the filter \(key) of secretsmanager:ListSecrets")
        case .unknown(let name):
            throw SecretsManager.InvalidParameterException(message: "\(name) is not a filter key.")
        }
        self.key = key
        self.values = values
    }

    func matches(_ secret: Secret) -> Bool {
        let excluded = values.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
        let wanted = values.filter { !$0.hasPrefix("!") }
        return !excluded.contains { match($0, secret) } && (wanted.isEmpty || wanted.contains { match($0, secret) })
    }

    private func match(_ value: String, _ secret: Secret) -> Bool {
        switch key {
        case .name: secret.name.hasPrefix(value)
        case .descriptionValue: (secret.description ?? "").lowercased().hasPrefix(value.lowercased())
        case .tagKey: secret.tags.keys.contains { $0.hasPrefix(value) }
        case .tagValue: secret.tags.values.contains { $0.hasPrefix(value) }
        case .all: matchesWords(value, secret)
        // Refused when the filter was made.
        case .primaryRegion, .owningService, .unknown: false
        }
    }

    /// Every word of the value begins some word of the secret's attributes, whatever the case.
    private func matchesWords(_ value: String, _ secret: Secret) -> Bool {
        let attributes = [secret.name, secret.description ?? ""] + secret.tags.flatMap { [$0.key, $0.value] }
        let words = attributes.flatMap { Self.words($0) }
        return Self.words(value).allSatisfy { wanted in words.contains { $0.hasPrefix(wanted) } }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { " /_+=.@-".contains($0) }.map(String.init)
    }
}
