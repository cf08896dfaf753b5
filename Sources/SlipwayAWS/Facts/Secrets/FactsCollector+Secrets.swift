import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// Secrets that a release or what runs now names.
    ///
    /// - Returns: a fact for each secret of the plan by its identifier, and for each one that only the running revision
    ///   names by its ARN; and what the plan's secret variables hold, by their names, for reading addresses out of it.
    func secrets(of plan: ServicePlan) async -> (facts: [String: Fact<SecretFact>], values: [String: String]) {
        let bindings = plan.secrets.filter { $0.reference.store == .secretsManager }
        let wanted = Dictionary(grouping: bindings, by: \.reference.identifier)
        let logins = await loginsAndRunning(of: plan.service)
        async let own = each(wanted.keys) { id in await secret(id, wanted[id] ?? []) }
        async let others = each(logins.keys) { arn in
            await secret(arn, [], readsValue: logins[arn] ?? false)
        }
        var facts = await others.mapValues(\.fact)
        var values: [String: String] = [:]
        for (id, seen) in await own {
            facts[id] = seen.fact
            values.merge(seen.values) { first, _ in first }
        }
        return (facts, values)
    }

    private struct Seen: Sendable {
        var fact: Fact<SecretFact>
        /// By variable.
        var values: [String: String] = [:]
    }

    /// ARNs that the running revision names, and whether each holds a registry's login, which must be looked into.
    private func loginsAndRunning(of service: Service) async -> [String: Bool] {
        do throws(Gap) {
            let containers = try await running(service).containerDefinitions ?? []
            let secrets = containers.flatMap { $0.secrets ?? [] }.map(\.valueFrom)
                .filter { $0.contains(":secretsmanager:") }
                .map { $0.split(separator: ":", omittingEmptySubsequences: false).prefix(7).joined(separator: ":") }
            let logins = containers.compactMap { $0.repositoryCredentials?.credentialsParameter }
            let pairs = logins.map { ($0, true) } + secrets.map { ($0, false) }
            return Dictionary(pairs) { first, _ in first }
        } catch {
            return [:]
        }
    }

    private func secret(_ id: String, _ bindings: [SecretBinding], readsValue: Bool = true) async -> Seen {
        do throws(Gap) {
            let described = try await ask(
                SecretsManager.DescribeSecret.self, SecretsManager.DescribeSecretRequest(secretId: id),
                missing: ["ResourceNotFoundException"])
            var fact = SecretFact(described, called: id)
            async let key = key(described.kmsKeyId)
            var values: [String: String] = [:]
            if fact.deletedAt != nil {
                fact.content = .unknown(reason: "scheduled for deletion")
            } else if readsValue {
                (fact.content, values) = await content(of: id, bindings)
            }
            fact.key = await key
            return Seen(fact: .known(fact), values: values)
        } catch {
            return Seen(fact: error.fact())
        }
    }

    /// The shape of what the bindings name: nearly always one version, and the same for all.
    private func content(
        of id: String, _ bindings: [SecretBinding]
    ) async -> (Fact<SecretContent>, [String: String]) {
        var versions: [SecretVersionName] = []
        for binding in bindings {
            let version = SecretVersionName(binding.reference)
            if !versions.contains(version) { versions.append(version) }
        }
        if versions.isEmpty { versions = [SecretVersionName()] }
        var found: [Fact<SecretContent>] = []
        var values: [String: String] = [:]
        for version in versions {
            let (content, text) = await value(of: id, version)
            if !found.contains(content) { found.append(content) }
            guard let text else { continue }
            for binding in bindings where SecretVersionName(binding.reference) == version {
                values[binding.variable] = SecretText(text).value(of: binding.reference.key)
            }
        }
        guard found.count > 1 else { return (found[0], values) }
        return (.unknown(reason: "the versions that are named have different shapes"), values)
    }

    private func value(of id: String, _ version: SecretVersionName) async -> (Fact<SecretContent>, String?) {
        do throws(Gap) {
            let answer = try await ask(
                SecretsManager.GetSecretValue.self,
                SecretsManager.GetSecretValueRequest(
                    secretId: id, versionId: version.id, versionStage: version.stage),
                missing: ["ResourceNotFoundException"])
            guard let text = answer.secretString else { return (.known(.binary), nil) }
            let read = SecretText(text)
            for value in read.confidential { learn(value.reveal()) }
            return (.known(read.shape), text)
        } catch {
            return (error.fact(), nil)
        }
    }

    /// Looks at values only so that they are never printed. One that may not be looked at is passed over.
    func learnValues(of references: [SecretReference]) async {
        _ = await each(Set(references)) { reference in
            switch reference.store {
            case .secretsManager: _ = await value(of: reference.identifier, SecretVersionName(reference))
            case .parameterStore: _ = await parameter(reference.identifier)
            }
        }
    }

    /// - Parameter id: `nil` where the secret is encrypted with AWS's own key, which needs no look.
    private func key(_ id: String?) async -> Fact<KeyFact>? {
        guard let id else { return nil }
        return await .of { () throws(Gap) in
            let answer = try await ask(
                KMS.DescribeKey.self, KMS.DescribeKeyRequest(keyId: id), missing: ["NotFoundException"])
            guard let key = answer.keyMetadata else { throw .missing }
            return KeyFact(
                arn: key.arn ?? id, state: key.keyState?.rawValue ?? "",
                isManagedByAWS: key.keyManager?.rawValue == "AWS")
        }
    }

    /// - Returns: a fact for each parameter of the plan by its identifier, and what the variables hold by their names.
    func parameters(
        of plan: ServicePlan
    ) async -> (facts: [String: Fact<ParameterFact>], values: [String: String]) {
        let bindings = plan.secrets.filter { $0.reference.store == .parameterStore }
        let found = await each(bindings.map(\.reference.identifier)) { name in await parameter(name) }
        var values: [String: String] = [:]
        for binding in bindings {
            if let value = found[binding.reference.identifier]?.value { values[binding.variable] = value.reveal() }
        }
        return (found.mapValues(\.fact), values)
    }

    private func parameter(_ name: String) async -> (fact: Fact<ParameterFact>, value: Redacted<String>?) {
        do throws(Gap) {
            let answer = try await ask(
                SSM.GetParameters.self, SSM.GetParametersRequest(names: [name], withDecryption: true),
                missing: ["ParameterNotFound"])
            guard let found = answer.parameters?.first else { throw .missing }
            let type = found.type?.rawValue ?? "String"
            if let value = found.value { learn(value) }
            let fact = ParameterFact(
                arn: found.arn ?? "", name: found.name ?? name, type: type,
                isEmpty: found.value.map { $0.allSatisfy(\.isWhitespace) },
                lastModifiedAt: found.lastModifiedDate?.moment)
            return (.known(fact), found.value.map { Redacted($0) })
        } catch {
            return (error.fact(), nil)
        }
    }
}

/// Which version of a secret a reference means; nothing said means `AWSCURRENT`.
private struct SecretVersionName: Hashable {
    var stage: String?
    var id: String?

    init() {}

    init(_ reference: SecretReference) {
        stage = reference.versionStage == "AWSCURRENT" ? nil : reference.versionStage
        id = reference.versionID
    }
}

extension SecretFact {
    /// - Parameter id: for answers without a name.
    init(_ secret: SecretsManager.DescribeSecretResponse, called id: String) {
        self.init(
            arn: secret.arn ?? "", name: secret.name ?? id, createdAt: secret.createdDate?.moment,
            deletedAt: secret.deletedDate?.moment, content: .unknown(reason: "nobody looked"))
        versions = (secret.versionIdsToStages ?? [:]).map { SecretVersion(id: $0.key, stages: $0.value.sorted()) }
            .sorted { $0.id < $1.id }
        lastChangedAt = secret.lastChangedDate?.moment
        rotates = secret.rotationEnabled ?? false
    }
}
