import AWSRuntime
import AWSServices

/// Between the store's values and the wire's.
extension SecretsService {
    static func content(_ text: String?, _ binary: [UInt8]?) throws -> Secret.Content? {
        switch (text, binary) {
        case (let text?, nil): return .text(text)
        case (nil, let binary?): return .binary(binary)
        case (nil, nil): return nil
        case (_?, _?):
            throw SecretsManager.InvalidParameterException(
                message: "You can't specify both a binary secret value and a string secret value in the same secret.")
        }
    }

    static func tags(_ tags: [SecretsManager.Tag]?) throws -> [String: String] {
        var found: [String: String] = [:]
        for tag in tags ?? [] {
            guard let key = tag.key, !key.hasPrefix("aws:") else {
                throw SecretsManager.InvalidParameterException(
                    message: "A tag needs a key, and the key must not start with aws:.")
            }
            found[key] = tag.value ?? ""
        }
        return found
    }

    /// Nil removes at once; the default is thirty days.
    static func recoveryWindow(_ input: SecretsManager.DeleteSecretRequest) throws -> Duration? {
        if input.forceDeleteWithoutRecovery == true {
            guard input.recoveryWindowInDays == nil else {
                throw SecretsManager.InvalidParameterException(
                    message: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
            }
            return nil
        }
        let days = input.recoveryWindowInDays ?? 30
        guard (7...30).contains(days) else {
            throw SecretsManager.InvalidParameterException(
                message: "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
        }
        return .seconds(days * 86_400)
    }

    static func page<Item>(
        _ items: [Item], _ token: String?, _ limit: Int?, key: (Item) -> String
    ) throws -> (items: ArraySlice<Item>, next: String?) {
        do {
            return try Paging.page(items, after: token, limit: limit ?? 100, key: key)
        } catch {
            throw SecretsManager.InvalidNextTokenException(message: "Invalid NextToken")
        }
    }

    /// Secrets Manager tells accesses by the day.
    static func day(_ time: Timestamp) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: time.millisecondsSinceEpoch - time.millisecondsSinceEpoch % 86_400_000)
    }

    static func describe(_ secret: Secret) -> SecretsManager.DescribeSecretResponse {
        SecretsManager.DescribeSecretResponse(
            arn: secret.arn, name: secret.name, description: secret.description, kmsKeyId: secret.kmsKeyID,
            lastChangedDate: secret.lastChanged, lastAccessedDate: secret.lastAccessed.map(day),
            deletedDate: secret.deleted, tags: wireTags(secret), versionIdsToStages: stages(secret),
            createdDate: secret.created)
    }

    static func entry(_ secret: Secret) -> SecretsManager.SecretListEntry {
        SecretsManager.SecretListEntry(
            arn: secret.arn, name: secret.name, description: secret.description, kmsKeyId: secret.kmsKeyID,
            lastChangedDate: secret.lastChanged, lastAccessedDate: secret.lastAccessed.map(day),
            deletedDate: secret.deleted, tags: wireTags(secret), secretVersionsToStages: stages(secret),
            createdDate: secret.created)
    }

    private static func wireTags(_ secret: Secret) -> [SecretsManager.Tag]? {
        let tags = secret.tags.sorted { $0.key < $1.key }.map { SecretsManager.Tag(key: $0.key, value: $0.value) }
        return tags.isEmpty ? nil : tags
    }

    private static func stages(_ secret: Secret) -> [String: [String]]? {
        let labelled = secret.versions.filter { !$0.stages.isEmpty }.map { ($0.id, $0.stages) }
        return labelled.isEmpty ? nil : Dictionary(uniqueKeysWithValues: labelled)
    }
}
