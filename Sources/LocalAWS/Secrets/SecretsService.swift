package import AWSRuntime
import AWSServices

/// Secrets Manager: stores by account and region, and the operations on them.
package actor SecretsService {
    private let time: any CloudTime
    private let random: any RandomSource
    private var stores: [CloudScope: SecretStore] = [:]

    package init(time: any CloudTime, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    /// Runs on the store of a scope.
    func store<R>(_ scope: CloudScope, _ body: (inout SecretStore, Timestamp) throws -> R) rethrows -> R {
        var store = stores[scope] ?? SecretStore(scope: scope)
        defer { stores[scope] = store }
        return try body(&store, time.now())
    }

    /// Changes secrets of all scopes behind everybody's back, and says how to put them back as they were.
    ///
    /// - Parameter change: says whether it changed the secret; a fault that removes leaves it to the second answer.
    func strike(_ change: @Sendable (inout Secret, Timestamp) -> SecretChange) -> [AccountFaults.Undo] {
        let now = time.now()
        var undo: [AccountFaults.Undo] = []
        for scope in stores.keys.sorted(by: { ($0.account, $0.region) < ($1.account, $1.region) }) {
            for secret in stores[scope]?.all(at: now) ?? [] {
                var changed = secret
                switch change(&changed, now) {
                case .kept: continue
                case .changed: stores[scope]?.save(changed)
                case .removed: stores[scope]?.forget(secret.name)
                }
                undo.append { [weak self] in await self?.store(scope) { store, _ in store.save(secret) } }
            }
        }
        return undo
    }

    nonisolated func newVersionID() -> String { random.uuid() }

    nonisolated func newSuffix() -> String {
        random.text(6, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    }

    /// The value of a version as the ECS agent reads it: text only.
    func text(
        of id: String, version: String?, stage: String?, scope: CloudScope
    ) throws -> String? {
        let (_, version) = try store(scope) { store, now in
            try store.read(id, version: version, stage: stage, at: now)
        }
        if case .text(let text) = version.content { return text }
        return nil
    }

    /// What the gateway answers for it.
    package nonisolated func operations() -> OperationTable {
        var table = OperationTable(service: SecretsManager.service)
        addLifecycle(to: &table)
        addVersions(to: &table)
        addLists(to: &table)
        addTags(to: &table)
        addPolicies(to: &table)
        return table
    }

    // MARK: Create, describe, update, delete, restore

    private nonisolated func addLifecycle(to table: inout OperationTable) {
        table.on(
            SecretsManager.CreateSecret.self,
            refusing: ["AddReplicaRegions", "ForceOverwriteReplicaSecret", "Type", "CrossAccountPrimaryARN"]
        ) { input, context in
            let content = try Self.content(input.secretString, input.secretBinary)
            let versionID = input.clientRequestToken ?? self.newVersionID()
            let draft = SecretStore.Draft(
                name: input.name, description: input.description, kmsKeyID: input.kmsKeyId,
                tags: try Self.tags(input.tags), content: content, versionID: versionID, suffix: self.newSuffix())
            let secret = try await self.store(context.scope) { try $0.create(draft, at: $1) }
            return .init(arn: secret.arn, name: secret.name, versionId: content == nil ? nil : versionID)
        }
        table.on(SecretsManager.DescribeSecret.self) { input, context in
            let secret = try await self.store(context.scope) { try $0.find(input.secretId, at: $1) }
            return Self.describe(secret)
        }
        table.on(SecretsManager.UpdateSecret.self, refusing: ["Type"]) { input, context in
            let content = try Self.content(input.secretString, input.secretBinary)
            let versionID = input.clientRequestToken ?? self.newVersionID()
            return try await self.store(context.scope) { store, now in
                var secret = try store.findUsable(input.secretId, at: now)
                secret.description = input.description ?? secret.description
                secret.kmsKeyID = input.kmsKeyId ?? secret.kmsKeyID
                secret.lastChanged = now
                store.save(secret)
                guard let content else { return .init(arn: secret.arn, name: secret.name) }
                let (updated, version) = try store.put(
                    content, in: input.secretId, versionID: versionID, stages: nil, at: now)
                return .init(arn: updated.arn, name: updated.name, versionId: version.id)
            }
        }
        table.on(SecretsManager.DeleteSecret.self) { input, context in
            let window = try Self.recoveryWindow(input)
            return try await self.store(context.scope) { store, now in
                do {
                    let secret = try store.delete(input.secretId, after: window, at: now)
                    return .init(arn: secret.arn, name: secret.name, deletionDate: secret.purge ?? now)
                } catch is SecretsManager.ResourceNotFoundException where window == nil {
                    // Forced deletion of what is not there is no error.
                    return .init(name: input.secretId, deletionDate: now)
                }
            }
        }
        table.on(SecretsManager.RestoreSecret.self) { input, context in
            let secret = try await self.store(context.scope) { try $0.restore(input.secretId, at: $1) }
            return .init(arn: secret.arn, name: secret.name)
        }
    }

    // MARK: Values and versions

    private nonisolated func addVersions(to table: inout OperationTable) {
        table.on(SecretsManager.PutSecretValue.self, refusing: ["RotationToken"]) { input, context in
            guard let content = try Self.content(input.secretString, input.secretBinary) else {
                throw SecretsManager.InvalidRequestException(
                    message: "You must provide either SecretString or SecretBinary.")
            }
            let versionID = input.clientRequestToken ?? self.newVersionID()
            let (secret, version) = try await self.store(context.scope) { store, now in
                try store.put(content, in: input.secretId, versionID: versionID, stages: input.versionStages, at: now)
            }
            return .init(arn: secret.arn, name: secret.name, versionId: version.id, versionStages: version.stages)
        }
        table.on(SecretsManager.GetSecretValue.self) { input, context in
            let (secret, version) = try await self.store(context.scope) { store, now in
                try store.read(input.secretId, version: input.versionId, stage: input.versionStage, at: now)
            }
            var response = SecretsManager.GetSecretValueResponse(
                arn: secret.arn, name: secret.name, versionId: version.id, versionStages: version.stages,
                createdDate: version.created)
            switch version.content {
            case .text(let text): response.secretString = text
            case .binary(let bytes): response.secretBinary = bytes
            }
            return response
        }
        table.on(SecretsManager.UpdateSecretVersionStage.self) { input, context in
            let secret = try await self.store(context.scope) { store, now in
                try store.moveStage(
                    input.versionStage, of: input.secretId, from: input.removeFromVersionId, to: input.moveToVersionId,
                    at: now)
            }
            return .init(arn: secret.arn, name: secret.name)
        }
        table.on(SecretsManager.ListSecretVersionIds.self) { input, context in
            let secret = try await self.store(context.scope) { try $0.find(input.secretId, at: $1) }
            let versions = secret.versions.filter { input.includeDeprecated == true || !$0.stages.isEmpty }
            let page = try Self.page(versions, input.nextToken, input.maxResults, key: \.id)
            return .init(
                versions: page.items.map {
                    .init(
                        versionId: $0.id, versionStages: $0.stages.isEmpty ? nil : $0.stages,
                        lastAccessedDate: $0.lastAccessed.map(Self.day), createdDate: $0.created)
                }, nextToken: page.next, arn: secret.arn, name: secret.name)
        }
    }

    // MARK: Lists

    private nonisolated func addLists(to table: inout OperationTable) {
        table.on(SecretsManager.ListSecrets.self) { input, context in
            let filters = try (input.filters ?? []).map(SecretFilter.init)
            let secrets = await self.store(context.scope) { $0.all(at: $1) }
                .filter { secret in
                    (secret.deleted == nil || input.includePlannedDeletion == true)
                        && filters.allSatisfy { $0.matches(secret) }
                }
            let sorted = try Self.sort(secrets, by: input.sortBy, order: input.sortOrder)
            let page = try Self.page(sorted, input.nextToken, input.maxResults, key: \.name)
            return .init(secretList: page.items.map(Self.entry), nextToken: page.next)
        }
    }

    private static func sort(
        _ secrets: [Secret], by key: SecretsManager.SortByType?, order: SecretsManager.SortOrderType?
    ) throws -> [Secret] {
        let ascending = secrets.sorted { left, right in
            switch key ?? .createdDate {
            case .name: return left.name < right.name
            case .lastAccessedDate:
                let times = (left.lastAccessed ?? left.created, right.lastAccessed ?? right.created)
                return times.0 == times.1 ? left.name < right.name : times.0 < times.1
            case .lastChangedDate:
                return left.lastChanged == right.lastChanged
                    ? left.name < right.name : left.lastChanged < right.lastChanged
            case .createdDate, .unknown:
                return left.created == right.created ? left.name < right.name : left.created < right.created
            }
        }
        return order == .desc ? ascending.reversed() : ascending
    }

    // MARK: Tags

    private nonisolated func addTags(to table: inout OperationTable) {
        table.on(SecretsManager.TagResource.self) { input, context in
            let tags = try Self.tags(input.tags)
            try await self.store(context.scope) { store, now in
                var secret = try store.findUsable(input.secretId, at: now)
                secret.tags.merge(tags) { _, new in new }
                guard secret.tags.count <= 50 else {
                    throw SecretsManager.InvalidParameterException(message: "A secret can have at most 50 tags.")
                }
                store.save(secret)
            }
            return .init()
        }
        table.on(SecretsManager.UntagResource.self) { input, context in
            try await self.store(context.scope) { store, now in
                var secret = try store.findUsable(input.secretId, at: now)
                for key in input.tagKeys { secret.tags[key] = nil }
                store.save(secret)
            }
            return .init()
        }
    }
}
