import AWSRuntime
import AWSServices
import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FactsCollector {
    /// One fact for each secret of the plan, by identifier. Values are looked at here and go no further: only keys and
    /// whether they are empty.
    func secrets(of plan: ServicePlan) async -> [String: Fact<SecretFact>] {
        let names = Set(plan.secrets.map(\.reference).filter { $0.store == .secretsManager }.map(\.identifier))
        return await withTaskGroup(of: (String, Fact<SecretFact>).self) { group in
            for name in names { group.addTask { (name, await secret(name)) } }
            var facts: [String: Fact<SecretFact>] = [:]
            for await (name, fact) in group { facts[name] = fact }
            return facts
        }
    }

    private func secret(_ name: String) async -> Fact<SecretFact> {
        let described: SecretsManager.DescribeSecretResponse
        do {
            described = try await clients.secretsManager.describeSecret(
                SecretsManager.DescribeSecretRequest(secretId: name))
        } catch {
            return error.fact("secretsmanager:DescribeSecret", missing: ["ResourceNotFoundException"])
        }
        return .known(
            SecretFact(
                arn: described.arn ?? "", name: described.name ?? name, createdAt: described.createdDate?.moment,
                deletedAt: described.deletedDate?.moment,
                content: described.deletedDate == nil ? await content(name) : .unknown(reason: "scheduled for deletion")
            ))
    }

    private func content(
        _ name: String, stage: String? = nil, version: String? = nil
    ) async -> Fact<SecretContent> {
        do {
            let value = try await clients.secretsManager.getSecretValue(
                SecretsManager.GetSecretValueRequest(secretId: name, versionId: version, versionStage: stage))
            guard let text = value.secretString else { return .known(.binary) }
            for value in Self.values(in: text) { learn(value.reveal()) }
            return .known(Self.shape(of: text))
        } catch {
            return error.fact("secretsmanager:GetSecretValue", missing: ["ResourceNotFoundException"])
        }
    }

    /// Looks at values only so that they are never printed. One that may not be looked at is passed over.
    func learnValues(of references: [SecretReference]) async {
        await withTaskGroup(of: Void.self) { group in
            for reference in Set(references) {
                group.addTask {
                    switch reference.store {
                    case .secretsManager:
                        _ = await content(
                            reference.identifier, stage: reference.versionStage, version: reference.versionID)
                    case .parameterStore: _ = await parameter(reference.identifier)
                    }
                }
            }
        }
    }

    /// What must never be printed: whatever a JSON object holds, and else the whole value.
    static func values(in text: String) -> [Redacted<String>] {
        do {
            let object = try JSONDecoder().decode([String: SecretMember].self, from: Data(text.utf8))
            return object.values.flatMap(\.texts)
        } catch {
            return [Redacted(text)]
        }
    }

    /// Keys and emptiness of a secret's value.
    static func shape(of text: String) -> SecretContent {
        do {
            let object = try JSONDecoder().decode([String: SecretMember].self, from: Data(text.utf8))
            return .object(
                object.map { SecretKey(name: $0.key, isEmpty: $0.value.isEmpty) }.sorted { $0.name < $1.name })
        } catch {
            return .text(isEmpty: text.allSatisfy(\.isWhitespace))
        }
    }

    func parameters(of plan: ServicePlan) async -> [String: Fact<ParameterFact>] {
        let names = Set(plan.secrets.map(\.reference).filter { $0.store == .parameterStore }.map(\.identifier))
        return await withTaskGroup(of: (String, Fact<ParameterFact>).self) { group in
            for name in names { group.addTask { (name, await parameter(name)) } }
            var facts: [String: Fact<ParameterFact>] = [:]
            for await (name, fact) in group { facts[name] = fact }
            return facts
        }
    }

    private func parameter(_ name: String) async -> Fact<ParameterFact> {
        do {
            let answer = try await clients.ssm.getParameters(
                SSM.GetParametersRequest(names: [name], withDecryption: true))
            guard let found = answer.parameters?.first else { return .missing }
            if let value = found.value { learn(value) }
            return .known(
                ParameterFact(
                    arn: found.arn ?? "", name: found.name ?? name, type: found.type?.rawValue ?? "String",
                    isEmpty: found.value.map { $0.allSatisfy(\.isWhitespace) },
                    lastModifiedAt: found.lastModifiedDate?.moment))
        } catch {
            return error.fact("ssm:GetParameters", missing: ["ParameterNotFound"])
        }
    }
}

/// A member of a JSON secret, looked at for whether it is empty and so that it is not printed; the value is not kept.
private struct SecretMember: Decodable {
    var isEmpty = false
    /// Every text and number in it, however deep.
    var texts: [Redacted<String>] = []

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            isEmpty = true
        } else if let text = try? container.decode(String.self) {
            isEmpty = text.allSatisfy(\.isWhitespace)
            texts = [Redacted(text)]
        } else if let number = try? container.decode(Int64.self) {
            texts = [Redacted("\(number)")]
        } else if let items = try? container.decode([SecretMember].self) {
            texts = items.flatMap(\.texts)
        } else if let members = try? container.decode([String: SecretMember].self) {
            texts = members.values.flatMap(\.texts)
        }
        // Else a boolean or a fraction: something is there, and nothing to hide.
    }
}
