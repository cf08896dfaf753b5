package import AWSRuntime
import AWSServices

/// The secrets of one account in one region. Pure: time, version ids and suffixes come from outside.
///
/// Refusals carry Secrets Manager's own codes and texts.
package struct SecretStore: Sendable {
    package let scope: CloudScope
    private var secrets: [String: Secret] = [:]

    package init(scope: CloudScope) {
        self.scope = scope
    }

    /// By name.
    package func all(at now: Timestamp) -> [Secret] {
        secrets.values.filter { !isGone($0, at: now) }.sorted { $0.name < $1.name }
    }

    // MARK: Finding

    /// Finds by name, full ARN, or ARN without its suffix.
    ///
    /// An ARN that ends in a hyphen and six letters or digits is always read as a full one, which is AWS's trap for
    /// secrets with such names.
    package func find(_ id: String, at now: Timestamp) throws -> Secret {
        if let secret = lookUp(id), !isGone(secret, at: now) { return secret }
        throw SecretsManager.ResourceNotFoundException(message: "Secrets Manager can't find the specified secret.")
    }

    /// Finds one that is not marked for deletion.
    package func findUsable(_ id: String, at now: Timestamp) throws -> Secret {
        let secret = try find(id, at: now)
        guard secret.deleted == nil else {
            throw SecretsManager.InvalidRequestException(
                message: "You can't perform this operation on the secret because it was marked for deletion.")
        }
        return secret
    }

    private func lookUp(_ id: String) -> Secret? {
        guard id.hasPrefix("arn:") else { return secrets[id] }
        if let exact = secrets.values.first(where: { $0.arn == id }) { return exact }
        guard id.hasPrefix(arnPrefix) else { return nil }
        let tail = id.dropFirst(arnPrefix.count)
        return Self.looksComplete(tail) ? nil : secrets[String(tail)]
    }

    private static func looksComplete(_ tail: Substring) -> Bool {
        let suffix = tail.suffix(7)
        return suffix.count == 7 && suffix.first == "-"
            && suffix.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private var arnPrefix: String { "arn:aws:secretsmanager:\(scope.region):\(scope.account):secret:" }

    private func isGone(_ secret: Secret, at now: Timestamp) -> Bool {
        secret.purge.map { $0 <= now } ?? false
    }

    // MARK: Creating and deleting

    /// What a new secret is made of.
    package struct Draft: Sendable {
        package var name: String
        package var description: String?
        package var kmsKeyID: String?
        package var tags: [String: String]
        package var content: Secret.Content?
        package var versionID: String
        /// Six random letters and digits.
        package var suffix: String
    }

    package mutating func create(_ draft: Draft, at now: Timestamp) throws -> Secret {
        try Self.checkName(draft.name)
        if let existing = secrets[draft.name], !isGone(existing, at: now) {
            return try repeatCreation(draft, existing)
        }
        var secret = Secret(
            arn: "\(arnPrefix)\(draft.name)-\(draft.suffix)", name: draft.name, description: draft.description,
            kmsKeyID: draft.kmsKeyID, tags: draft.tags, created: now, lastChanged: now, versions: [])
        if let content = draft.content {
            secret.versions = [.init(id: draft.versionID, content: content, created: now, stages: [Secret.current])]
        }
        secrets[draft.name] = secret
        return secret
    }

    /// The same token with the same value answers the same secret; anything else is in the way.
    private func repeatCreation(_ draft: Draft, _ existing: Secret) throws -> Secret {
        if existing.deleted != nil {
            throw SecretsManager.InvalidRequestException(
                message: "You can't create this secret because a secret with this name is already scheduled for "
                    + "deletion.")
        }
        if let content = draft.content,
            existing.versions.contains(where: { $0.id == draft.versionID && $0.content == content })
        {
            return existing
        }
        throw SecretsManager.ResourceExistsException(
            message: "The operation failed because the secret \(draft.name) already exists.")
    }

    private static func checkName(_ name: String) throws {
        let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/_+=.@-!".contains($0)) }
        guard allowed, !name.isEmpty, name.utf8.count <= 512 else {
            throw AWSServiceError(
                code: "ValidationException",
                message: "Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
                    + "following: -/_+=.@!")
        }
    }

    /// Marks for deletion after `window`, or removes at once when it is nil.
    package mutating func delete(_ id: String, after window: Duration?, at now: Timestamp) throws -> Secret {
        guard let window else {
            let secret = try find(id, at: now)
            secrets[secret.name] = nil
            return secret
        }
        var secret = try find(id, at: now)
        guard secret.deleted == nil else {
            throw SecretsManager.InvalidRequestException(
                message: "You can't perform this operation on the secret because it was already scheduled for "
                    + "deletion.")
        }
        secret.deleted = now
        secret.purge = now.advanced(by: window)
        secrets[secret.name] = secret
        return secret
    }

    /// Takes a mark for deletion away. A secret without one stays as it is.
    package mutating func restore(_ id: String, at now: Timestamp) throws -> Secret {
        var secret = try find(id, at: now)
        secret.deleted = nil
        secret.purge = nil
        secrets[secret.name] = secret
        return secret
    }

    /// Takes a secret away as if it had never been there.
    mutating func forget(_ name: String) { secrets[name] = nil }

    /// Writes back a secret that was found and changed.
    package mutating func save(_ secret: Secret) {
        secrets[secret.name] = secret
    }

    // MARK: Versions

    /// Adds a version and moves labels to it.
    ///
    /// - Parameter stages: nil is `AWSCURRENT`. The first version of a secret is current in any case.
    /// - Returns: the secret and the version; an existing one when `versionID` was used for the same content.
    package mutating func put(
        _ content: Secret.Content, in id: String, versionID: String, stages: [String]?, at now: Timestamp
    ) throws -> (Secret, Secret.Version) {
        var secret = try findUsable(id, at: now)
        if let existing = secret.versions.first(where: { $0.id == versionID }) {
            guard existing.content == content else {
                throw SecretsManager.ResourceExistsException(
                    message: "You can't use ClientRequestToken \(versionID) because that value is already in use for "
                        + "a version of secret \(secret.arn).")
            }
            return (secret, existing)
        }
        var labels = stages ?? [Secret.current]
        if secret.versions.isEmpty, !labels.contains(Secret.current) { labels.append(Secret.current) }
        secret.versions.append(.init(id: versionID, content: content, created: now, stages: []))
        for label in labels where label != Secret.current { secret.move(label, to: versionID) }
        if labels.contains(Secret.current) { secret.makeCurrent(versionID) }
        secret.lastChanged = now
        secret.dropOldVersions()
        secrets[secret.name] = secret
        guard let version = secret.versions.last else {
            return (secret, .init(id: versionID, content: content, created: now, stages: labels))
        }
        return (secret, version)
    }

    /// The version that a read means: by id, by label, or the current one.
    package func version(of secret: Secret, id: String?, stage: String?) throws -> Secret.Version {
        if let id {
            guard let version = secret.versions.first(where: { $0.id == id }) else {
                throw SecretsManager.ResourceNotFoundException(
                    message: "Secrets Manager can't find the specified secret value for VersionId: \(id)")
            }
            if let stage, !version.stages.contains(stage) {
                throw SecretsManager.InvalidRequestException(
                    message: "You provided a VersionStage that is not associated to the provided VersionId.")
            }
            return version
        }
        let stage = stage ?? Secret.current
        guard let version = secret.version(stage: stage) else {
            throw SecretsManager.ResourceNotFoundException(
                message: "Secrets Manager can't find the specified secret value for staging label: \(stage)")
        }
        return version
    }

    /// Notes that a version was read, and gives secret and version.
    package mutating func read(
        _ id: String, version versionID: String?, stage: String?, at now: Timestamp
    ) throws -> (Secret, Secret.Version) {
        var secret = try findUsable(id, at: now)
        let version = try version(of: secret, id: versionID, stage: stage)
        secret.lastAccessed = now
        for index in secret.versions.indices where secret.versions[index].id == version.id {
            secret.versions[index].lastAccessed = now
        }
        secrets[secret.name] = secret
        return (secret, version)
    }

    /// Moves or removes a label. `AWSCURRENT` can only be moved, and leaves `AWSPREVIOUS` behind.
    package mutating func moveStage(
        _ stage: String, of id: String, from: String?, to: String?, at now: Timestamp
    ) throws -> Secret {
        var secret = try findUsable(id, at: now)
        for versionID in [from, to].compactMap({ $0 }) where !secret.versions.contains(where: { $0.id == versionID }) {
            throw SecretsManager.InvalidParameterException(
                message: "Not a valid version: \(versionID) is not a version of secret \(secret.arn).")
        }
        let holder = secret.version(stage: stage)?.id
        if let holder, holder != from, holder != to {
            throw SecretsManager.InvalidParameterException(
                message: "The parameter RemoveFromVersionId can't be empty. Staging label \(stage) is currently "
                    + "attached to version \(holder), so you must explicitly reference that version in "
                    + "RemoveFromVersionId.")
        }
        if let from, holder != from {
            throw SecretsManager.InvalidParameterException(
                message: "Staging label \(stage) is not attached to version \(from).")
        }
        if stage == Secret.current {
            guard let to else {
                throw SecretsManager.InvalidParameterException(
                    message: "You can only move staging label AWSCURRENT to a different secret version. It can't be "
                        + "completely removed.")
            }
            secret.makeCurrent(to)
        } else {
            secret.move(stage, to: to)
        }
        secret.lastChanged = now
        secrets[secret.name] = secret
        return secret
    }
}
