import AWSRuntime
import FoundationEssentials

/// Takes things of the account away or changes them, and knows how to put each back as it was.
struct AccountFaults: Sendable {
    typealias Undo = @Sendable () async -> Void

    let secrets: SecretsService
    let parameters: ParametersService
    let logs: LogsService
    let registry: ImageRegistry
    let balancing: ElasticLoadBalancing

    /// - Parameter subjects: names to strike; empty strikes all of the kind.
    /// - Returns: how to put right what was done, in the order in which it was done.
    func strike(_ fault: CloudFault.AccountFault, subjects: [String]) async throws -> [Undo] {
        let isMeant: @Sendable (String) -> Bool = { name in subjects.isEmpty || subjects.contains(name) }
        switch fault {
        case .secretsRemoved, .secretKeysRemoved, .secretsNotJSON, .secretsEmptied, .secretsScheduledForDeletion,
            .secretVersionsRemoved:
            return await strikeSecrets(fault, subjects)
        case .parametersRemoved: return await parameters.takeAway(isMeant)
        case .logGroupsRemoved: return await logs.takeAway(isMeant)
        case .imageTagsRemoved, .imagesRemoved, .repositoriesRemoved, .imagesOfOtherPlatform,
            .imagesReplacedByArtifact:
            return try await registry.strike(fault, isMeant)
        case .targetGroupsRemoved, .targetGroupsUnattached, .targetGroupsOfOtherType:
            return await balancing.strike(fault, isMeant)
        }
    }

    /// A subject may be `NAME` or `NAME#key`.
    private func strikeSecrets(_ fault: CloudFault.AccountFault, _ subjects: [String]) async -> [Undo] {
        let keys = Dictionary(
            subjects.map { subject in
                let parts = subject.split(separator: "#", maxSplits: 1).map(String.init)
                return (parts.first ?? "", parts.count == 2 ? parts[1] : nil)
            }, uniquingKeysWith: { first, _ in first })
        return await secrets.strike { secret, now in
            guard keys.isEmpty || keys.keys.contains(secret.name) else { return .kept }
            return secret.suffer(fault, key: keys[secret.name] ?? nil, at: now)
        }
    }
}

/// What a fault made of a secret.
enum SecretChange { case kept, changed, removed }

extension Secret {
    fileprivate mutating func suffer(
        _ fault: CloudFault.AccountFault, key: String?, at now: Timestamp
    ) -> SecretChange {
        func object() -> [String: JSONValue]? {
            guard case .text(let text)? = version(stage: Self.current)?.content,
                case .object(let members)? = SecretJSON.parse(text)
            else { return nil }
            return members
        }
        switch fault {
        // Without a key's name all of them are struck: one of them is what somebody asks for.
        case .secretKeysRemoved:
            guard var members = object() else { return .kept }
            for gone in key.map({ [$0] }) ?? Array(members.keys) { members[gone] = nil }
            replaceCurrent(.text(SecretJSON.text(members)))
        case .secretsEmptied:
            guard var members = object() else {
                replaceCurrent(.text(" "))
                return .changed
            }
            for empty in key.map({ [$0] }) ?? Array(members.keys) { members[empty] = .string("") }
            replaceCurrent(.text(SecretJSON.text(members)))
        case .secretsNotJSON: replaceCurrent(.text("'not JSON'"))
        case .secretsScheduledForDeletion:
            deleted = now
            purge = now.advanced(by: .seconds(30 * 86400))
        case .secretVersionsRemoved: versions = versions.map { $0.without(Self.current) }
        default: return .removed
        }
        return .changed
    }

    private mutating func replaceCurrent(_ content: Content) {
        guard let index = versions.firstIndex(where: { $0.stages.contains(Self.current) }) else { return }
        versions[index].content = content
    }
}

extension Secret.Version {
    fileprivate func without(_ stage: String) -> Secret.Version {
        var copy = self
        copy.stages.removeAll { $0 == stage }
        return copy
    }
}

/// A secret's value as JSON, for changing one member of it.
enum SecretJSON {
    /// Nil when it is none.
    static func parse(_ text: String) -> JSONValue? {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            return nil
        }
    }

    static func text(_ members: [String: JSONValue]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(members), as: UTF8.self)
        } catch {
            // Unreachable: what was decoded from JSON can be encoded as JSON.
            return "{}"
        }
    }
}
